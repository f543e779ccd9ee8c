import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { timeIn } from '../../tools/spectral/readers/sun.ts';
import type { SceneReader } from '../../tools/spectral/types.ts';

/** Names of products that hold the time at which they were taken: EMIT, PRISMA, EnMAP, GF-5, AVIRIS-NG and AVIRIS. */
const PRODUCT = /^(?:EMIT|PRS_|ENMAP|GF5|ang\d{8}t|f\d{6}t)/i;
const AVIRIS = /^f(\d{2})(\d{4})t/;
/** An ENVI header is text of some kilobytes; its time stands before the band table or behind it. */
const HEADER_BYTES = 256 * 1024;

/** The day, with the time (UTC) where it is known, at which a scene was taken; undefined where no file says so. */
export function acquiredOf({ path }: SceneReader): string | undefined {
  const name = basename(path);
  const stamp = PRODUCT.test(name)
    ? name.replace(AVIRIS, (_, year: string, day: string) => `${Number(year) > 80 ? 19 : 20}${year}${day}t`)
    : undefined;
  const found = timeIn(headerTime(path)) ?? timeIn(stamp?.match(/(?:19|20)\d{6}(?:t\d{6})?/i)?.[0]);
  if (!found) return undefined;
  const iso = found.date.toISOString();
  return found.timed ? `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC` : iso.slice(0, 10);
}

function headerTime(path: string): string | undefined {
  return /^acquisition (?:time|date)\s*=\s*(.+)$/im.exec(headerText(path))?.[1];
}

/** What an ENVI header says of its scene in words. */
export function descriptionOf({ path }: SceneReader): string | undefined {
  return /^description\s*=\s*\{([^}]*)\}/im.exec(headerText(path))?.[1]?.replace(/\s+/g, ' ').trim() || undefined;
}

function headerText(path: string): string {
  if (!/\.hdr$/i.test(path)) return '';
  const buffer = Buffer.alloc(HEADER_BYTES);
  const file = openSync(path, 'r');
  try {
    return buffer.toString('latin1', 0, readSync(file, buffer, 0, HEADER_BYTES, 0));
  } finally {
    closeSync(file);
  }
}
