import type { Language } from '../../../../core/language.ts';
import { named, phrase, type Sentence } from '../../../ledger/sentence.ts';
import type { QuestionPart } from '../question.ts';
import type { SceneFacts, TargetFact } from './facts.ts';
import {
  alterationName,
  area,
  direction,
  list,
  metres,
  mineralName,
  percent,
  pixels,
  score,
  sentence,
  spot,
} from './say.ts';

/** Besides the first target so many are named; `targets.gpx` has them all. */
const ALSO_NAMED = 2;

/** Where to look first for copper, why there, and what the score is. */
export function target(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const [mean, p95, high] = [facts.at('/copper/mean'), facts.at('/copper/p95'), facts.at('/copper/high_share')];
  if (!mean || !p95 || !high) return [];
  const [first, ...others] = facts.targets();
  const sentences = first
    ? [
        ...firstTarget(part, first, language),
        ...(others.length ? [nextTargets(part, others.slice(0, ALSO_NAMED), language)] : []),
      ]
    : [
        sentence(
          part.id,
          'lead',
          language === 'zh'
            ? phrase`图上没有一片地段的铜有利度高到可以称为靶区。`
            : phrase`No patch of ground stands out enough in copper favourability to be called a target.`,
          [p95],
        ),
      ];
  sentences.push(
    sentence(
      part.id,
      'detail',
      language === 'zh'
        ? phrase`铜有利度在全景平均为 ${score(mean)}，第 95 百分位达到 ${score(p95)}，全部有效像元中高分的占 ${percent(high)}。`
        : phrase`The copper favourability averages ${score(mean)} over the scene and reaches ${score(p95)} on its best twentieth; ${percent(high)} of all valid pixels score high.`,
    ),
    sentence(
      part.id,
      'caveat',
      language === 'zh'
        ? phrase`有利度是按矿物组合与分带给出的相对评分，没有用已知矿床标定，不是概率。`
        : phrase`The favourability is a relative score made from assemblage and zoning; it is not calibrated on known deposits and is no probability.`,
      [facts.at('/copper/calibrated') ?? mean],
    ),
  );
  return sentences;
}

function firstTarget(part: QuestionPart, one: TargetFact, language: Language): Sentence[] {
  const zh = language === 'zh';
  const size = one.area ? area(one.area) : pixels(one.pixels, language);
  const place = spot(one.place, language);
  const sentences = [
    sentence(
      part.id,
      'lead',
      zh
        ? phrase`先去靶区 ${named(String(one.name.value), one.name)}：${place}。`
        : phrase`Start at target ${named(String(one.name.value), one.name)}, near ${place}.`,
    ),
    sentence(
      part.id,
      'detail',
      zh
        ? phrase`那里的铜有利度平均为 ${score(one.mean)}，最高 ${score(one.highest)}，面积 ${size}${mostly(one, language)}。`
        : phrase`Its copper favourability averages ${score(one.mean)} and reaches ${score(one.highest)} on ${size}${mostly(one, language)}.`,
    ),
  ];
  if (one.minerals.length) {
    const names = one.minerals.map((mineral) => {
      const name = String(mineral.value);
      return named(mineralName(name, name.split('+'), language), mineral);
    });
    sentences.push(
      sentence(
        part.id,
        'detail',
        zh
          ? phrase`那里的矿物主要是${list(names, language)}。`
          : phrase`What is mapped there is above all ${list(names, language)}.`,
      ),
    );
  }
  if (one.distance && one.bearing)
    sentences.push(
      sentence(
        part.id,
        'detail',
        zh
          ? phrase`它在蚀变分带中心以${direction(one.bearing, language)} ${metres(one.distance, language)}。`
          : phrase`It lies ${metres(one.distance, language)} to the ${direction(one.bearing, language)} of the centre of the zoning.`,
      ),
    );
  return sentences;
}

function mostly({ alteration }: TargetFact, language: Language) {
  if (!alteration) return '';
  const name = named(alterationName(String(alteration.value), language), alteration);
  return language === 'zh' ? phrase`，以${name}为主` : phrase`, mostly ${name}`;
}

function nextTargets(part: QuestionPart, targets: TargetFact[], language: Language): Sentence {
  const pieces = targets.map((one) =>
    language === 'zh'
      ? phrase`${named(String(one.name.value), one.name)}（${spot(one.place, language)}，平均 ${score(one.mean)}）`
      : phrase`${named(String(one.name.value), one.name)} near ${spot(one.place, language)}, which averages ${score(one.mean)}`,
  );
  return sentence(
    part.id,
    'detail',
    language === 'zh' ? phrase`其次是${list(pieces, language)}。` : phrase`Next come ${list(pieces, language)}.`,
  );
}
