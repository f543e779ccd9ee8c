import type { Language } from '../core/language.ts';
import type { Sentence, SentenceRole } from './ledger/sentence.ts';

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
