/** What is measured on extracted text: coverage of a twin, order, pages of sentences. */

/** The words of a text as it is compared: line-end hyphens mended, white space and punctuation at their ends gone. */
export function wordsOf(text: string): string[] {
  return text
    .normalize('NFKC')
    .replace(/\u00ad/g, '')
    .replace(/(\p{L})[-‐]\s*\n\s*(\p{L})/gu, '$1$2')
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
    .filter((word) => word !== '');
}

/** The words in a row, without hyphens: which of them a line end brought is judged differently by every reader. */
export function flatWords(text: string): string {
  return ` ${wordsOf(text).join(' ').replace(/[-‐‑]/g, '')} `;
}

/** Runs of six words. */
export function sixGrams(words: readonly string[]): string[] {
  return words.slice(5).map((_, at) => words.slice(at, at + 6).join(' '));
}

/** The text of a Markdown file without its markup: links by their words, tables by their cells, formulas as they are. */
export function stripMarkup(markdown: string): string {
  return markdown
    .replace(/!\[[^\]]*\]\([^)]*\)/g, ' ')
    .replace(/\[([^\]]*)\]\([^)]*\)(?:\{[^}]*\})?/g, '$1')
    .replace(/\[\]\{[^}]*\}|<[^>]+>/g, ' ')
    .replace(/^\|[\s|:-]+\|$/gm, ' ')
    .replace(/\\(.)/g, '$1')
    .replace(/[|#]/g, ' ')
    .replace(/[*`~^]/g, '');
}

/** The share of the grams that a text has. */
export function coverage(grams: readonly string[], text: ReadonlySet<string>): number {
  return grams.filter((gram) => text.has(gram)).length / grams.length;
}

/** Why grams stand in no extraction: a share for each reason. */
export function whyMissing(
  grams: readonly string[],
  extracted: ReadonlySet<string>,
  words: ReadonlySet<string>,
): { reason: string; share: number }[] {
  const reasons = new Map<string, number>([
    ['a word that is in no extraction (text of the twin alone, links, names of fields)', 0],
    ['all words are there, in another order or wording', 0],
    ['a figure or sign among its words (renumbered figures and sections, formulas)', 0],
  ]);
  const [alone, edited, signs] = [...reasons.keys()] as [string, string, string];
  for (const gram of grams) {
    if (extracted.has(gram)) continue;
    const parts = gram.split(' ');
    const reason = parts.some((word) => !words.has(word))
      ? alone
      : parts.some((word) => /\d|[^\p{L}\p{N}'’-]/u.test(word))
        ? signs
        : edited;
    reasons.set(reason, reasons.get(reason)! + 1);
  }
  return [...reasons].map(([reason, count]) => ({ reason, share: count / grams.length }));
}

/**
 * The share of neighbours in a reference of beginnings that are neighbours in a text too: both found, in this order, and
 * no other of the beginnings between them.
 */
export function orderShare(starts: readonly string[], text: string): { right: number; pairs: number } {
  const flat = flatWords(text);
  const places: { at: number; key: number }[] = [];
  let from = 0;
  for (const [key, start] of starts.entries()) {
    const wanted = flatWords(start);
    // A beginning may be written elsewhere too: the first behind its neighbour, else anywhere.
    const behind = flat.indexOf(wanted, from);
    const at = behind >= 0 ? behind : flat.indexOf(wanted);
    if (at >= 0) places.push({ at, key });
    if (behind >= 0) from = behind + wanted.length - 1;
  }
  places.sort((a, b) => a.at - b.at);
  const right = places.slice(1).filter(({ key }, i) => key === places[i]!.key + 1).length;
  return { right, pairs: starts.length - 1 };
}

/** Sentences of a page that two ways of reading it agree on: what is tested must not be in doubt. */
export function agreedSentences(one: string, other: string): string[] {
  const flat = flatWords(other);
  return one
    .replace(/\s+/g, ' ')
    .split(/(?<=[.!?])\s+(?=\p{Lu})/u)
    .filter((sentence) => /^\p{Lu}.{50,300}[.!?]$/u.test(sentence) && wordsOf(sentence).length >= 8)
    .filter((sentence) => flat.includes(flatWords(sentence)));
}
