import type { Contradiction } from '../../../../core/answer.ts';
import type { Evidence } from '../../../../core/evidence.ts';
import type { Language } from '../../../../core/language.ts';
import { plainLine } from '../../../../core/plain-text.ts';
import { documentSpan } from '../../../ledger/ledger.ts';
import { cite, phrase, type Sentence } from '../../../ledger/sentence.ts';
import type { QuestionPart } from '../question.ts';
import { sentence } from './say.ts';

/**
 * A passage as it is printed: line breaks and double spaces of the page are one space, and the full stop goes behind the
 * reference. Numbers of the page's own references get wide brackets, so that they are not taken for ours. The quote check
 * folds all three.
 */
export function printed(text: string): string {
  return plainLine(text)
    .replace(/[“”]/g, '"')
    .replace(/\[(\d+(?:[,;–-] ?\d+)*)\]/g, '［$1］')
    .replace(/[.。]$/, '');
}

/** Titles as they stand in running text. */
export function titled(evidence: Evidence, language: Language): string {
  const title = evidence.source.replace(/[“”‘’《》]/g, '').trim();
  return language === 'zh' ? `《${title}》` : `‘${title}’`;
}

/** How one document after the other is brought in, so that four quotations do not read like a list. */
const SAYS: Record<Language, string[]> = {
  en: ['says', 'notes', 'puts it this way', 'states', 'writes'],
  zh: ['写道', '指出', '也提到', '说明', '认为'],
};

/** Quotations, document by document: the title once, then what it says, in the document's own language. */
export function quoted(part: QuestionPart, evidence: Evidence[], language: Language): Sentence[] {
  const byDocument = new Map<string, Evidence[]>();
  for (const entry of evidence) {
    const document = documentSpan(entry.address)!.document;
    byDocument.set(document, [...(byDocument.get(document) ?? []), entry]);
  }
  return [...byDocument.values()].flatMap((entries, index) => {
    const verb = SAYS[language][index % SAYS[language].length]!;
    const title = titled(entries[0]!, language);
    return entries.map((entry, at) => {
      const opening =
        at === 0
          ? language === 'zh'
            ? `${title}${verb}：`
            : `${title} ${verb}: `
          : language === 'zh'
            ? at === 1
              ? '同一份资料还写道：'
              : '又：'
            : at === 1
              ? 'It adds: '
              : 'And further: ';
      const quote = `“${printed(entry.text)}”`;
      return sentence(
        part.id,
        'document',
        language === 'zh' ? phrase`${opening}${quote}${cite(entry)}。` : phrase`${opening}${quote} ${cite(entry)}.`,
      );
    });
  });
}

/** Says that two quotations that were given do not agree, and where each stands: the reader has to choose. */
export function documentsDisagree(
  part: QuestionPart,
  sides: Evidence[],
  language: Language,
): { sentence: Sentence; contradiction: Contradiction } {
  const [one, other] = sides as [Evidence, Evidence];
  const text =
    language === 'zh'
      ? phrase`这两处的数值互相矛盾${cite(one)}${cite(other)}，请以原文核对。`
      : phrase`The values of these two pages do not agree ${cite(one)} ${cite(other)}; check which one holds.`;
  return {
    sentence: sentence(part.id, 'caveat', text),
    contradiction: {
      subject: part.text,
      sides: sides.map((side) => ({ evidence: side.id, says: printed(side.text) })),
    },
  };
}
