import type { Contradiction } from '../../core/answer.ts';
import type { Evidence } from '../../core/evidence.ts';
import type { Language } from '../../core/language.ts';
import { list, mineralName, score, sentence } from '../reasoner/builtin/compose/say.ts';
import { conceptCovers, conceptOf, mineralConcepts } from '../reasoner/builtin/lexicon.ts';
import type { QuestionPart } from '../reasoner/builtin/question.ts';
import { windowAddress } from '../scene-evidence.ts';
import limits from '../vision/comparison.json' with { type: 'json' };
import { parseMinerals } from '../vision/parse/minerals.ts';
import type { Ledger } from './ledger.ts';
import { named, phrase, type Sentence } from './sentence.ts';

/**
 * What a vision model said of a window, beside what the map counts in it. Minerals that the spectra lack there, and a
 * favourability far from the map's, are disagreements; the spectra count. Empty where the map was not read there.
 */
export function modelAgainstWindow(
  part: QuestionPart,
  evidence: Evidence,
  ledger: Ledger,
  language: Language,
): { sentences: Sentence[]; contradictions: Contradiction[] } {
  const zh = language === 'zh';
  const { window, task } = evidence.model!;
  const valid = ledger.at(windowAddress('mask.tif', window));
  if (!valid) return { sentences: [], contradictions: [] };
  const model = named(evidence.source, evidence);
  const only = task === 'yesno' || task === 'probability' ? [] : unseen(evidence, ledger);
  const copper = ledger.at(windowAddress('copper.tif', window));
  const apart =
    task === 'probability' &&
    copper !== undefined &&
    typeof evidence.value === 'number' &&
    Math.abs(evidence.value - Number(copper.value)) > limits.favourability_apart.value;
  const number = typeof evidence.value === 'number';
  const odds = number && task === 'yesno' ? (zh ? phrase`（${score(evidence)}）` : phrase` (${score(evidence)})`) : '';
  const says = number && task === 'probability' ? score(evidence) : sayingOf(evidence, zh);
  const sentences = [
    sentence(
      part.id,
      'comparison',
      zh
        ? phrase`视觉模型 ${model} 对该窗口的判读：${says}${odds}。`
        : phrase`The vision model ${model} reads this window as: ${says}${odds}.`,
      [valid],
    ),
  ];
  const say = (text: ReturnType<typeof phrase>, rests: Evidence[]) =>
    sentences.push(sentence(part.id, 'comparison', text, rests));
  const label = (id: string) => (zh ? mineralName(id, [id], 'zh') : id);
  if (only.length) {
    const names = list(only.map(label), language);
    say(
      zh
        ? phrase`其中${names}，该窗口的光谱没有检出：以光谱为准。`
        : phrase`Of these, the spectra do not show ${names} in this window: the spectra count.`,
      [evidence, valid],
    );
  }
  if (apart) {
    say(
      zh
        ? phrase`填图在此的平均值为 ${score(copper)}：两者不一致，以光谱为准。`
        : phrase`The map has a mean of ${score(copper)} there: the two disagree, and the spectra count.`,
      [evidence, copper],
    );
  }
  const text = evidence.text.slice(0, 200);
  const side = (subject: string, scene: Evidence, shows: string): Contradiction => ({
    subject,
    sides: [
      { evidence: evidence.id, says: text },
      { evidence: scene.id, says: shows },
    ],
  });
  return {
    sentences,
    contradictions: [
      ...only.map((id) => side(id, valid, `${id}: not detected`)),
      ...(apart ? [side('copper-related favourability', copper, copper.text)] : []),
    ],
  };
}

/** Minerals that the model gives a plain share and the map does not name in the window. */
function unseen(evidence: Evidence, ledger: Ledger): string[] {
  const { window } = evidence.model!;
  const starts = ['swir.tif', 'vnir.tif'].map((file) => `${windowAddress(file, window)}&mineral=`);
  const mapped = ledger.entries.flatMap(({ address }) => {
    const start = starts.find((one) => address.startsWith(one));
    return start === undefined ? [] : [address.slice(start.length)];
  });
  return parseMinerals(evidence.text)
    .filter(({ fraction }) => (fraction ?? 1) >= limits.least_fraction.value)
    .map(({ mineral }) => mineral)
    .filter((id) => {
      const concept = mineralConcepts().get(id) ?? conceptOf(id);
      return !mapped.some((name) => conceptCovers(concept, name, name.split('+')));
    });
}

/** The answer in words; boxes are in the evidence, and are named here without their corners. */
function sayingOf({ text, model }: Evidence, zh: boolean): string {
  if (model!.task !== 'ground') return text.replace(/[.。]\s*$/, '') || (zh ? '（空）' : '(nothing)');
  const names = [...new Set([...text.matchAll(/"label":\s*"([^"]+)"/g)].map(([, label]) => label!))];
  return names.join(zh ? '、' : ', ') || (zh ? '没有方框' : 'no boxes');
}
