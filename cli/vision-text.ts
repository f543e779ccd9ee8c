import type { VisionDocument } from '../agents/vision/look-at-window.ts';
import type { MineralShare } from '../agents/vision/parse/minerals.ts';
import { nameIn } from '../agents/vision/parse/names.ts';
import type { PlacedBox } from '../agents/vision/place-boxes.ts';
import type { Language } from '../core/language.ts';

/** What a model said of a window, for reading, in the language that it was asked in. */
export function visionText(said: VisionDocument): string {
  const zh = said.language === 'zh';
  const { x, y, width, height } = said.window;
  const found = answerLines(said);
  return [
    ...(said.synthetic ? [zh ? '合成影像：不是真实地点。' : 'SYNTHETIC SCENE: it shows no real place.'] : []),
    zh ? `${said.scene}，窗口 ${x} ${y} ${width} ${height}` : `${said.scene}, window ${x} ${y} ${width} ${height}`,
    '',
    ...(found.length ? found : [zh ? '回答无法解读。' : 'The answer could not be read.']),
    zh ? `原话：${said.answer || '（空）'}` : `In its words: ${said.answer || '(nothing)'}`,
    '',
    ...averagedLine(said),
    originLine(said),
    smallModelLine(said.base !== null, said.model, said.language),
  ].join('\n');
}

function answerLines(said: VisionDocument): string[] {
  const zh = said.language === 'zh';
  switch (said.task) {
    case 'yesno': {
      if (said.yes === undefined) return [];
      const odds = said.probability === undefined ? '' : oddsText(said.probability, said.calibrated === true, zh);
      const about = said.mineral === undefined ? undefined : nameIn(said.mineral, said.language);
      return [
        zh
          ? `${about ?? '与铜有关的热液蚀变'}：${said.yes ? '有' : '无'}${odds}`
          : `${capital(about ?? 'copper-related hydrothermal alteration')}: ${said.yes ? 'yes' : 'no'}${odds}`,
      ];
    }
    case 'probability': {
      if (said.probability === undefined) return [];
      const value = said.probability.toFixed(2);
      return [
        zh
          ? `铜矿有利度：${value}（${NUMBER_SOURCES.zh[said.probability_from!]}）；是评分，不是概率`
          : `Copper-related favourability: ${value} (${NUMBER_SOURCES.en[said.probability_from!]}); a score, not a probability`,
      ];
    }
    case 'minerals':
      return [zh ? `矿物：${sharesText(said.minerals!, 'zh')}` : `Minerals: ${sharesText(said.minerals!, 'en')}`];
    case 'ground':
      return said.boxes!.length
        ? said.boxes!.map((box, at) => boxLine(box, at + 1, said.language))
        : [noBoxes(said.mineral, said.language)];
    case 'describe':
      return describeLines(said);
  }
}

const NUMBER_SOURCES = {
  en: {
    'digit tokens': 'expected value over the digits',
    'generated digits': 'expected value over the digits of the answer',
    text: 'as written, without token probabilities',
  },
  zh: { 'digit tokens': '数字词元的期望值', 'generated digits': '回答中数字的期望值', text: '按原文，无词元概率' },
} as const;

function oddsText(probability: number, calibrated: boolean, zh: boolean): string {
  const value = probability.toFixed(2);
  if (zh) return calibrated ? `（“有”的概率 ${value}，在渲染影像上校准）` : `（“有”的词元概率 ${value}，未校准）`;
  return calibrated
    ? ` (probability of yes ${value}, calibrated on rendered scenes)`
    : ` (token probability of yes ${value}, not calibrated)`;
}

function sharesText(minerals: readonly MineralShare[], language: Language): string {
  if (minerals.length === 0) return language === 'zh' ? '无' : 'none';
  const shares = minerals.map(({ mineral, fraction }) => {
    const share = fraction === null ? '' : ` ${(100 * fraction).toFixed(0)} %`;
    return `${nameIn(mineral, language)}${share}`;
  });
  return shares.join(language === 'zh' ? '，' : ', ');
}

