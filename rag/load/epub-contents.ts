import { posix } from 'node:path';
import { readXml } from './xml.ts';
import type { ZipPackage } from './zip-package.ts';

/**
 * The first name that the table of contents gives to each part: of the navigation document of EPUB 3 (links of its list)
 * or the NCX of EPUB 2 (navPoint).
 */
export function chapterNames(parts: ZipPackage, contents: string): Map<string, string> {
  const folder = posix.dirname(contents);
  const names = new Map<string, string>();
  let kind: string | null = null;
  let depth = 0;
  let link: string | null = null;
  let text = '';
  const keep = () => {
    const name = text.replace(/\s+/g, ' ').trim();
    if (link !== null && name !== '' && !names.has(link)) names.set(link, name);
    link = null;
    text = '';
  };
  readXml(parts.read(contents), {
    open(name, attributes) {
      if (name === 'nav') {
        // Lists of pages and of landmarks stand beside the table of contents.
        kind = attributes.type ?? 'toc';
        depth++;
      } else if (name === 'a' && depth > 0 && kind === 'toc') {
        link = partAt(folder, attributes.href ?? '');
        text = '';
      } else if (name === 'text' && depth === 0) text = '';
      else if (name === 'content' && attributes.src !== undefined) {
        link = partAt(folder, attributes.src);
        keep();
      }
    },
    text(part) {
      text += part;
    },
    close(name) {
      if (name === 'a' && kind === 'toc') keep();
      else if (name === 'nav') {
        depth--;
        kind = null;
      }
    },
  });
  return names;
}

/** The part that a reference means: relative to the referring part's folder, without the place inside of it. */
export function partAt(folder: string, reference: string): string {
  const path = reference.replace(/[#?].*$/s, '');
  let decoded = path;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    // A percent sign that is one.
  }
  return posix.join(folder, decoded);
}
