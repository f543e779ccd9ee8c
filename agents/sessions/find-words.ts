import { simplifyHan } from '../../core/simplified-han.ts';

/** Characters that a finding shows on either side. */
const AROUND = 40;

/** A text with case, width and forms of Han characters folded, one for one, so that places in it are places in the text. */
function folded(text: string): string {
  return simplifyHan(text)
    .split('')
    .map((one) => {
      const form = one.normalize('NFKC').toLowerCase();
      return form.length === 1 ? form : one;
    })
    .join('');
}

/** The words of a query, folded. */
export function queryWords(query: string): string[] {
  return folded(query).split(/\s+/).filter(Boolean);
}

/** Which of the words a text has. */
export function wordsIn(text: string, words: readonly string[]): string[] {
  const within = folded(text);
  return words.filter((word) => within.includes(word));
}

/** The first of the words with what stands around it; empty where the text has none. */
export function aroundWord(text: string, words: readonly string[]): string {
  const within = folded(text);
  const places = words.map((word) => within.indexOf(word)).filter((at) => at !== -1);
  if (!places.length) return '';
  const at = Math.min(...places);
  const [start, end] = [Math.max(0, at - AROUND), Math.min(text.length, at + 2 * AROUND)];
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`.replace(/\s+/g, ' ');
}
