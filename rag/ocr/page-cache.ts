import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../core/atomic.ts';
import { homePath } from '../../core/paths.ts';
import type { ReadPage } from './pp-ocr.ts';

/** Changes when the same page would be read otherwise. */
const VERSION = 'pp-ocrv6-small-1';

/**
 * Pages that were read of a document that is not finished: reading hundreds of them takes an hour, and who stops it goes on
 * there the next time.
 */
export class PageCache {
  private readonly folder: string;

  /** @param document its id in a knowledge base: it stands for the file's content */
  constructor(document: string) {
    this.folder = homePath('cache', 'ocr', `${document}-${VERSION}`);
  }

  get(page: number): ReadPage | null {
    try {
      return JSON.parse(readFileSync(join(this.folder, `${page}.json`), 'utf8')) as ReadPage;
    } catch {
      return null;
    }
  }

  /** A full disk must not lose the page that was just read: then it is read again some day. */
  put(page: number, read: ReadPage): void {
    try {
      mkdirSync(this.folder, { recursive: true });
      writeFileAtomic(join(this.folder, `${page}.json`), JSON.stringify(read));
    } catch {
      this.clear();
    }
  }

  /** When the document is stored. */
  clear(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
