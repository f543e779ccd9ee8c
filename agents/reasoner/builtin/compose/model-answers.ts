import type { Contradiction } from '../../../../core/answer.ts';
import type { Language } from '../../../../core/language.ts';
import type { Ledger } from '../../../ledger/ledger.ts';
import { named, phrase, type Sentence } from '../../../ledger/sentence.ts';
import { conceptOf, findEntities, mineralConcepts } from '../lexicon.ts';
import type { QuestionPart } from '../question.ts';
import type { SceneFacts } from './facts.ts';
import { list, mineralName, sentence } from './say.ts';

/** What the vision model said, beside the spectra: where both name a mineral, and where only the model does. */
export function modelView(
  part: QuestionPart,
  facts: SceneFacts,
  ledger: Ledger,
  language: Language,
): { sentences: Sentence[]; contradictions: Contradiction[] } {
  const evidence = ledger.entries.find((entry) => entry.kind === 'model');
  const valid = facts.at('/valid_pixels');
  if (!evidence || !valid) return { sentences: [], contradictions: [] };
  const named_ = findEntities(evidence.text).minerals;
  const label = (id: string) => (language === 'zh' ? mineralName(id, [id], 'zh') : id);
  const model = named(evidence.source, evidence);
  if (named_.length === 0)
    return {
      sentences: [
        sentence(
          part.id,
          'comparison',
          language === 'zh'
            ? phrase`视觉模型 ${model} 没有说出矿物名称。`
            : phrase`The vision model ${model} named no mineral.`,
        ),
      ],
      contradictions: [],
    };
  const both = named_.filter((id) => facts.covering(mineralConcepts().get(id) ?? conceptOf(id)).length > 0);
  const only = named_.filter((id) => !both.includes(id));
  const sentences: Sentence[] = [];
  if (both.length)
    sentences.push(
      sentence(
        part.id,
        'comparison',
        language === 'zh'
          ? phrase`视觉模型 ${model} 也说出${list(both.map(label), language)}。`
          : phrase`The vision model ${model} also names ${list(both.map(label), language)}.`,
        [valid],
      ),
    );
  if (only.length)
    sentences.push(
      sentence(
        part.id,
        'comparison',
        language === 'zh'
          ? phrase`它还说有${list(only.map(label), language)}，但光谱没有检出：以光谱为准。`
          : phrase`It names ${list(only.map(label), language)} as well, which the spectra do not show: the spectra count.`,
        [evidence, valid],
      ),
    );
  return {
    sentences,
    contradictions: only.map((id) => ({
      subject: id,
      sides: [
        { evidence: evidence.id, says: evidence.text.slice(0, 200) },
        { evidence: valid.id, says: `${id}: not detected` },
      ],
    })),
  };
}
