import { existsSync } from 'node:fs';
import { ocrInstalled, ocrModelFolder } from '../../rag/ocr/pp-ocr.ts';

export const LATIN = '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf';
export const CHINESE = '/usr/share/fonts/truetype/arphic/uming.ttc';

/** Why pages cannot be printed and read here; empty where they can. Set-up brings models and, as root, the fonts. */
export const noOcr: string = [
  ocrInstalled() ? '' : `no models in ${ocrModelFolder()}`,
  ...[LATIN, CHINESE].map((font) => (existsSync(font) ? '' : `${font} is missing`)),
]
  .filter((reason) => reason !== '')
  .join(', ');

/** Text of our own, in both languages. */
export const ENGLISH = {
  title: 'Geology of the Willow Creek prospect',
  paragraphs: [
    'Drill hole WC-07 cut 38.5 m at 0.42 % Cu and 0.18 g/t Au from a depth of 112 m. The mica absorbs at 2.199 µm near the veins.',
    'Alunite and dickite cap the southern ridge above 1,940 m. Three of eleven samples hold jarosite and may be supergene.',
  ],
};
export const HAN = {
  title: '青石沟铜矿区围岩蚀变特征',
  paragraphs: [
    '矿化中心发育钾硅酸盐化，黑云母交代角闪石，钾长石沿石英脉两侧呈条带状分布。向外依次过渡为绢英岩化带和青磐岩化带。',
    '山脊顶部见高级泥化蚀变，主要矿物为明矾石、地开石和叶蜡石，ZK0301 孔见矿段平均品位 0.42%。',
  ],
};
