import type { Heading, LoadedPage } from './document.ts';

/**
 * Writes the one page of a document that has no pages (Markdown, HTML): blocks separated by blank lines, headings
 * remembered with their offsets.
 */
export class PageWriter {
  private text = '';
  private lastTight = false;
  private readonly headings: Heading[] = [];

  /** Adds a block of text; blank blocks leave no trace. `tight` blocks (list items, table rows) follow each other line by line. */
  block(text: string, tight = false): void {
    const clean = text
      .replace(/[ \t]+\n/g, '\n')
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

  get firstHeading(): string | null {
    return this.headings[0]?.text ?? null;
  }

  page(): LoadedPage {
    return { page: 1, text: this.text, headings: this.headings };
  }
}
