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
