import type { Heading, LoadedPage } from './document.ts';

/**
 * Writes a page: the only one of a document that has none (Markdown, HTML), or one of several. Blocks are separated by
 * blank lines, headings remembered with their offsets.
 */
export class PageWriter {
  private readonly number: number;
  private text = '';
  private lastTight = false;
  private readonly headings: Heading[] = [];

  constructor(number = 1) {
    this.number = number;
  }

  /** Adds a block of text; blank blocks leave no trace. `tight` blocks (list items, table rows) follow each other line by line. */
  block(text: string, tight = false): void {
    const clean = text
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
    if (clean === '') {
      // An element that is no row begins or ends here.
      if (!tight) this.lastTight = false;
      return;
    }
    if (this.text !== '') this.text += tight && this.lastTight ? '\n' : '\n\n';
    this.lastTight = tight;
    this.text += clean;
  }

  heading(level: number, text: string): void {
    const clean = text.replace(/\s+/g, ' ').trim();
    if (clean === '') return;
    if (this.text !== '') this.text += '\n\n';
    this.lastTight = false;
    this.headings.push({ start: this.text.length, level, text: clean });
    this.text += clean;
  }

  get empty(): boolean {
    return this.text === '';
  }

  get firstHeading(): string | null {
    return this.headings[0]?.text ?? null;
  }

  page(): LoadedPage {
    return { page: this.number, text: this.text, headings: this.headings };
  }
}
