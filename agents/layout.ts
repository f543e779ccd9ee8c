import type { Language } from '../core/language.ts';
import { documentSpan, type Ledger } from './ledger/ledger.ts';
import { CITATION, type Sentence, type SentenceRole } from './ledger/sentence.ts';

/** Roles that stand together in one paragraph. */
const PARAGRAPH: Record<SentenceRole, string> = {
  frame: 'frame',
  lead: 'scene',
  detail: 'scene',
  document: 'document',
  comparison: 'comparison',
  table: 'table',
  caveat: 'caveat',
  advice: 'advice',
};

/** Sentences to paragraphs: a new one where the part of the question or the kind of statement changes; advice as a list. */
export function layOut(sentences: Sentence[], language: Language): string {
  const paragraphs: { key: string; texts: string[] }[] = [];
  for (const sentence of sentences) {
    const key = `${sentence.part}:${PARAGRAPH[sentence.role]}`;
    const last = paragraphs.at(-1);
    if (last?.key === key) last.texts.push(sentence.text);
    else paragraphs.push({ key, texts: [sentence.text] });
  }
  return paragraphs
    .map(({ key, texts }) =>
      key.endsWith(':advice') && texts.length > 1
        ? texts.map((text) => `- ${text}`).join('\n')
        : texts.join(language === 'zh' ? '' : ' '),
    )
    .join('\n\n');
}

/** The numbers of the references by evidence id: in the order of the text, one a passage. */
export function citationNumbers(sentences: readonly Sentence[], ledger: Ledger): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const sentence of sentences) {
    for (const [, id] of sentence.text.matchAll(CITATION)) {
      const evidence = ledger.get(id!);
      if (evidence && documentSpan(evidence.address) && !numbers.has(id!)) numbers.set(id!, numbers.size + 1);
    }
  }
  return numbers;
}

/** Citation marks as readers see them: [1]; one without a number is left out. */
export function numberMarks(text: string, numbers: ReadonlyMap<string, number>): string {
  return text.replace(CITATION, (_, id: string) => {
    const n = numbers.get(id);
    return n === undefined ? '' : `[${n}]`;
  });
}
