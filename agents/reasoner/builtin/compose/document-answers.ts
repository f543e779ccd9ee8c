import type { Evidence } from '../../../../core/evidence.ts';
import type { Language } from '../../../../core/language.ts';
import { documentSpan } from '../../../ledger/ledger.ts';
import { cite, phrase, type Sentence } from '../../../ledger/sentence.ts';
import type { QuestionPart } from '../question.ts';
import { sentence } from './say.ts';

/** A passage as it is printed: line breaks and double spaces of the page are one space. The quote check folds them too. */
export function printed(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[“”]/g, '"').trim();
}

/** Titles as they stand in running text. */
export function titled(evidence: Evidence, language: Language): string {
  const title = evidence.source.replace(/[“”《》]/g, '').trim();
  return language === 'zh' ? `《${title}》` : `“${title}”`;
}

/**
 * Quotations, document by document: the title once, then what it says. The quotation stays in the document's language.
 * `opening` says why these are quoted.
 */
export function quoted(part: QuestionPart, evidence: Evidence[], language: Language): Sentence[] {
  const byDocument = new Map<string, Evidence[]>();
  for (const entry of evidence) {
    const document = documentSpan(entry.address)!.document;
    byDocument.set(document, [...(byDocument.get(document) ?? []), entry]);
  }
  const sentences: Sentence[] = [];
  for (const entries of byDocument.values()) {
    const [first, ...rest] = entries as [Evidence, ...Evidence[]];
    const title = titled(first, language);
    sentences.push(
      sentence(
        part.id,
        'document',
        language === 'zh'
          ? phrase`${title}写道：“${printed(first.text)}”${cite(first)}。`
          : phrase`${title} says: “${printed(first.text)}” ${cite(first)}.`,
      ),
    );
    for (const [index, entry] of rest.entries()) {
      sentences.push(
        sentence(
          part.id,
          'document',
          language === 'zh'
            ? phrase`${index === 0 ? '同一份资料还写道' : '又'}：“${printed(entry.text)}”${cite(entry)}。`
            : phrase`${index === 0 ? 'It adds' : 'And'}: “${printed(entry.text)}” ${cite(entry)}.`,
        ),
      );
    }
  }
  return sentences;
}
