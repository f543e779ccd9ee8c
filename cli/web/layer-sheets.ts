import { heatmapWords } from '../../agents/vision/heatmap-words.ts';
import type { LayerSheet, Words } from '../../model-server/http/scene-schemas.ts';
import { lookCaption } from '../../tools/spectral/outputs/picture/scene-colours.ts';
import {
  type ScreenLayer,
  type ScreenLayerName,
  screenLayers,
} from '../../tools/spectral/outputs/picture/screen-layers.ts';
import type { SceneReader, SceneSummary } from '../../tools/spectral/types.ts';
import { mapWords } from '../map-picture.ts';
import type { FoundHeatmap } from './heatmaps.ts';

interface LayerWords {
  title: Words;
  note?: Words;
  /** Whether a map shows it first. */
  shown?: true;
}

const WORDS: Record<ScreenLayerName, LayerWords> = {
  quicklook: { title: { en: 'Look of the scene', zh: '影像' }, shown: true },
  swir: {
    title: { en: 'Minerals, 2 µm group', zh: '矿物，2 µm 组' },
    note: { en: 'Clays, micas, sulfates, carbonates', zh: '粘土、云母、硫酸盐、碳酸盐' },
    shown: true,
  },
  vnir: {
    title: { en: 'Minerals, 1 µm group', zh: '矿物，1 µm 组' },
    note: { en: 'Iron oxides and iron-bearing minerals', zh: '铁氧化物与含铁矿物' },
  },
  alteration: { title: { en: 'Alteration types', zh: '蚀变类型' } },
  copper: {
    title: { en: 'Copper-related favourability', zh: '铜矿有利度' },
    note: { en: 'A score, not a probability', zh: '是评分，不是概率' },
  },
  aloh: {
    title: { en: 'Al-OH position of white mica', zh: '白云母 Al-OH 吸收位置' },
    note: { en: 'Short is aluminium-rich, long is phengitic', zh: '短：富铝；长：多硅白云母' },
  },
  alunite: {
    title: { en: 'Position of the 1.48 µm alunite absorption', zh: '明矾石 1.48 µm 吸收位置' },
    note: { en: 'Short is potassic, long is sodic', zh: '短：富钾；长：富钠' },
  },
  carbonate: {
    title: { en: 'CO₃ position of carbonate', zh: '碳酸盐 CO₃ 吸收位置' },
    note: { en: 'Short is magnesian, long is calcic', zh: '短：富镁；长：富钙' },
  },
  feoh: {
    title: { en: 'Fe-OH position of chlorite and epidote', zh: '绿泥石、绿帘石 Fe-OH 吸收位置' },
    note: { en: 'Long is iron-rich', zh: '长：富铁' },
  },
  mask: {
    title: { en: 'Masked ground', zh: '掩膜区' },
    note: {
      en: 'Minerals there are hidden, which is not absence',
      zh: '该处矿物被遮盖，不等于没有',
    },
  },
};

const LABELS: Record<string, Words> = {
  favourability: { en: 'favourability', zh: '有利度' },
  µm: { en: 'µm', zh: 'µm' },
};
const OPACITY = 0.75;

/** The layers of a scene's map, from the ground up, and the heatmaps that were made of it. */
export function layerSheets(
  reader: SceneReader,
  summary: SceneSummary,
  folder: string,
  heatmaps: readonly FoundHeatmap[],
): LayerSheet[] {
  const whole = { x: 0, y: 0, width: summary.size.width, height: summary.size.height };
  return [
    ...screenLayers(summary, folder).map((layer) => layerSheet(layer, whole, reader)),
    ...heatmaps.map(({ id, document, ramp }): LayerSheet => {
      const { task, calibrated, mineral, area, model, adapter } = document;
      const said = (language: 'en' | 'zh') => heatmapWords(task, calibrated, mineral, language);
      const by = adapter === null ? model : `${model}, ${adapter}`;
      return {
        id,
        title: { en: said('en').title, zh: `视觉模型热力图：${said('zh').meaning}` },
        note: {
          en: `${said('en').smallPrint} A second opinion, not the spectra: ${by}`,
          zh: `不是光谱，仅供参考：${by}`,
        },
        window: area,
        shown: false,
        opacity: OPACITY,
        ramp: { ...ramp, label: { en: said('en').label, zh: task === 'yesno' ? '概率' : '有利度' } },
      };
    }),
  ];
}

function layerSheet(
  { name, classes, ramp }: ScreenLayer,
  window: LayerSheet['window'],
  reader: SceneReader,
): LayerSheet {
  const { title, note, shown } = WORDS[name];
  const caption = name === 'quicklook' ? lookCaption(reader) : undefined;
  return {
    id: name,
    title,
    note: caption === undefined ? (note ?? null) : captionWords(caption),
    window,
    shown: shown ?? false,
    opacity: name === 'quicklook' ? 1 : OPACITY,
    ...(classes
      ? {
          classes: classes.map(({ name: mineral, area_km2 = null, share = null, ...one }) => ({
            ...one,
            name: inBoth(mineral),
            area_km2,
            share,
          })),
        }
      : {}),
    ...(ramp ? { ramp: { ...ramp, label: LABELS[ramp.label] ?? { en: ramp.label, zh: ramp.label } } } : {}),
  };
}

/** The name of a mineral, a mixture, an alteration type or a mask in both languages. */
export function inBoth(name: string): Words {
  return { en: name.replaceAll('+', ' + '), zh: mapWords(name, 'zh') };
}

function captionWords(caption: string): Words {
  return {
    en: caption,
    zh: caption.replace(/^((?:natural|false) colour), /, (_, words: string) => `${mapWords(words, 'zh')}，`),
  };
}
