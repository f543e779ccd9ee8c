import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { asset } from '../core/paths.ts';
import { chineseName, englishName, loadGlossary, translateTerms } from '../knowledge_base/glossary.ts';
import { loadLibrary } from '../tools/spectral/library/load-library.ts';

const KINDS = 'mineral rock alteration deposit process method sensor structure time commodity general'.split(' ');

describe('the bilingual glossary', () => {
  test('loads in less than 50 ms', () => {
    const before = performance.now();
    const entries = loadGlossary();
    expect(performance.now() - before).toBeLessThan(50);
    expect(entries.length).toBeGreaterThanOrEqual(1100);
  });

  test('has every kind, lower-case English, Chinese that is Chinese, and no other field', () => {
    const fields = new Set(['en', 'zh', 'also_en', 'also_zh', 'kind']);
    for (const entry of loadGlossary()) {
      expect(
        Object.keys(entry).filter((field) => !fields.has(field)),
        entry.en,
      ).toEqual([]);
      expect(KINDS, entry.en).toContain(entry.kind);
      for (const term of [entry.en, ...(entry.also_en ?? [])]) {
        expect(term).toMatch(/^[a-z0-9][a-z0-9 /'-]*$/);
        expect(term).toBe(term.trim());
      }
      for (const term of [entry.zh, ...(entry.also_zh ?? [])]) expect(term).toMatch(/\p{Script=Han}/u);
    }
    expect(new Set(loadGlossary().map((entry) => entry.kind))).toEqual(new Set(KINDS));
  });

  test('has a Chinese name for every mineral that the spectral engine can name', () => {
    const nameless = loadLibrary()
      .minerals.filter((mineral) => mineral.kind === 'mineral' && !chineseName(mineral.name))
      .map((mineral) => mineral.name);
    expect(nameless).toEqual([]);
  });

  test('gives no form to two concepts, in either language', () => {
    for (const language of ['en', 'zh'] as const) {
      const owners = new Map<string, string>();
      for (const entry of loadGlossary()) {
        const others = language === 'en' ? entry.also_en : entry.also_zh;
        for (const form of [entry[language], ...(others ?? [])]) {
          expect(owners.get(form), `${form} stands for ${entry.en} and for ${owners.get(form)}`).toBeUndefined();
          owners.set(form, entry.en);
        }
      }
    }
  });

  test('is one JSON array with an entry a line, so that a change shows as one line', () => {
    const lines = readFileSync(asset('knowledge_base', 'glossary.json'), 'utf8').trim().split('\n');
    expect(lines.length).toBe(loadGlossary().length + 2);
  });

  test('knows the names of every mineral and alteration in both directions', () => {
    for (const entry of loadGlossary()) {
      expect(chineseName(entry.en)).toBe(entry.zh);
      expect(englishName(entry.zh)).toBe(entry.en);
    }
    expect(chineseName('Alunite')).toBe('明矾石');
    expect(chineseName('porphyry copper deposits')).toBe('斑岩铜矿');
    expect(englishName('绢云母')).toBe('sericite');
    expect(chineseName('flux capacitor')).toBeUndefined();
    expect(englishName('汽车')).toBeUndefined();
  });

  test('translates what is in a question and nothing else', () => {
    expect(translateTerms('Where is the alunite?')).toEqual(['明矾石']);
    expect(translateTerms('How old is my car')).toEqual([]);
    expect(translateTerms('今天天气怎么样')).toEqual([]);
    expect(translateTerms('这里有没有 Alunite 和高岭石')).toEqual(expect.arrayContaining(['明矾石', 'kaolinite']));
  });

  test('prefers the longer term to the terms inside it', () => {
    const terms = translateTerms('高级泥化带');
    expect(terms[0]).toBe('advanced argillic alteration');
    expect(terms).not.toContain('argillic alteration');
    // 矿石 (ore) and 石英脉 (quartz vein) overlap in 含矿石英脉; only the longer one is meant.
    expect(translateTerms('含矿石英脉')).toEqual(['quartz vein']);
    expect(translateTerms('porphyry copper deposit')[0]).toBe('斑岩铜矿');
    expect(translateTerms('porphyry copper deposit')).not.toContain('铜');
  });

  test('folds case, plurals and full-width letters', () => {
    expect(translateTerms('ENDMEMBERS')).toContain('端元');
    expect(translateTerms('assays and anomalies')).toEqual(expect.arrayContaining(['化验', '地球化学异常']));
    expect(translateTerms('ＳＷＩＲ')).toContain('短波红外');
  });

  test('folds hyphens, British spellings and Latin plurals', () => {
    expect(translateTerms('high sulphidation epithermal deposits')).toContain('高硫型浅成低温热液矿床');
    expect(translateTerms('Palaeozoic mineralised zones')).toEqual(expect.arrayContaining(['古生代', '矿化带']));
    expect(translateTerms('kaolinisation and haematite')).toEqual(expect.arrayContaining(['高岭土化', '赤铁矿']));
    expect(translateTerms('calderae and spectra')).toEqual(expect.arrayContaining(['破火山口', '光谱']));
    expect(chineseName('porphyry copper gold deposit')).toBe('斑岩铜金矿');
  });

  test('reads traditional characters as simplified ones', () => {
    expect(translateTerms('鐵帽與絹雲母化')).toEqual(expect.arrayContaining(['gossan', 'sericitic alteration']));
    expect(englishName('斑岩銅礦')).toBe('porphyry copper deposit');
    expect(translateTerms('明礬石')).toEqual(translateTerms('明矾石'));
  });

  test('knows what geologists ask for beyond the minerals of the engine', () => {
    const asked: Record<string, string> = {
      listvenite: '滑石菱镁片岩',
      exoskarn: '外矽卡岩',
      'quartz-sericite-pyrite alteration': '黄铁绢英岩化',
      'hanging wall': '上盘',
      'rhenium-osmium dating': '铼锇定年',
      neoproterozoic: '新元古代',
      'random forest': '随机森林',
      'radiative transfer': '辐射传输',
      carbonatite: '碳酸岩',
      'roll-front uranium deposit': '卷状铀矿',
      tellurium: '碲',
      pentlandite: '镍黄铁矿',
    };
    for (const [english, chinese] of Object.entries(asked)) {
      expect(chineseName(english), english).toBe(chinese);
      expect(englishName(chinese), chinese).toBe(english);
    }
  });

  test('does not read one character of a place name as a term', () => {
    expect(translateTerms('云南')).toEqual([]);
    expect(translateTerms('铜')).toContain('copper');
  });

  test('translates a page of text in less than 50 ms', () => {
    const page = 'Alunite with kaolinite and dickite marks advanced argillic alteration. 明矾石与高岭石共生。'.repeat(
      60,
    );
    translateTerms(page.slice(0, 10));
    const before = performance.now();
    expect(translateTerms(page)).toContain('明矾石');
    expect(performance.now() - before).toBeLessThan(50);
  });
});
