import { analyze } from '../index/analyzer.ts';
import type { View } from '../index/store.ts';
import type { Page, QuoteCheck } from '../types.ts';
import { QuoteChecker, type QuotedDocument } from './quotes.ts';

/** Bases of so many pages are looked through whole; of larger ones the pages that share the quotation's words. */
const LOOK_THROUGH = 1000;
/** So many passages that share most words say which pages those are. */
const LIKELY = 300;
/** When more pages than this have come together, all are dropped. */
const MOST_HELD = 4000;

/** The pages of one generation that have been read so far. Those that have not are empty, and so hold no quotation. */
interface Held {
  generation: number;
  documents: Map<string, QuotedDocument & { pages: Pick<Page, 'page' | 'text'>[] }>;
  checker: QuoteChecker;
  read: Set<string>;
}

/** Checks quotations against a stored base, of which it reads only the pages that may hold them. */
export class StoredQuotes {
  private held: Held | null = null;

  /** See {@link QuoteChecker.check}. */
  async check(view: View, quote: string, document: string, page: number): Promise<QuoteCheck> {
    const held = await this.open(view);
    // A sentence may run over to the next page.
    await read(held, view, document, page, page + 1);
    const here = held.checker.check(quote, document, page);
    if (here.verdict === 'verified') return here;
    const count = [...held.documents.values()].reduce((sum, { pages }) => sum + pages.length, 0);
    if (count <= LOOK_THROUGH) {
      for (const id of held.documents.keys()) await read(held, view, id, 1, Number.MAX_SAFE_INTEGER);
    } else {
      await read(held, view, document, 1, Number.MAX_SAFE_INTEGER);
      for (const likely of await likelyPages(view, quote))
        await read(held, view, likely.document, likely.page, likely.page);
    }
    return held.checker.check(quote, document, page);
  }

  private async open(view: View): Promise<Held> {
    if (this.held?.generation === view.generation && this.held.read.size <= MOST_HELD) return this.held;
    const documents: Held['documents'] = new Map();
    for (const { info } of await view.documents()) {
      const pages = Array.from({ length: info.pages }, (_, at) => ({ page: at + 1, text: '' }));
      documents.set(info.id, { info: { id: info.id }, pages });
    }
    const checker = new QuoteChecker({ documents: [...documents.values()] });
    this.held = { generation: view.generation, documents, checker, read: new Set() };
    return this.held;
  }
}

async function read(held: Held, view: View, document: string, from: number, to: number): Promise<void> {
  const pages = held.documents.get(document)?.pages ?? [];
  const wanted = pages.filter(({ page }) => page >= from && page <= to && !held.read.has(`${document} ${page}`));
  if (wanted.length === 0) return;
  for (const { page, text } of await view.pages(document, wanted[0]!.page, wanted.at(-1)!.page)) {
    pages[page - 1] = { page, text };
    held.read.add(`${document} ${page}`);
  }
}

async function likelyPages(view: View, quote: string): Promise<{ document: string; page: number }[]> {
  const terms = new Map(analyze(quote).map((term) => [term, 1]));
  const found = await view.candidates({ terms, vector: null, most: LIKELY });
  const chunks = await view.chunks(found.map(({ chunk }) => chunk));
  return [...chunks.values()];
}
