/** The ways of reading a PDF's text that are compared: each gives the text page by page. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { PDFParse } from 'pdf-parse';
import { loadDocument, readSource } from '../rag/load/registry.ts';

export interface Reading {
  pages: string[];
  /** Of processor time, so that what else the machine does weighs less. */
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
  const command = 'pdftotext "$@" -; times >&2';
  const { stdout, stderr } = spawnSync('sh', ['-c', command, 'sh', ...mode, '-enc', 'UTF-8', path], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  // The shell's own times, then its children's: "0m0.080s 0m0.010s".
  const times = [...(stderr.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  const seconds = times.reduce((sum, [, minutes, rest]) => sum + 60 * Number(minutes) + Number(rest), 0);
  return { pages: stdout.replace(/\f$/, '').split('\f'), seconds };
}

export async function readByPdfParse(path: string): Promise<Reading> {
  const data = new Uint8Array(readFileSync(path));
  const started = process.cpuUsage();
  const parser = new PDFParse({ data, verbosity: 0 });
  const { pages } = await parser.getText();
  const seconds = secondsSince(started);
  await parser.destroy();
  return { pages: pages.map((page) => page.text), seconds };
}

export async function readByGossan(path: string): Promise<Reading> {
  const source = await readSource(path);
  const started = process.cpuUsage();
  const { pages } = await loadDocument(source);
  return { pages: pages.map((page) => page.text), seconds: secondsSince(started) };
}

function secondsSince(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}
