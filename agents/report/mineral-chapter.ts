import type { ReportBlock, ReportChapter } from '../../core/report.ts';
import { area, mineralName, percent, score } from '../reasoner/builtin/compose/say.ts';
import { patchSize } from './alteration-chapter.ts';
import { figureBlock } from './figure-block.ts';
import type { LargestPatch } from './largest-patches.ts';
import { coordinate, count, decimal } from './say-report.ts';
import { phrase, type SceneOfReport, told } from './scene-of-report.ts';

/** Classes below this share of the valid pixels are stray pixels: `scene.json` has them, a table for readers does not. */
const SHOWN_FROM = 0.001;

/** The mineral maps and their table. */
export function mineralChapter(
  scene: SceneOfReport,
  figures: string[],
  patches: Map<string, LargestPatch>,
): ReportChapter {
  const captions = [
    scene.say(
      'Minerals with features near 2 µm: clays, micas, sulfates, carbonates, chlorite and epidote.',
      '2 µm 附近有特征的矿物：粘土、云母、硫酸盐、碳酸盐、绿泥石和绿帘石。',
    ),
    scene.say(
      'Minerals with features near 1 µm: iron oxides and iron-bearing minerals.',
      '1 µm 附近有特征的矿物：铁氧化物和含铁矿物。',
    ),
  ];
  const maps = figures.map((path, at): ReportBlock => ({ kind: 'figure', path, caption: captions[at] ?? '' }));
  return { heading: scene.say('Minerals', '矿物'), blocks: [...maps, ...table(scene, patches)] };
}

function table(scene: SceneOfReport, patches: Map<string, LargestPatch>): ReportBlock[] {
  const { facts, language } = scene;
  const shown = facts.minerals.filter((one) => Number(one.share?.value ?? 1) >= SHOWN_FROM);
  if (!shown.length) return [{ kind: 'paragraph', text: scene.say('No mineral was identified.', '未识别出矿物。') }];
  const hasPlaces = shown.some(({ place }) => place?.lat);
  const hasAreas = shown.some((one) => one.area);
  const rows = shown.map((one) => [
    told(mineralName(one.name, one.members, language).replace(/ mixture$|混合$/, '')),
    told(one.group === 'swir' ? '2 µm' : '1 µm'),
    told(one.area ? area(one.area) : count(one.pixels)),
    told(one.share ? percent(one.share) : ''),
    told(one.fit ? score(one.fit) : ''),
    told(one.depth ? score(one.depth) : ''),
    told(one.margin ? decimal(one.margin, 3) : ''),
    told(patchSize(scene, patches.get(`${one.group}/${one.name}`), one.group, one.name)),
    told(
      hasPlaces
        ? one.place?.lat && one.place.lon
          ? phrase`${coordinate(one.place.lat, 'lat')}, ${coordinate(one.place.lon, 'lon')}`
          : ''
        : one.place
          ? phrase`${count(one.place.x)}, ${count(one.place.y)}`
          : '',
    ),
  ]);
  const left = facts.minerals.length - shown.length;
  const caption = scene.say(
    'Minerals by area, with mean fit, mean depth of the strongest feature, lead over the runner-up, and the largest connected patch. Where two minerals are joined by +, the pixels hold a mixture of both.',
    '矿物面积、平均拟合度、最强特征平均深度、领先次优的幅度和最大连续斑块。以“+”相连者为两种矿物的混合像元。',
  );
  const columns = [
    { label: scene.say('mineral', '矿物') },
    { label: scene.say('group', '组') },
    { label: hasAreas ? scene.say('area', '面积') : scene.say('pixels', '像元'), number: true },
    { label: scene.say('of valid', '占有效'), number: true },
    { label: scene.say('fit', '拟合度'), number: true },
    { label: scene.say('depth', '深度'), number: true },
    { label: scene.say('lead', '领先'), number: true },
    { label: scene.say('largest patch', '最大斑块'), number: true },
    { label: hasPlaces ? scene.say('near', '位置') : scene.say('near pixel', '近像元'), number: true },
  ];
  const blocks: ReportBlock[] = [{ kind: 'table', caption, columns, rows }];
  if (left > 0) {
    const rest = scene.measured('classes.csv#rows', 'classes below a thousandth of the valid pixels', left, 'count');
    const text = scene.say(
      phrase`${count(rest)} further classes with less than a thousandth of the valid pixels each are stray pixels; classes.csv and scene.json have them.`,
      phrase`另有 ${count(rest)} 类各不足有效像元的千分之一，属零星像元，见 classes.csv 与 scene.json。`,
    );
    blocks.push({ kind: 'paragraph', ...told(text) });
  }
  return blocks;
}

/** The lists of positions with what a shift means, in the words of the field. */
const POSITIONS = {
  aloh: ['Al-OH of white mica', '白云母 Al-OH', 'short: aluminium-rich; long: phengitic', '短：富铝；长：多硅白云母'],
  alunite: ['OH of alunite', '明矾石 OH', 'short: potassic; long: sodic', '短：钾质；长：钠质'],
  carbonate: ['CO3 of carbonate', '碳酸盐 CO3', 'short: magnesian; long: calcic', '短：镁质；长：钙质'],
  feoh: ['Fe-OH of chlorite and epidote', '绿泥石与绿帘石 Fe-OH', 'long: iron-rich', '长：富铁'],
} as const;

/** Positions of absorptions, by which minerals show their composition. */
export function positionChapter(
  scene: SceneOfReport,
  figure: string | undefined,
  sections: ReportBlock[],
): ReportChapter | undefined {
  const names = (Object.keys(POSITIONS) as (keyof typeof POSITIONS)[]).filter(
    (name) => scene.summary.wavelengths[name],
  );
  if (!names.length && !sections.length) return undefined;
  const caption = scene.say(
    'Position of the Al-OH absorption of white mica. Grey: no white mica, or masked.',
    '白云母 Al-OH 吸收位置。灰色：无白云母或掩膜。',
  );
  const blocks: ReportBlock[] = [...figureBlock(figure, caption), ...sections];
  if (names.length)
    blocks.push({
      kind: 'table',
      caption: scene.say(
        'Positions of absorptions: median and the range of the middle eighty per cent.',
        '吸收位置：中值与中间八成的范围。',
      ),
      columns: [
        { label: scene.say('absorption', '吸收') },
        { label: scene.say('median, µm', '中值，µm'), number: true },
        { label: scene.say('from, µm', '下限，µm'), number: true },
        { label: scene.say('to, µm', '上限，µm'), number: true },
        { label: scene.say('pixels', '像元'), number: true },
        { label: scene.say('what a shift means', '位移的含义') },
      ],
      rows: names.map((name) => {
        const at = (leaf: string) => scene.at(`/wavelengths/${name}/${leaf}`)!;
        const [en, zh, meansEn, meansZh] = POSITIONS[name];
        return [
          told(scene.say<string>(en, zh)),
          ...['median', 'p10', 'p90'].map((leaf) => told(decimal(at(leaf), 4, '', 'µm'))),
          told(count(at('pixels'))),
          told(scene.say<string>(meansEn, meansZh)),
        ];
      }),
    });
  return { heading: scene.say('Mineral composition from wavelengths', '由吸收波长看矿物成分'), blocks };
}
