import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { writeFileAtomic } from '../../core/atomic.ts';
import { GossanError } from '../../core/errors.ts';
import { homePath } from '../../core/paths.ts';

/** What was last seen of one file or address. */
export interface SeenItem {
  /** Id of the document that was made of it; null where it was refused. */
  document: string | null;
  /** Of a file. */
  size?: number;
  mtimeMs?: number;
  /** Of an address: what its server said, to be asked "changed since?". */
  etag?: string;
  modified?: string;
}

/** A folder, a file, or an http(s) address that a base follows, and its items by path or address. */
export interface Source {
  source: string;
  items: Record<string, SeenItem>;
}

interface SourcesFile {
  format: 1;
  sources: Source[];
}

const pathOf = (kb: string): string => homePath('kb-sources', kb, 'sources.json');

/** Where fetched reports of a base are kept. */
export const fetchedFolder = (kb: string): string => homePath('kb-sources', kb, 'fetched');

export function isAddress(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

/** A source as it is remembered: an absolute path, or the address without its fragment. @throws GossanError USAGE */
export function sourceName(given: string, folder = process.cwd()): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(given)) {
    if (!isAddress(given) || !URL.canParse(given)) {
      throw new GossanError('USAGE', {
        detail: `${given} is neither a path nor an http(s) address.`,
        command: 'kb sync',
      });
    }
    const url = new URL(given);
    url.hash = '';
    return url.href;
  }
  return isAbsolute(given) ? given : resolve(folder, given);
}

/** @throws GossanError KB_CORRUPT where the file is not what was written */
export function readSources(kb: string): Source[] {
  const path = pathOf(kb);
  if (!existsSync(path)) return [];
  try {
    const { format, sources } = JSON.parse(readFileSync(path, 'utf8')) as SourcesFile;
    if (format !== 1 || !Array.isArray(sources)) throw new Error(`format ${format}`);
    return sources;
  } catch (error) {
    const detail = `the list of followed sources cannot be read (${(error as Error).message})`;
    throw new GossanError('KB_CORRUPT', { kb, detail, path }, { cause: error });
  }
}

export function writeSources(kb: string, sources: readonly Source[]): void {
  writeFileAtomic(
    pathOf(kb),
    JSON.stringify({ format: 1, sources } satisfies { format: 1; sources: readonly Source[] }, null, 1),
  );
}
