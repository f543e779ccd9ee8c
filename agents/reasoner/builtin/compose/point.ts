import type { Language } from '../../../../core/language.ts';
import { named, phrase, type Sentence } from '../../../ledger/sentence.ts';
import type { QuestionPart } from '../question.ts';
import { maskName } from './absence.ts';
import type { SceneFacts } from './facts.ts';
import { alterationName, micrometres, mineralName, score, sentence, whole } from './say.ts';

/** "What is at pixel x, y?" */
export function point(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const { x, y } = part.point!;
  const pixel = facts.pixel(x, y);
  const where = language === 'zh' ? `像元 (${x}, ${y}) ` : `pixel ${x}, ${y} `;
  if (!pixel.mask) {
    const [width, height] = [facts.at('/size/width'), facts.at('/size/height')];
    if (!width || !height) return [];
    return [
      sentence(
        part.id,
        'lead',
        language === 'zh'
          ? phrase`${where}在影像之外：影像宽 ${whole(width)} 个像元、高 ${whole(height)} 个像元，坐标从左上角起算。`
          : phrase`${where}lies outside the scene, which is ${whole(width)} pixels wide and ${whole(height)} high, counted from the upper left corner.`,
      ),
    ];
  }
  if (pixel.mask.value !== 'valid') {
    return [
      sentence(
        part.id,
        'lead',
        language === 'zh'
          ? phrase`${where}被掩膜（${named(maskName(String(pixel.mask.value), language), pixel.mask)}），不做矿物识别：下面有什么矿物，这景影像说不出来。`
          : phrase`${where}is masked as ${named(String(pixel.mask.value), pixel.mask)}, so no mineral is named there; what lies beneath cannot be told from this scene.`,
      ),
    ];
  }
  const sentences: Sentence[] = [];
  const names = [
    {
      match: pixel.swir,
      fit: pixel.swirFit,
      depth: pixel.swirDepth,
      label: language === 'zh' ? '短波红外' : 'the shortwave infrared',
    },
    {
      match: pixel.vnir,
      fit: pixel.vnirFit,
      depth: undefined,
      label: language === 'zh' ? '可见光–近红外' : 'the visible and near infrared',
    },
  ].filter((one) => one.match && one.match.value !== 'none');
  if (names.length === 0) {
    sentences.push(
      sentence(
        part.id,
        'lead',
        language === 'zh'
          ? phrase`${where}没有识别出矿物：光谱里没有足够深的诊断吸收。`
          : phrase`${where}shows no mineral: none of the diagnostic absorptions is deep enough.`,
        [pixel.swir, pixel.mask],
      ),
    );
  }
  for (const [index, { match, fit, depth, label }] of names.entries()) {
    const raw = String(match!.value);
    const name = named(mineralName(raw, raw.split('+'), language), match);
    const quality = fit
      ? depth
        ? language === 'zh'
          ? phrase`（拟合度 ${score(fit)}，吸收深度 ${score(depth)}）`
          : phrase` (fit ${score(fit)}, band depth ${score(depth)})`
        : language === 'zh'
          ? phrase`（拟合度 ${score(fit)}）`
          : phrase` (fit ${score(fit)})`
      : '';
    sentences.push(
      sentence(
        part.id,
        index ? 'detail' : 'lead',
        index === 0
          ? language === 'zh'
            ? phrase`${where}在${label}识别为${name}${quality}。`
            : phrase`${where}is ${name} in ${label}${quality}.`
          : language === 'zh'
            ? phrase`在${label}识别为${name}${quality}。`
            : phrase`In ${label} it is ${name}${quality}.`,
      ),
    );
  }
  if (pixel.alteration && pixel.alteration.value !== 'none')
    sentences.push(
      sentence(
        part.id,
        'detail',
        language === 'zh'
          ? phrase`蚀变类型归为${named(alterationName(String(pixel.alteration.value), language), pixel.alteration)}${pixel.copper ? phrase`，铜有利度 ${score(pixel.copper)}（相对评分，不是概率）` : ''}。`
          : phrase`The pixel belongs to ${named(alterationName(String(pixel.alteration.value), language), pixel.alteration)}${pixel.copper ? phrase`, with a copper favourability of ${score(pixel.copper)} (a relative score, not a probability)` : ''}.`,
      ),
    );
  if (pixel.aloh)
    sentences.push(
      sentence(
        part.id,
        'detail',
        language === 'zh'
          ? phrase`Al-OH 吸收位于 ${micrometres(pixel.aloh)}。`
          : phrase`The Al-OH absorption lies at ${micrometres(pixel.aloh)}.`,
      ),
    );
  return sentences;
}
