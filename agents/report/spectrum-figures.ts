import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../core/atomic.ts';
import type { ReportBlock } from '../../core/report.ts';
import { mineralName } from '../reasoner/builtin/compose/say.ts';
import type { SceneOfReport } from './scene-of-report.ts';

/** So many of each group, the largest first, and besides them what the first targets are made of. */
const LARGEST = { swir: 4, vnir: 2 };
const MOST = 9;
const TARGETS_READ = 3;

/** Mean spectra of the main minerals beside the library, as the map's own plots show them, in the words of the report. */
export function spectrumFigures(scene: SceneOfReport): ReportBlock[] {
  const { summary, folder, language } = scene;
  const files = new Set(Object.values(summary.files));
  const blocks: ReportBlock[] = [];
  for (const name of mainMinerals(scene)) {
    const { members, group } = summary.minerals[name]!;
    const file = [`${name} ${group}`, name].map((one) => `spectra/${plain(one)}.svg`).find((one) => files.has(one));
    if (!file) continue;
    const path = join(folder, 'report', `spectrum-${plain(name)}-${language}.svg`);
    const svg = readFileSync(join(folder, file), 'utf8');
    writeFileAtomic(path, worded(svg, scene));
    blocks.push({ kind: 'figure', path, caption: mineralName(name, members, language), size: 'medium' });
  }
  if (!blocks.length) return [];
  const text = scene.say(
    'Left: the mean spectrum of the pixels of a class, one standard deviation round it, and the library spectrum that explains it best, scaled as in the identification. Right: the part that decided, its continuum removed, with the shoulders of each feature (bars), its centre and its depth; required features had to be there, supporting ones add to the fit.',
    '左：一类像元的平均光谱、一倍标准差范围，以及解释最好的光谱库曲线（按识别时的比例缩放）。右：判别波段去连续统后的曲线，标出各吸收特征的肩部（横条）、中心与深度；“必备”特征必须出现，“辅助”特征增加拟合。',
  );
  return [{ kind: 'paragraph', text }, ...blocks];
}

function mainMinerals({ summary }: SceneOfReport): string[] {
  const names = Object.keys(summary.minerals);
  const of = (group: 'swir' | 'vnir') => names.filter((name) => summary.minerals[name]!.group === group);
  const inTargets = summary.targets
    .slice(0, TARGETS_READ)
    .flatMap(({ reasons }) => reasons.assemblage.map(({ mineral }) => mineral))
    .filter((name) => summary.minerals[name]);
  const chosen = [...of('swir').slice(0, LARGEST.swir), ...of('vnir').slice(0, LARGEST.vnir), ...inTargets];
  return [...new Set(chosen)].slice(0, MOST);
}

/** As the map's writer names its plots. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

const ROLES: Record<string, [en: string, zh: string]> = {
  must: ['required', '必备'],
  diagnostic: ['diagnostic', '诊断'],
  optional: ['supporting', '辅助'],
};

/** What the plots say, in Chinese; whole texts of the drawing, but for the numbers and names in them. */
const WORDS_ZH: [RegExp, string][] = [
  [/^mean of ([\d,]+) pixels? named in the ([12]) µm group, /, '$2 µm 组内 $1 个像元的平均，'],
  [/^mean in the scene, ± 1 standard deviation$/, '影像平均 ± 1 倍标准差'],
  // a long name is cut, and the word behind it with it
  [/^library: (.+), scaled$/, '光谱库：$1（已缩放）'],
  [/^library: /, '光谱库：'],
  [/^vapour$/, '水汽'],
  [/^wavelength, µm$/, '波长，µm'],
  [/^reflectance$/, '反射率'],
  [/^continuum removed$/, '去连续统'],
  [/^no feature shows in the mean$/, '平均光谱中没有吸收特征'],
  [/^the bands do not reach the shoulders$/, '波段不及肩部'],
  [/^SYNTHETIC SCENE$/, '合成影像'],
  [/ depth ([\d.]+) /, ' 深度 $1 '],
];

/** The texts of a plot in the language of the report, and letters that have its signs. */
function worded(svg: string, { summary, language, isChinese }: SceneOfReport): string {
  const texts = svg.replace(/(<text [^>]*>)([^<]*)(<\/text>)/g, (_, open: string, text: string, close: string) => {
    const role = text.replace(
      /(?<= depth [\d.]+ +)(must|diagnostic|optional)$/,
      (one) => ROLES[one]![isChinese ? 1 : 0],
    );
    const members = summary.minerals[text]?.members;
    if (members) return `${open}${mineralName(text, members, language)}${close}`;
    const words = isChinese ? WORDS_ZH.reduce((all, [en, zh]) => all.replace(en, zh), role) : role;
    return `${open}${words}${close}`;
  });
  // the lines of the features stand closer than their letters are high
  return texts
    .replace(/font-size="19\.44" fill="#0072b2"/g, 'font-size="16.5" fill="#0072b2"')
    .replace(
      'font-family="Helvetica, Arial, sans-serif"',
      `font-family="Helvetica, Arial, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"`,
    );
}
