import type { Evidence } from '../../../../core/evidence.ts';
import type { Language } from '../../../../core/language.ts';
import type { Ledger } from '../../../ledger/ledger.ts';
import { named, phrase, type Sentence } from '../../../ledger/sentence.ts';
import { conceptCovers, conceptOf, mineralConcepts } from '../lexicon.ts';
import type { QuestionPart } from '../question.ts';
import { list, micrometres, mineralName, sentence } from './say.ts';

/** Absorptions closer than this are one and the same to most imaging spectrometers (band spacing 5 to 10 nm). */
const SAME_UM = 0.006;

/** "How do I tell a from b?": which diagnostic absorptions they share and which only one of them has. */
export function distinguish(part: QuestionPart, ledger: Ledger, language: Language): Sentence[] {
  const sides = part.minerals.slice(0, 2).map((id) => ({ id, features: featuresOf(id, ledger) }));
  const [a, b] = sides;
  if (!a || !b || a.features.length === 0 || b.features.length === 0) return [];
  const label = (side: typeof a) =>
    named(language === 'zh' ? mineralName(side.id, [side.id], 'zh') : side.id, side.features[0]);
  const own = (side: typeof a, other: typeof a) =>
    side.features.filter((one) =>
      other.features.every((two) => Math.abs(Number(one.value) - Number(two.value)) > SAME_UM),
    );
  const shared = a.features.filter((one) => !own(a, b).includes(one));
  const [onlyA, onlyB] = [own(a, b), own(b, a)];
  const bands = (features: Evidence[]) => list(features.map(micrometres), language);
  const parts = [
    { side: a, features: onlyA },
    { side: b, features: onlyB },
  ].filter((one) => one.features.length > 0);
  if (parts.length === 0) return [];
  const pieces = parts.map(({ side, features }) =>
    language === 'zh'
      ? phrase`${label(side)}在 ${bands(features)}`
      : phrase`${label(side)} has one at ${bands(features)}`,
  );
  const sentences = [
    sentence(
      part.id,
      'lead',
      language === 'zh'
        ? phrase`看诊断吸收的位置：${pieces.flatMap((piece, index) => (index ? ['，', piece] : [piece]))}。`
        : phrase`Look at where the diagnostic absorptions lie: ${list(pieces, language)}.`,
    ),
  ];
  if (shared.length)
    sentences.push(
      sentence(
        part.id,
        'detail',
        language === 'zh'
          ? phrase`${bands(shared)} 处的吸收两者都有，不能用来区分。`
          : phrase`Both absorb at ${bands(shared)}, which does not help.`,
      ),
    );
  return sentences;
}

function featuresOf(id: string, ledger: Ledger): Evidence[] {
  const concept = mineralConcepts().get(id) ?? conceptOf(id);
  return ledger.entries
    .filter((entry) => {
      const name = /^library\.json#\/([^/]+)\/features\//.exec(entry.address)?.[1];
      return name !== undefined && conceptCovers(concept, name);
    })
    .sort((one, two) => Number(one.value) - Number(two.value));
}
