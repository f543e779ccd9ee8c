import type { Language } from '../../../../core/language.ts';
import { phrase, type Sentence } from '../../../ledger/sentence.ts';
import type { QuestionPart } from '../question.ts';
import { absence } from './absence.ts';
import type { SceneFacts } from './facts.ts';
import { askedMinerals } from './mineral-groups.ts';
import { mineral, pixels, score, sentence } from './say.ts';
import { carriersOf } from './where.ts';

/** Fits from here on are called clear, below the second value weak (the engine's own scale, 0..1). */
const CLEAR_FIT = 0.95;
const WEAK_FIT = 0.85;
const CLEAR_MARGIN = 0.03;
/** A lead below this is a close call, however good the fit. */
const CLOSE_MARGIN = 0.015;

/** "How sure are you?": fit, depth and lead over the runner-up, and what they do not cover. */
export function confidence(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const { found, lacking } = askedMinerals(part, facts);
  const carriers = part.alteration.flatMap((id) => carriersOf(id, facts));
  const pureFirst = [...found].sort((one, two) => one.members.length - two.members.length);
  const subjects = (
    pureFirst.length ? pureFirst : carriers.length ? carriers : facts.minerals.filter((fact) => fact.group === 'swir')
  ).slice(0, 2);
  const sentences: Sentence[] = [];
  for (const [index, fact] of subjects.entries()) {
    if (!fact.fit || !fact.depth || !fact.margin) continue;
    const fit = Number(fact.fit.value);
    const margin = Number(fact.margin.value);
    const level = fit >= CLEAR_FIT && margin >= CLEAR_MARGIN ? 2 : fit < WEAK_FIT || margin < CLOSE_MARGIN ? 0 : 1;
    const judgement =
      language === 'zh'
        ? [fit < WEAK_FIT ? '把握不大' : '与次优矿物接近，名称不算稳', '比较有把握', '很有把握'][level]!
        : [
            fit < WEAK_FIT ? 'the identification is weak' : 'the name is a close call',
            'the identification is fairly sure',
            'the identification is clear',
          ][level]!;
    const name = mineral(fact, language);
    sentences.push(
      sentence(
        part.id,
        index ? 'detail' : 'lead',
        language === 'zh'
          ? phrase`${name}：${judgement}。平均拟合度 ${score(fact.fit)}，平均吸收深度 ${score(fact.depth)}，比次优矿物高 ${score(fact.margin)}，依据 ${pixels(fact.pixels, language)}。`
          : phrase`For ${name} ${judgement}: over ${pixels(fact.pixels, language)} its absorptions fit with ${score(fact.fit)} on average at a band depth of ${score(fact.depth)}, and the runner-up is ${score(fact.margin)} behind.`,
      ),
    );
  }
  sentences.push(...lacking.flatMap((id) => absence(part, id, facts, language)));
  if (sentences.length) sentences.push(agreementOnly(part, facts, language));
  return sentences;
}

/** What no fit can say. */
export function agreementOnly(part: QuestionPart, facts: SceneFacts, language: Language): Sentence {
  const rests = [facts.at('/synthetic'), facts.at('/valid_pixels')];
  if (facts.synthetic)
    return sentence(
      part.id,
      'caveat',
      language === 'zh'
        ? phrase`这是一景合成影像：拟合度说明光谱与参考库吻合的程度，不代表任何真实地点。`
        : phrase`This scene is synthetic: a fit says how well spectra agree with the reference library, and nothing about any real ground.`,
      rests,
    );
  return sentence(
    part.id,
    'caveat',
    language === 'zh'
      ? phrase`拟合度只说明光谱与参考库的一致程度，不是经野外验证的准确率。`
      : phrase`A fit is agreement with reference spectra, not accuracy proved on the ground.`,
    rests,
  );
}
