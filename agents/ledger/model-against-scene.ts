import type { Contradiction } from '../../core/answer.ts';
import type { Evidence } from '../../core/evidence.ts';
import type { Language } from '../../core/language.ts';
import { SceneFacts } from '../reasoner/builtin/compose/facts.ts';
import { list, mineralName, score, sentence } from '../reasoner/builtin/compose/say.ts';
import { conceptOf, mineralConcepts } from '../reasoner/builtin/lexicon.ts';
import type { Question, QuestionPart } from '../reasoner/builtin/question.ts';
import limits from '../vision/comparison.json' with { type: 'json' };
import { parseMinerals } from '../vision/parse/minerals.ts';
import type { Ledger } from './ledger.ts';
import { modelAgainstWindow } from './model-against-window.ts';
import { named, phrase, type Sentence } from './sentence.ts';

export interface ModelComparison {
  sentences: Sentence[];
  contradictions: Contradiction[];
}

/**
 * What a vision model said, set against the spectra, whoever writes the answer: where both agree, and where they do not. The
 * spectra are never overridden; a disagreement is stated with both sides.
 */
export function modelAgainstScene(question: Question, ledger: Ledger, language: Language): ModelComparison {
  const facts = new SceneFacts(ledger);
  const all: ModelComparison = { sentences: [], contradictions: [] };
  for (const evidence of ledger.entries) {
    if (evidence.kind !== 'model' || !facts.present) continue;
    if (evidence.model?.whole === false) {
      const part = question.parts.find((one) => sameWindow(one.window, evidence)) ?? question.parts[0]!;
      const { sentences, contradictions } = modelAgainstWindow(part, evidence, ledger, language);
      all.sentences.push(...sentences);
      all.contradictions.push(...contradictions);
      continue;
    }
    const part = question.parts[0]!;
    const task = evidence.address.slice(evidence.address.lastIndexOf('#') + 1);
    const compare = task === 'yesno' ? alteration : task === 'probability' ? favourability : minerals;
    const { sentences, contradictions } = compare(part, evidence, facts, language);
    all.sentences.push(...sentences);
    all.contradictions.push(...contradictions);
  }
  return all;
}

function sameWindow(window: QuestionPart['window'], { model }: Evidence): boolean {
  return window !== undefined && JSON.stringify(Object.values(window)) === JSON.stringify(Object.values(model!.window));
}

/** Minerals that both name, that only the model names, and that it leaves out although it was asked about them. */
function minerals(part: QuestionPart, evidence: Evidence, facts: SceneFacts, language: Language): ModelComparison {
  const zh = language === 'zh';
  const valid = facts.at('/valid_pixels')!;
  const model = named(evidence.source, evidence);
  const asked = part.intent === 'presence' ? part.minerals : [];
  const covering = (id: string) => facts.covering(mineralConcepts().get(id) ?? conceptOf(id));
  const said = parseMinerals(evidence.text);
  const ids = said.map(({ mineral }) => mineral).filter((id) => asked.length === 0 || asked.includes(id));
  const both = ids.filter((id) => covering(id).length > 0);
  const least = limits.least_fraction.value;
  const only = said
    .filter(({ mineral, fraction }) => ids.includes(mineral) && !both.includes(mineral) && (fraction ?? 1) >= least)
    .map(({ mineral }) => mineral);
  // an answer that could not be read leaves out nothing
  const readable = said.length > 0 || /^(none|no\b|无|没有)/i.test(evidence.text);
  const left = (readable ? asked : []).filter(
    (id) => !ids.includes(id) && shareOf(covering(id)) >= limits.plain_share.value,
  );
  const label = (id: string) => (zh ? mineralName(id, [id], 'zh') : id);
  const names = (some: string[]) => list(some.map(label), language);
  const sentences: Sentence[] = [];
  const say = (text: ReturnType<typeof phrase>, rests: (Evidence | undefined)[] = [valid]) =>
    sentences.push(sentence(part.id, 'comparison', text, rests));

  if (said.length === 0)
    say(zh ? phrase`视觉模型 ${model} 没有说出矿物名称。` : phrase`The vision model ${model} named no mineral.`, []);
  if (both.length)
    say(
      zh
        ? phrase`视觉模型 ${model} 也说出${names(both)}。`
        : phrase`The vision model ${model} also names ${names(both)}.`,
    );
  if (only.length)
    say(
      both.length
        ? zh
          ? phrase`它还说有${names(only)}，但光谱没有检出：以光谱为准。`
          : phrase`It names ${names(only)} as well, which the spectra do not show: the spectra count.`
        : zh
          ? phrase`视觉模型 ${model} 说有${names(only)}，但光谱没有检出：以光谱为准。`
          : phrase`The vision model ${model} names ${names(only)}, which the spectra do not show: the spectra count.`,
      [evidence, valid],
    );
  for (const id of left)
    say(
      zh
        ? phrase`视觉模型 ${model} 没有说出${label(id)}，光谱则有：以光谱为准。`
        : phrase`The vision model ${model} leaves out ${label(id)}, which the spectra show: the spectra count.`,
      [evidence, covering(id)[0]!.pixels],
    );
  const text = evidence.text.slice(0, 200);
  return {
    sentences,
    contradictions: [
      ...only.map((id) => contradiction(id, evidence, text, valid, `${id}: not detected`)),
      ...left.map((id) => contradiction(id, evidence, text, covering(id)[0]!.pixels, covering(id)[0]!.pixels.text)),
    ],
  };
}

