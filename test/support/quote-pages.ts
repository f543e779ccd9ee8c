import type { QuoteCheck } from '../../rag/types.ts';
import type { QuotedDocument } from '../../rag/verify/quoted-document.ts';
import { QuoteChecker } from '../../rag/verify/quotes.ts';

/** A quotation checker over documents of pages of text, and its verdict on the first page of the first where none is named. */
export function quotePages(documents: Record<string, string[]>) {
  const stored = Object.entries(documents).map(([id, texts]) => ({
    info: { id },
    pages: texts.map((text, at) => ({ page: at + 1, text, headings: [] })),
  })) satisfies QuotedDocument[];
  const checker = new QuoteChecker({ documents: stored });
  const check = (quote: string, page = 1, document = stored[0]!.info.id): QuoteCheck =>
    checker.check(quote, document, page);
  return {
    check,
    verdict: (quote: string, page = 1, document = stored[0]!.info.id) => check(quote, page, document).verdict,
  };
}
