import { GossanError } from '../../core/errors.ts';
import type { LoadedDocument, LoadedPage, Loader, SourceFile } from './document.ts';
import { decodeText } from './text-encoding.ts';
import { titleFromFile } from './title.ts';

/** Plain text. A form feed ends a page, as line printers and `pdftotext` have it. */
export const textLoader: Loader = {
  format: 'text',
  version: 1,
  extensions: ['.txt', '.text'],
  recognises: () => false,
  load: async (file) => loadText(file),
};

function loadText(file: SourceFile): LoadedDocument {
  const { text } = decodeText(file.bytes, file.path);
  const parts = text.replace(/\r\n?/g, '\n').split('\f');
  // The form feed ends the last page too: what follows it is no page.
  if (parts.length > 1 && parts.at(-1)!.trim() === '') parts.pop();
  const pages: LoadedPage[] = parts.map((part, at) => ({ page: at + 1, text: unwrap(part.trimEnd()), headings: [] }));
  if (pages.every((page) => page.text.trim() === '')) {
    throw new GossanError('DOCUMENT_FORMAT', { path: file.path, detail: 'it holds nothing but white space' });
  }
  return { format: 'text', title: firstLineAsTitle(pages) ?? titleFromFile(file.path), pages };
}

/** Lines of at least this length that end in no sentence were broken by an editor and not by the writer. */
const WRAPPED_FROM = 50;

/**
 * Joins lines that an editor broke at its margin, so that a sentence is one line. Short lines, rows with tabs or columns,
 * list items and lines after a sentence's end stay as they are.
 */
function unwrap(text: string): string {
  const lines = text.split('\n');
  let out = lines[0] ?? '';
  for (let at = 1; at < lines.length; at++) {
    const [before, line] = [lines[at - 1]!, lines[at]!];
    const continues = /^[\p{Ll}\p{Script=Han}(“"‘'0-9]/u.test(line) && !/^\d+[.)]\s/.test(line);
    const columns = /\t|\S {3,}\S/.test(before) || /\t|\S {3,}\S/.test(line);
    const broken = before.length >= WRAPPED_FROM && continues && !columns && !/[.!?。！？:：]["”’)]*$/.test(before);
    out += broken
      ? /\p{Script=Han}$/u.test(before) && /^\p{Script=Han}/u.test(line)
        ? line
        : ` ${line}`
      : `\n${line}`;
  }
  return out;
}

/** A short first line that stands by itself, followed by a blank line, is a title. */
function firstLineAsTitle(pages: LoadedPage[]): string | null {
  const match = /^\s*(\S[^\n]{2,118})\n\s*\n/.exec(pages[0]!.text);
  const line = match?.[1]?.trim();
  return line === undefined || /[.。;；,，:：]$/.test(line) || !/\p{L}{2}/u.test(line) ? null : line;
}