/** A box that covers most of the window says little of where: its share of the window stands beside it. */
function boxLine({ label, box_1000, box_px, corners_lonlat }: PlacedBox, number: number, language: Language): string {
  const place = corners_lonlat ? ` (${corners_lonlat[0]!.join(', ')} → ${corners_lonlat[2]!.join(', ')})` : '';
  const [x0, y0, x1, y1] = box_1000;
  const share = (((x1 - x0) * (y1 - y0)) / 1e4).toFixed(0);
  if (language === 'zh')
    return `${number}. ${nameIn(label, 'zh')}：像元 ${box_px.join(' ')}${place}，占窗口 ${share} %`;
  return `${number}. ${label}: pixels ${box_px.join(' ')}${place}, ${share} % of the window`;
}

function capital(words: string): string {
  return words[0]!.toUpperCase() + words.slice(1);
}

function noBoxes(mineral: string | undefined, language: Language): string {
  if (language === 'zh')
    return mineral === undefined ? '没有方框。' : `没有${nameIn(mineral, 'zh')}的方框：模型没有指出它在哪里。`;
  return mineral === undefined ? 'No boxes.' : `No box of ${mineral}: the model places it nowhere.`;
}

function describeLines({ description, language, base }: VisionDocument): string[] {
  const { minerals, alteration, zoning, copper, confidence } = description!;
  const zh = language === 'zh';
  const levels = { high: '高', moderate: '中', low: '低' } as const;
  const level = copper.level && (zh ? levels[copper.level] : copper.level);
  const rows: [string, string, string | null][] = [
    ['Minerals', '矿物', minerals.length ? sharesText(minerals, language) : null],
    ['Alteration', '蚀变', alteration.map((type) => nameIn(type, language)).join(zh ? '，' : ', ') || null],
    ['Zoning', '分带', zoning],
    ['Copper', '铜', [level, copper.score].filter((one) => one !== null).join(zh ? '，' : ', ') || null],
    // Our own models were taught what cover, shade and noise leave to see (truth.json): no measure of themselves.
    base === null
      ? ['Confidence', '置信度', confidence === null ? null : String(confidence)]
      : ['How well the ground can be seen', '地面可见程度', confidence === null ? null : String(confidence)],
  ];
  return rows.flatMap(([en, cn, value]) => (value === null ? [] : [zh ? `${cn}：${value}` : `${en}: ${value}`]));
}

/** A view of a large window shows means of its pixels: what is smaller than one is not seen. */
function averagedLine({ views, language }: VisionDocument): string[] {
  const pixels = views.cell_pixels;
  if (pixels === undefined || pixels <= 1) return [];
  return [
    language === 'zh'
      ? `视图的一格是 ${pixels} × ${pixels} 像元的平均，更小的地面看不出来；gossan heatmap 逐窗口查看。`
      : `A cell of the views is the mean of ${pixels} × ${pixels} pixels, and smaller ground is lost; \`gossan heatmap\` goes window by window.`,
  ];
}

function originLine(said: VisionDocument): string {
  const { model, adapter, views, tokens, ms } = said;
  const recipes = views.recipes.join(', ');
  if (said.language === 'zh') {
    const by = adapter === null ? model : `${model}，适配器 ${adapter}`;
    return `回答者：${by}；视图 ${recipes}，${views.size} 像素；${tokens} 个词元，${ms} 毫秒`;
  }
  const by = adapter === null ? model : `${model}, adapter ${adapter}`;
  return `Asked: ${by}; views ${recipes}, ${views.size} pixels; ${tokens} tokens, ${ms} ms`;
}

/** @param own one of Gossan's own models, which are small and know rendered scenes alone */
export function smallModelLine(own: boolean, model: string, language: Language): string {
  if (language === 'zh') {
    return own
      ? `${model} 是在渲染影像上训练的小模型；矿物以光谱填图（gossan map）为准。`
      : '这是模型的看法；矿物以光谱填图（gossan map）为准。';
  }
  return own
    ? `${model} is a small model trained on rendered scenes; what the spectra show is in \`gossan map\`.`
    : 'This is what a model sees in pictures; what the spectra show is in `gossan map`.';
}
