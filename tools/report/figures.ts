import { readFileSync } from 'node:fs';
import { basename, dirname, extname, join, parse } from 'node:path';
import { writeFileAtomic } from '../../core/atomic.ts';
import { asGossanError } from '../../core/errors.ts';

/**
 * Copies figures into a folder beside a Markdown file (`report.md` → `report-figures/`), so that the two travel together.
 * Returns for each source path the link relative to the file, and the paths written.
 * @throws GossanError FILE_NOT_FOUND, WRITE_FAILED …
 */
export function copyFigures(
  figures: readonly { path: string }[],
  beside: string,
): { links: Map<string, string>; written: string[] } {
  const folder = `${parse(beside).name}-figures`;
  const links = new Map<string, string>();
  const written: string[] = [];
  for (const { path } of figures) {
    if (links.has(path)) continue;
    const name = freeName(basename(path), new Set([...links.values()].map((link) => basename(link))));
    const target = join(dirname(beside), folder, name);
    writeFileAtomic(target, readFigure(path));
    links.set(path, `${folder}/${name}`);
    written.push(target);
  }
  return { links, written };
}

/** A figure as a data URL. */
export function figureDataUrl(path: string): string {
  const type = extname(path).toLowerCase() === '.svg' ? 'image/svg+xml' : 'image/png';
  return `data:${type};base64,${readFigure(path).toString('base64')}`;
}

function readFigure(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw asGossanError(error, path);
  }
}

/** Two scenes may each have an `alteration.png`. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  const { name: stem, ext } = parse(name);
  for (let count = 2, free = name; ; count++) {
    if (!taken.has(free)) return free;
    free = `${stem}-${count}${ext}`;
  }
}