function shareOf(facts: ReturnType<SceneFacts['covering']>): number {
  return facts.reduce((sum, { share }) => sum + Number(share?.value ?? 0), 0);
}

/** By the odds where there are any: calibration may turn the word. Null where the answer says neither. */
function saysYes({ value, text }: Evidence): boolean | null {
  if (typeof value === 'number') return value >= 0.5;
  if (/^(yes|是|有)/i.test(text)) return true;
  return /^(no|否|不|没|无)/i.test(text) ? false : null;
}

/** Whether model and map both see copper-related alteration. */
function alteration(part: QuestionPart, evidence: Evidence, facts: SceneFacts, language: Language): ModelComparison {
  const zh = language === 'zh';
  const types = facts.alteration.filter(({ name }) => limits.copper_types.value.includes(name));
  const share = types.reduce((sum, type) => sum + Number(type.share?.value ?? 0), 0);
  const spectra = share >= limits.copper_yes.value;
  const yes = saysYes(evidence);
  if (yes === null) return { sentences: [], contradictions: [] };
  const model = named(evidence.source, evidence);
  const rests = [evidence, facts.at('/valid_pixels'), ...types.map((type) => type.share)];
  const sure = typeof evidence.value === 'number';
  const calibrated = evidence.model?.calibrated === true;
  const odds = !sure
    ? phrase``
    : zh
      ? phrase`（${calibrated ? '概率' : '词元概率'} ${score(evidence)}${calibrated ? '' : '，未校准'}）`
      : phrase` (${calibrated ? 'probability' : 'token probability'} ${score(evidence)}${calibrated ? '' : ', not calibrated'})`;
  const sees = zh
    ? phrase`视觉模型 ${model} ${yes ? '看到' : '没有看到'}与铜有关的蚀变${odds}`
    : phrase`The vision model ${model} sees ${yes ? 'copper-related alteration' : 'no copper-related alteration'}${odds}`;
  if (yes === spectra) {
    const text = zh ? phrase`${sees}，光谱结果与此一致。` : phrase`${sees}, and the spectra agree.`;
    return { sentences: [sentence(part.id, 'comparison', text, rests)], contradictions: [] };
  }
  const text = zh
    ? phrase`${sees}，光谱填图${spectra ? '则有' : '则很少'}：以光谱为准。`
    : phrase`${sees}; the map from the spectra ${spectra ? 'shows it' : 'shows little of it'}: the spectra count.`;
  const largest = types.sort((a, b) => Number(b.share?.value ?? 0) - Number(a.share?.value ?? 0))[0];
  const side = largest?.share ?? facts.at('/valid_pixels')!;
  return {
    sentences: [sentence(part.id, 'comparison', text, rests)],
    contradictions: [contradiction('copper-related alteration', evidence, evidence.text, side, side.text)],
  };
}

/** The model's favourability beside the mean of the map. */
function favourability(part: QuestionPart, evidence: Evidence, facts: SceneFacts, language: Language): ModelComparison {
  const zh = language === 'zh';
  const map = facts.at('/copper/mean');
  if (!map || typeof evidence.value !== 'number') return { sentences: [], contradictions: [] };
  const apart = Math.abs(evidence.value - Number(map.value)) > limits.favourability_apart.value;
  const model = named(evidence.source, evidence);
  const end = apart
    ? zh
      ? '两者不一致，以光谱为准。'
      : 'they disagree, and the spectra count.'
    : zh
      ? '两者相近。'
      : 'the two are close.';
  const text = zh
    ? phrase`视觉模型 ${model} 给出的铜有利度为 ${score(evidence)}，填图的平均值为 ${score(map)}：${end}`
    : phrase`The vision model ${model} gives a copper-related favourability of ${score(evidence)}, the map a mean of ${score(map)}: ${end}`;
  return {
    sentences: [sentence(part.id, 'comparison', text, [evidence, map])],
    contradictions: apart
      ? [contradiction('copper-related favourability', evidence, evidence.text, map, map.text)]
      : [],
  };
}

function contradiction(subject: string, model: Evidence, says: string, scene: Evidence, shows: string): Contradiction {
  return {
    subject,
    sides: [
      { evidence: model.id, says },
      { evidence: scene.id, says: shows },
    ],
  };
}
