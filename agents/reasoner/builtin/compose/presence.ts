import type { Language } from '../../../../core/language.ts';
import { phrase, type Sentence } from '../../../ledger/sentence.ts';
import type { QuestionPart } from '../question.ts';
import { absence } from './absence.ts';
import type { MineralFact, SceneFacts } from './facts.ts';
import { alone, askedMinerals, groupExtent, groupName, isPlural, type MineralGroup } from './mineral-groups.ts';
import { mineral, pixelSum, score, sector, sentence, spot } from './say.ts';
import { noAlteration, whereAlteration } from './where.ts';

/** Plain questions whether something is there; a negated one or one that asserts a figure gets no "yes". */
const ASKS_WHETHER =
  /^(?!.*(\b(no|not|n't|right|more|less|than)\b|\d))(is|are|do|does|did|can|any)\b|^(?!.*(没有.*(对吗|吧)|\d|更))(这里|影像|图)?.*(有没有|有无|是否有|有.*吗)/i;

/** "Is there …?": yes with extent and how well it fits, or which of the three kinds of absence it is. */
export function presence(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const sentences: Sentence[] = [];
  const { groups, lacking } = askedMinerals(part, facts);
  for (const [index, group] of groups.entries()) {
    if (isTrace(group, facts)) {
      sentences.push(trace(part, group, language));
      continue;
    }
    const yes = index === 0 && ASKS_WHETHER.test(part.text) ? (language === 'zh' ? '有：' : 'Yes: ') : '';
    const place = group.facts.find((fact) => fact.place)?.place;
    const where = place
      ? language === 'zh'
        ? phrase`，最大的一片在影像${sector(place.sector, language)}，中心在${spot(place, language)}`
        : phrase`; the largest patch lies in the ${sector(place.sector, language)}, around ${spot(place, language)}`
      : '';
    sentences.push(
      sentence(
        part.id,
        index ? 'detail' : 'lead',
        language === 'zh'
          ? phrase`${yes}识别出${groupName(group, language)} ${groupExtent(group, language)}${where}。`
          : phrase`${yes}${groupName(group, language)} ${isPlural(group) ? 'are' : 'is'} mapped on ${groupExtent(group, language)}${where}.`,
      ),
      ...alone(part, group, language),
    );
    const quality = index === 0 ? fitSentence(part, group.facts[0]!, language) : null;
    if (quality) sentences.push(quality);
  }
  for (const id of part.alteration) {
    const type = facts.alterationNamed(id);
    sentences.push(...(type ? whereAlteration(part, type, facts, language) : noAlteration(part, id, facts, language)));
  }
  return [...sentences, ...lacking.flatMap((id) => absence(part, id, facts, language))];
}

/** A handful of pixels, or a poor fit throughout: too little to say that a mineral is there. */
function isTrace(group: MineralGroup, facts: SceneFacts): boolean {
  const valid = Number(facts.at('/valid_pixels')?.value ?? 0);
  const total = group.facts.reduce((sum, fact) => sum + Number(fact.pixels.value), 0);
  const bestFit = Math.max(...group.facts.map((fact) => Number(fact.fit?.value ?? 1)));
  return total < Math.max(4, valid * 0.0005) || bestFit < 0.6;
}

function trace(part: QuestionPart, group: MineralGroup, language: Language): Sentence {
  const count = pixelSum(
    group.facts.map((fact) => fact.pixels),
    language,
  );
  const fit = group.facts[0]!.fit;
  return sentence(
    part.id,
    'lead',
    language === 'zh'
      ? phrase`没有可靠的${groupName(group, language)}：只有 ${count}${fit ? phrase`（拟合度 ${score(fit)}）` : ''}，不足以认定存在。`
      : phrase`There is no reliable sign of ${groupName(group, language)}: only ${count}${fit ? phrase` (fit ${score(fit)})` : ''}, too little to call it present.`,
  );
}

function fitSentence(part: QuestionPart, fact: MineralFact, language: Language): Sentence | null {
  if (!fact.fit || !fact.depth) return null;
  return sentence(
    part.id,
    'detail',
    language === 'zh'
      ? phrase`${mineral(fact, language)}与参考光谱的平均拟合度为 ${score(fact.fit)}，平均吸收深度 ${score(fact.depth)}。`
      : phrase`The absorptions of ${mineral(fact, language)} fit the reference with ${score(fact.fit)} on average, at a mean band depth of ${score(fact.depth)}.`,
    [fact.pixels],
  );
}
