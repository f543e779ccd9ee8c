import type { LoadedDocument } from '../../rag/load/document.ts';
import { loadDocument } from '../../rag/load/registry.ts';
import { type PdfLine, type PdfOptions, writePdf } from './pdf-writer.ts';

/** A PDF made of lines, and what the loader reads from it. */
export function readPdf(pages: PdfLine[][], options: PdfOptions = {}): Promise<LoadedDocument> {
  return loadDocument({ path: 'made.pdf', bytes: writePdf(pages, options) });
}

/** A paragraph, its lines about 51 letters wide and told from all others by their topic and number. */
export function prose(topic: string, lines: number): string[] {
  return Array.from({ length: lines }, (_, at) => {
    const words = at % 2 === 0 ? 'holds quartz with alunite and' : 'some dickite, which passes in';
    const line = `${at === 0 ? 'The' : 'the'} ${topic} line ${at + 1} ${words} depth into`.slice(0, 51).trim();
    return at < lines - 1 ? line : `${line.slice(0, -4)} end.`;
  });
}
