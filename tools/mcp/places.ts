import { realpathSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** All that the server writes lies below it, in the working folder. */
export const OUTPUT = 'output';

export const reportsFolder = () => join(OUTPUT, 'reports');
export const mapsFolder = () => join(OUTPUT, 'maps');

/** A path as clients name files: a path, relative to the working folder, or a `file:` address. */
export function namedPath(path: string): string {
  return path.startsWith('file:') && URL.canParse(path) ? fileURLToPath(path) : path;
}

/** `gossan://output/reports/…` of a file below {@link OUTPUT}. */
export function outputUri(path: string): string {
  const steps = relative(resolve(OUTPUT), resolve(path)).split(sep);
  return `gossan://output/${steps.map(encodeURIComponent).join('/')}`;
}

/** The file that such an address names; null where it leads out of the folder, also by a link, or to nothing. */
export function outputFile(steps: string): string | null {
  try {
    const file = realpathSync(join(OUTPUT, ...steps.split('/').map(decodeURIComponent)));
    return file.startsWith(realpathSync(OUTPUT) + sep) ? file : null;
  } catch {
    return null;
  }
}

export function pageUri(kb: string, document: string, page: number): string {
  return `gossan://kb/${[kb, document, page].map(encodeURIComponent).join('/')}`;
}
