/** The ways of reading a PDF's text that are compared: each gives the text page by page. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { PDFParse } from 'pdf-parse';
import { loadDocument, readSource } from '../rag/load/registry.ts';

export interface Reading {
  pages: string[];
  seconds: number;
}

/** Modes of poppler's pdftotext. */
export const POPPLER_MODES: Record<string, string[]> = {
  default: [],
  layout: ['-layout'],
  raw: ['-raw'],
  fixed: ['-fixed', '4'],
};

/** "22.12.0"; null where Debian's poppler-utils is not installed. */
export function popplerVersion(): string | null {
  try {
    // It prints its version among the errors.
    const text = execFileSync('sh', ['-c', 'pdftotext -v 2>&1'], { encoding: 'utf8' });
    return /version (\S+)/.exec(text)?.[1] ?? null;
  } catch {
    return null;
  }
}

export function readByPoppler(path: string, mode: string[]): Reading {
  const started = performance.now();
  const text = execFileSync('pdftotext', [...mode, '-enc', 'UTF-8', path, '-'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const seconds = (performance.now() - started) / 1000;
  return { pages: text.replace(/\f$/, '').split('\f'), seconds };
}

export async function readByPdfParse(path: string): Promise<Reading> {
  const data = new Uint8Array(readFileSync(path));
  const started = performance.now();
  const parser = new PDFParse({ data, verbosity: 0 });
  const { pages } = await parser.getText();
  const seconds = (performance.now() - started) / 1000;
  await parser.destroy();
  return { pages: pages.map((page) => page.text), seconds };
}

export async function readByGossan(path: string): Promise<Reading> {
  const source = await readSource(path);
  const started = performance.now();
  const { pages } = await loadDocument(source);
  return { pages: pages.map((page) => page.text), seconds: (performance.now() - started) / 1000 };
}
