import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareDemo } from '../agents/demo.ts';
import type { Report } from '../core/session.ts';
import { renderMarkdown, writeReport } from '../tools/report/index.ts';
import { ensureDemoScene } from '../tools/spectral/demo/index.ts';
import { hasEmbeddings, temporaryHome } from './support/knowledge-home.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

const HEADINGS = {
  en: 'Summary|Location and data|Method and limits|Alteration and zoning|Minerals|Spectra|Mineral composition from wavelengths|Interpretation|Scene and documents compared|Targets|What to check in the field|References',
  zh: '摘要|位置与数据|方法与局限|蚀变与分带|矿物|光谱|由吸收波长看矿物成分|解释|影像与资料对照|靶区|野外检查|参考文献',
};

/** Digits that count nothing: names of targets, groups, systems, formulas and files; numbers of tables, figures, chapters. */
const NAMES =
  /Cu\d\d|第 95 百分位|[12] µm|WGS 84|EPSG:\d+|UTM \d+[NS]|H2O|CO3|[\w-]+\.(?:csv|json|gpx|kml)|(?:Table|Figure|表|图) \d+\.|“[^”]*”|‘[^’]*’|《[^》]*》/g;

describe.each(['en', 'zh'] as const)('a report on the demo scene, laid out (%s)', (lang) => {
  const home = temporaryHome();
  let folder: string;
  let report: Report;
  let html: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gossan-laid-out-'));
    // the notes and the made-up field report where they can be searched
    const demo = hasEmbeddings ? await prepareDemo() : { scene: await ensureDemoScene(join(folder, 'demo')), kb: '' };
    const from = hasEmbeddings ? ['--kb', demo.kb] : ['--no-rag'];
    const out = join(folder, 'report.md');
    const args = ['report', '--scene', demo.scene, '--lang', lang, '--no-vision', ...from, '--out', out, '--json'];
    const result = await gossan(args, {
      env: { GOSSAN_USER: 'A. Operator', GOSSAN_ORGANISATION: 'Ridge & Sons <Ltd>' },
    });
    expect(result.code).toBe(0);
    report = jsonOf(result) as unknown as Report;
    await writeReport(report, { out: join(folder, 'report.html'), format: 'html' });
    html = readFileSync(join(folder, 'report.html'), 'utf8');
    // the notes are embedded and the scene is mapped: minutes on a machine that is busy
  }, 600_000);
  afterAll(() => {
    home.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has its chapters numbered, in the order of a consultant', () => {
    const found = [...html.matchAll(/<h2>(\d+)\. ([^<]+)<\/h2>/g)];
    expect(found.map(([, , heading]) => heading).join('|')).toBe(HEADINGS[lang]);
    expect(found.map(([, n]) => Number(n))).toEqual(found.map((_, at) => at + 1));
  });

  it('says what it is, by whom and of what', () => {
    const [, title] = /<header>([\s\S]*?)<\/header>/.exec(html)!;
    expect(title).toContain(lang === 'zh' ? '无人签署' : 'Nobody has signed it');
    expect(title).toContain('A. Operator');
    expect(title).toContain('Ridge &amp; Sons &lt;Ltd&gt;');
    expect(title).toMatch(/Gossan \d+\.\d+/);
    expect(title).toContain(lang === 'zh' ? '文件中未注明' : 'not given in the files');
  });

  it('has a link in every number of its text, to a row that leads back', () => {
    const [body] = html.slice(html.indexOf('<body>')).split('<section id="references">');
    const numbers = [...body!.matchAll(/<a class="number" id="(u-[\d-]+)" href="#(n-\d+)">([^<]*)<\/a>/g)];
    expect(numbers.length).toBeGreaterThan(500);
    for (const [, use, row, text] of numbers) {
      const [, cells] = new RegExp(`<tr id="${row}">(.*?)</tr>`).exec(html) ?? [];
      expect(cells, `${text} leads to ${row}`).toContain(`href="#${use}"`);
    }
    const words = body!
      .replace(/<header>[\s\S]*?<\/nav>/, '')
      .replace(/<style>[\s\S]*?<\/style>|<h[23]>.*?<\/h[23]>|<a [^>]*>[^<]*<\/a>|<img [^>]*>/g, '')
      .replace(/<dt>(?:Description in the file|文件说明)<\/dt><dd>[^<]*<\/dd>/, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(NAMES, '');
    expect(words.match(/.{0,30}\d.{0,20}/g) ?? []).toEqual([]);
  });

  it('has an address or a formula for each number, and each field holds that value', () => {
    const [, appendix] = html.split('<section id="appendix">');
    const rows = [...appendix!.matchAll(/<tr id="n-\d+">(.*?)<\/tr>/g)].map(([, row]) =>
      [...row!.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell]) => cell!.replace(/<[^>]*>/g, '')),
    );
    const map = dirname(dirname(report.figures[0]!.path));
    const scene = JSON.parse(readFileSync(join(map, 'scene.json'), 'utf8'));
    const polygons = JSON.parse(readFileSync(join(map, 'polygons.geojson'), 'utf8'));
    let checked = 0;
    for (const [, , value, , address] of rows) {
      expect(address).toMatch(/#|←/);
      const [, file, pointer] =
        /^(scene\.json|polygons\.geojson)#(\/.*)$/.exec(address!.replaceAll('&amp;', '&')) ?? [];
      if (!file) continue;
      const names = pointer!
        .split('/')
        .slice(1)
        .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
      const found = names.reduce((at, name) => at?.[name], file === 'scene.json' ? scene : polygons);
      expect(String(found), address).toBe(value);
      checked++;
    }
    expect(checked).toBeGreaterThan(300);
  });

  it('has no link that leads nowhere, and no name twice', () => {
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of html.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target);
    const markdown = readFileSync(join(folder, 'report.md'), 'utf8');
    const anchors = [...markdown.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id);
    const targets = [...markdown.matchAll(/\]\(#([^)]+)\)/g)].map(([, target]) => target);
    expect(targets.length).toBeGreaterThan(500);
    expect(targets.filter((target) => !anchors.includes(target))).toEqual([]);
  });

  it('has figures beside the Markdown, in its language, with a scale, north and a grid', () => {
    const markdown = readFileSync(join(folder, 'report.md'), 'utf8');
    const files = [...markdown.matchAll(/!\[[^\]]+\]\(<([^>]+)>\)/g)].map(([, file]) => join(folder, file!));
    expect(files.length).toBeGreaterThan(9);
    for (const file of files) expect(existsSync(file), file).toBe(true);
    // the link names the picture; the drawing stands beside it
    const drawing = (name: string) =>
      readFileSync(files.find((file) => file.includes(name))!.replace(/\.png$/, '.svg'), 'utf8');
    const map = drawing('alteration');
    expect(map).toContain('>1 km</text>');
    expect(map).toContain('>N</text>');
    expect(map).toContain('>302 000 E</text>');
    expect(map).toContain('EPSG:32718');
    expect(map).toContain(lang === 'zh' ? '>高级泥化</text>' : '>advanced argillic</text>');
    const spectrum = drawing('spectrum-alunite');
    expect(spectrum).toContain(lang === 'zh' ? '>明矾石</text>' : '>alunite</text>');
    expect(spectrum).toMatch(lang === 'zh' ? /深度 [\d.]+ +必备/ : /depth [\d.]+ +required/);
  });

  it.runIf(lang === 'en')('ranks its targets with coordinates in degrees and metres', () => {
    const [, row] = /<tr>(<td>Cu01<\/td>.*?)<\/tr>/.exec(html)!;
    const cells = [...row!.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell]) => cell!.replace(/<[^>]*>/g, ''));
    const { lat, lon, utm } = JSON.parse(
      readFileSync(join(dirname(dirname(report.figures[0]!.path)), 'scene.json'), 'utf8'),
    ).targets[0];
    expect(cells.slice(5)).toEqual([
      `${Math.abs(lat).toFixed(4)}° S`,
      `${Math.abs(lon).toFixed(4)}° W`,
      String(utm.easting_m),
      String(utm.northing_m),
    ]);
  });

  it('is the same report as Markdown that goes to a terminal', () => {
    expect(renderMarkdown(report)).toContain(report.figures[0]!.path);
  });
});
