import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { asGossanError, GossanError } from '../../core/errors.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'msedge'];
/** A page of text prints in a second or two; this is for a machine that is busy. */
const PATIENCE_MS = 120_000;

/** The Chromium that is installed: `CHROME_PATH`, else the first of the usual names on the PATH. */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const candidates = [
    ...(process.env.CHROME_PATH ? [process.env.CHROME_PATH] : []),
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ];
  return candidates.find(isProgram);
}

/** @throws GossanError BINARY_MISSING where there is no Chromium */
export function needChromium(): string {
  const program = findChromium();
  if (program) return program;
  throw new GossanError('BINARY_MISSING', {
    part: 'Chromium, which prints the PDF,',
    fix: 'Install it (`sudo apt install chromium`), or write the report with --format html and print that.',
  });
}

/**
 * Prints an HTML file to a PDF with an outline of its headings. The profile is a fresh folder, so that a running browser is
 * left alone, and the page may load nothing from anywhere. Head, foot and page numbers are the page's own.
 * @throws GossanError BINARY_MISSING, INTERRUPTED, INTERNAL where Chromium fails
 */
export async function printPdf(html: string, pdf: string, signal?: AbortSignal): Promise<void> {
  const print = ['--no-pdf-header-footer', '--generate-pdf-document-outline', `--print-to-pdf=${pdf}`];
  await chromium([...print, pathToFileURL(html).href], 'print the report', signal);
}

/** The page at an address as it stands once its script has run. @throws as {@link printPdf} */
export async function pageAfterScript(address: string, signal?: AbortSignal): Promise<string> {
  return chromium(['--dump-dom', address], 'show a page', signal);
}

async function chromium(args: string[], what: string, signal?: AbortSignal): Promise<string> {
  const program = needChromium();
  const profile = mkdtempSync(join(tmpdir(), 'gossan-print-'));
  const flags = ['--headless', '--disable-gpu', '--no-first-run', '--disable-extensions'];
  // Chromium refuses its sandbox to root, which is who runs in containers.
  if (process.getuid?.() === 0) flags.push('--no-sandbox');
  try {
    const { stdout } = await promisify(execFile)(program, [...flags, `--user-data-dir=${profile}`, ...args], {
      timeout: PATIENCE_MS,
      ...(signal ? { signal } : {}),
    });
    return stdout;
  } catch (error) {
    if (signal?.aborted) throw asGossanError(error);
    const detail = `Chromium could not ${what} (${String((error as Error).message).split('\n')[0]}).`;
    throw new GossanError('INTERNAL', { detail }, { cause: error });
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
