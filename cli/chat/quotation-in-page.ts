/** Characters of the page that are shown on either side, at the least: to the end of the word or sentence. */
const AROUND = 320;

/** A quotation where it stands. */
export interface QuotationInPage {
  before: string;
  quote: string;
  after: string;
}

/**
 * The text of a page around a quotation. Lines of the page are joined, paragraphs are kept.
 * @param at offsets of the quotation in the page's text
 */
export function quotationInPage(text: string, at: { start: number; end: number }): QuotationInPage {
  const start = Math.max(0, Math.min(at.start, text.length));
  const end = Math.max(start, Math.min(at.end, text.length));
  const from = start <= AROUND ? 0 : wordStart(text, start - AROUND);
  const to = end + AROUND >= text.length ? text.length : wordEnd(text, end + AROUND);
  return {
    before: `${from > 0 ? '… ' : ''}${joined(text.slice(from, start)).trimStart()}`,
    quote: joined(text.slice(start, end)),
    after: `${joined(text.slice(end, to)).trimEnd()}${to < text.length ? ' …' : ''}`,
  };
}

/** A line that ends in the middle of a sentence goes on; a blank line is a paragraph. */
function joined(text: string): string {
  return text
    .replace(/\n[^\S\n]*(?:\n\s*)+/g, '\u2029')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\u2029/g, '\n\n');
}

function wordStart(text: string, at: number): number {
  const space = text.slice(at, at + 40).search(/\s/);
  return space === -1 ? at : at + space + 1;
}

function wordEnd(text: string, at: number): number {
  const space = text.slice(at, at + 40).search(/\s/);
  return space === -1 ? at : at + space;
}
