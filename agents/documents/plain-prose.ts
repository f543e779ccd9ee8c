import { plainLine, plainText } from '../../core/plain-text.ts';

/** One of these at a line end or within a word is how pages are set; it hides nothing and is left out of quotations. */
const HARMLESS = /[\u00ad\u200b\u2060\ufeff](?![\u00ad\u200b-\u200d\u2060\ufeff])/g;
/** What is more than text where an answer is rendered, read by a language model, or numbered with citations. */
const MARKUP = /\]\s?[([]|!\[|<[a-z/!?|]|\|>|```|[⟦⟧]|<{3}|>{3}/i;

/**
 * Whether a sentence of a document is what it looks like. One that hides signs, turns itself round on the screen, speaks
 * to the terminal, or carries links, tags or the marks of our own citations is found and read, but not quoted.
 */
export function isPlainProse(text: string): boolean {
  const settled = text.replace(HARMLESS, '').replace(/\r\n?/g, '\n');
  return plainText(settled) === settled && !MARKUP.test(text);
}

/** A document's title for running text: what a reader sees of it, without links, tags and citation marks. */
export function plainTitle(title: string): string {
  return plainLine(
    plainText(title)
      .replace(/!?\[([^\]]*)\]\s?\([^)]*\)/g, '$1')
      .replace(/<[a-z/!?|][^>]*>?|[⟦⟧]/gi, ''),
  );
}
