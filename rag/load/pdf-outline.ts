import type { PdfDocument, PdfOutlineNode } from './pdf-worker.ts';

/** A bookmark of the PDF: the author's own table of contents. */
export interface OutlineEntry {
  /** Index of the page, from 0. */
  page: number;
  level: number;
  title: string;
}

/** More bookmarks than this are an index, not a table of contents. */
const MAX_ENTRIES = 2000;

/** The bookmarks with the pages they point to; an entry that points nowhere is left out. Never throws. */
export async function readOutline(pdf: PdfDocument): Promise<OutlineEntry[]> {
  const entries: OutlineEntry[] = [];
  const walk = async (nodes: PdfOutlineNode[], level: number): Promise<void> => {
    for (const node of nodes) {
      if (entries.length >= MAX_ENTRIES || level > 8) return;
      const page = await targetPage(pdf, node);
      const title = node.title.replace(/\s+/g, ' ').trim();
      if (page !== null && title !== '') entries.push({ page, level, title });
      await walk(node.items ?? [], level + 1);
    }
  };
  try {
    await walk((await pdf.getOutline()) ?? [], 1);
  } catch {
    // A broken outline costs the heading path, not the document.
  }
  return entries;
}

async function targetPage(pdf: PdfDocument, node: PdfOutlineNode): Promise<number | null> {
  try {
    const target = typeof node.dest === 'string' ? await pdf.getDestination(node.dest) : node.dest;
    const reference = target?.[0];
    if (typeof reference === 'number') return reference;
    return reference == null ? null : await pdf.getPageIndex(reference);
  } catch {
    return null;
  }
}
