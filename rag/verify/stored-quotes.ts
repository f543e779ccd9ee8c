import { analyze } from '../index/analyzer.ts';
import type { View } from '../index/store.ts';
import type { QuoteCheck } from '../types.ts';
import type { QuotedDocument } from './quoted-document.ts';
import { QuoteChecker } from './quotes.ts';

/** Bases of so many pages are looked through whole; of larger ones the document and the pages that share the quotation's words. */
const LOOK_THROUGH = 1000;
/** So many passages that share most words say which pages those are. */
const LIKELY = 300;

/** Checks quotations against a stored base, of which it reads only the pages that may hold them. */
export class StoredQuotes {
  private whole: { generation: number; checker: QuoteChecker } | null = null;

  /** See {@link QuoteChecker.check}. */
  async check(view: View, quote: string, document: string, page: number): Promise<QuoteCheck> {
    const infos = (await view.documents()).map(({ info }) => info);
    const count = infos.reduce((sum, { pages }) => sum + pages, 0);
    if (count <= LOOK_THROUGH) {
      if (this.whole?.generation !== view.generation) {
        const documents: QuotedDocument[] = [];
        for (const info of infos) documents.push({ info, pages: await view.pages(info.id) });
        this.whole = { generation: view.generation, checker: new QuoteChecker({ documents }) };
      }
      return this.whole.checker.check(quote, document, page);
    }
    this.whole = null;
    const documents = new Map<string, QuotedDocument & { pages: { page: number; text: string }[] }>();
    const read = async (id: string, from: number, to: number): Promise<void> => {
      const info = infos.find((one) => one.id === id);
      if (info === undefined) return;
      // pages that are not read are empty, and so hold no quotation
      const empty = () => Array.from({ length: info.pages }, (_, at) => ({ page: at + 1, text: '' }));
      const held = documents.get(id) ?? { info, pages: empty() };
      documents.set(id, held);
      for (const { page: number, text } of await view.pages(id, from, to))
        held.pages[number - 1] = { page: number, text };
    };
    await read(document, 1, Number.MAX_SAFE_INTEGER);
    // a sentence may run over to the next page
    for (const likely of await likelyPages(view, quote)) {
      if (likely.document !== document) await read(likely.document, likely.page, likely.page + 1);
    }
    return new QuoteChecker({ documents: [...documents.values()] }).check(quote, document, page);
  }
}

async function likelyPages(view: View, quote: string): Promise<{ document: string; page: number }[]> {
  const terms = new Map(analyze(quote).map((term) => [term, 1]));
  const found = await view.candidates({ terms, vector: null, most: LIKELY });
  const chunks = await view.chunks(found.map(({ chunk }) => chunk));
  const pages = new Map([...chunks.values()].map(({ document, page }) => [`${document} ${page}`, { document, page }]));
  return [...pages.values()];
}
