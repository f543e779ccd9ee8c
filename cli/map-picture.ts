import { nameIn } from '../agents/vision/parse/names.ts';
import type { Language } from '../core/language.ts';
import type { PlainMap } from '../tools/spectral/outputs/picture/plain-maps.ts';
import type { SceneReader } from '../tools/spectral/types.ts';
import type { Picture } from './terminal/pictures/picture.ts';

/** Of words that stand in the legends of maps besides minerals and alteration types. */
const CHINESE: Record<string, string> = {
  'no mineral identified': '未识别出矿物',
  'no type assigned': '未归类',
  'no data': '无数据',
  'outside, or no data': '范围之外或无数据',
  vegetation: '植被',
  water: '水体',
  shade: '阴影',
  cloud: '云',
  'natural colour': '真彩色',
  'false colour': '假彩色',
  'alteration type': '蚀变类型',
  '2 µm group: clays, micas, sulfates, carbonates': '2 µm 组：粘土、云母、硫酸盐、碳酸盐',
  '1 µm group: iron oxides and iron-bearing minerals': '1 µm 组：铁氧化物与含铁矿物',
  'copper-related favourability: a score, not a probability': '铜矿有利度：是评分，不是概率',
};

/** A word of a map's legend, or the name of a mineral, a mixture or an alteration type, in the reader's language. */
export function mapWords(words: string, language: Language): string {
  return language === 'zh' ? (CHINESE[words] ?? mineralInChinese(words)) : words;
}

/** A map of a scene as a picture for the terminal, in the reader's language. */
export function mapPicture(map: PlainMap, scene: Pick<SceneReader, 'name' | 'synthetic'>, language: Language): Picture {
  const say = (words: string): string => mapWords(words, language);
  return {
    ...map,
    title: `${scene.name}: ${say(map.title).replace(/^(natural|false) colour/, (words) => say(words))}`,
    legend: map.legend.map(({ rest, label, ...entry }) => ({
      ...entry,
      label: say(label),
      ...(rest ? { sign: rest === 'none' ? '.' : ' ' } : {}),
    })),
    notes: syntheticNote(scene, language),
  };
}

export function syntheticNote({ synthetic }: Pick<SceneReader, 'synthetic'>, language: Language): string[] {
  if (!synthetic) return [];
  return [language === 'zh' ? '合成影像：不是真实地点。' : 'SYNTHETIC SCENE: it shows no real place.'];
}

/** A mixture by its members. */
function mineralInChinese(name: string): string {
  return name
    .split('+')
    .map((one) => nameIn(one, 'zh'))
    .join('+');
}
