import { readFileSync } from 'node:fs';
import { basename, dirname, extname, join, parse } from 'node:path';
import { writeFileAtomic } from '../../core/atomic.ts';
import { asGossanError } from '../../core/errors.ts';
import { pictureOf } from './picture-of-drawing.ts';

/**
 * Copies figures into a folder beside a Markdown file (`report.md` → `report-figures/`), so that the two travel together. A drawing
 * comes as a picture too, which is what the link then names: not every program that reads Markdown shows SVG.
 * Returns for each source path the link relative to the file, and the paths written.
 * @throws GossanError FILE_NOT_FOUND, WRITE_FAILED …
 */
export async function copyFigures(
  figures: readonly { path: string }[],
  beside: string,
): Promise<{ links: Map<string, string>; written: string[] }> {
  const folder = `${parse(beside).name}-figures`;
  const links = new Map<string, string>();
  const written: string[] = [];
  for (const { path } of figures) {
    if (links.has(path)) continue;
    const name = freeName(basename(path), new Set(written.map((file) => basename(file))));
    const figure = readFigure(path);
    const put = (file: string, bytes: Buffer) => {
      const target = join(dirname(beside), folder, file);
      writeFileAtomic(target, bytes);
      links.set(path, `${folder}/${file}`);
      written.push(target);
    };
    put(name, figure);
    const picture = extname(name).toLowerCase() === '.svg' ? await pictureOf(figure) : null;
    if (picture) put(`${parse(name).name}.png`, picture);
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
