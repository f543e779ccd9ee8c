import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureFolder, writeFileAtomic } from '../../core/atomic.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import { asGossanError, GossanError } from '../../core/errors.ts';
import { withFileLock } from '../../core/file-lock.ts';
import { sha256 } from '../../core/hash.ts';
import { homePath } from '../../core/paths.ts';
import type { Entry, Forgotten, StoredEntry } from './entry.ts';

/** `GOSSAN_HOME/curation`: the list, the pictures that it names, and their channels. */
export function curationFolder(): string {
  return homePath('curation');
}

/** The whole list with what was noticed while reading it. */
export interface CurationList {
  /** In the order in which they were written, replaced ones too. */
  entries: StoredEntry[];
  forgotten: Forgotten[];
  /** Bytes at the end of the file that are no whole line: a write that was cut off. */
  torn: number;
}

type Line = StoredEntry | Forgotten;

/**
 * Reads the list and checks that no line was changed since it was written.
 * @throws GossanError CURATION_CHANGED naming the line, FILE_UNREADABLE
 */
export function readList(folder = curationFolder()): CurationList {
  const { lines, tail } = readLines(folder);
  return {
    entries: lines.filter((line): line is StoredEntry => !isForgotten(line)),
    forgotten: lines.filter(isForgotten),
    torn: tail.length,
  };
}

/** The entries that count: those that no later one replaces. */
export function currentEntries({ entries }: Pick<CurationList, 'entries'>): StoredEntry[] {
  const replaced = new Set(entries.map(({ replaces }) => replaces));
  return entries.filter(({ id }) => !replaced.has(id));
}

/**
 * Appends an entry and returns it as it stands in the file, on the disk when this returns. An earlier entry of the same
 * person about the same turn is replaced by it. What a cut-off write left at the end is moved aside first.
 * @returns the entry, and where a torn line was put
 * @throws GossanError LOCKED, CURATION_CHANGED, DISK_FULL, WRITE_FAILED
 */
export function appendEntry(
  entry: Omit<Entry, 'replaces'>,
  folder = curationFolder(),
): { stored: StoredEntry; torn: string | null } {
  return withFileLock(join(folder, 'lock.db'), () => {
    const torn = mendTail(folder);
    const { lines } = readLines(folder);
    const earlier = currentEntries({ entries: lines.filter((line): line is StoredEntry => !isForgotten(line)) }).find(
      ({ session, turn, by }) => session === entry.session && turn === entry.turn && by === entry.by,
    );
    const stored = sealed({ ...entry, replaces: earlier?.id ?? null }, lines.at(-1)?.sha256 ?? '');
    append(join(folder, FILE), `${JSON.stringify(stored)}\n`);
    return { stored, torn };
  });
}

/**
 * Removes the content of entries for good: their lines keep id and place, their pictures go unless another entry has them.
 * The one change that the list allows besides an append.
 * @returns ids of what was removed
 */
export function forgetEntries(wanted: (entry: StoredEntry) => boolean, folder = curationFolder()): string[] {
  return withFileLock(join(folder, 'lock.db'), () => {
    mendTail(folder);
    const { lines } = readLines(folder);
    const gone = new Set(lines.filter((line) => !isForgotten(line) && wanted(line)).map(({ id }) => id));
    if (gone.size === 0) return [];
    const at = new Date().toISOString();
    const left = lines.map(
      (line): Line =>
        gone.has(line.id)
          ? { format: 1, id: line.id, forgotten: { at }, after: line.after, sha256: line.sha256 }
          : line,
    );
    const kept = new Set(left.flatMap((line) => (isForgotten(line) ? [] : filesOf(line))));
    const orphans = lines
      .flatMap((line) => (!isForgotten(line) && gone.has(line.id) ? filesOf(line) : []))
      .filter((file) => !kept.has(file));
    writeFileAtomic(join(folder, FILE), left.map((line) => `${JSON.stringify(line)}\n`).join(''));
    for (const file of orphans) rmSync(join(folder, file), { force: true });
    return [...gone];
  });
}

const FILE = 'entries.jsonl';

function isForgotten(line: Line): line is Forgotten {
  return 'forgotten' in line;
}

/** Pictures and channels of an entry, under the curation folder. */
function filesOf({ dialogues }: Entry): string[] {
  return dialogues.flatMap(({ views }) =>
    views.flatMap(({ image, channels }) => (channels === undefined ? [image] : [image, channels])),
  );
}

function sealed(entry: Entry, after: string): StoredEntry {
  return { ...entry, after, sha256: sealOf({ ...entry, after }) };
}

function sealOf(content: object): string {
  return sha256(canonicalJson(content));
}

/** Whole lines, checked, and the bytes after the last of them. */
function readLines(folder: string): { lines: Line[]; tail: Buffer } {
  const path = join(folder, FILE);
  if (!existsSync(path)) return { lines: [], tail: Buffer.alloc(0) };
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw asGossanError(error, path);
  }
  const end = bytes.lastIndexOf(0x0a) + 1;
  let before = '';
  const lines = bytes
    .subarray(0, end)
    .toString('utf8')
    .split('\n')
    .slice(0, -1)
    .map((text, at): Line => {
      const line = parsed(text);
      if (!line || line.after !== before || (!isForgotten(line) && !isWhole(line)))
        throw new GossanError('CURATION_CHANGED', { path, line: at + 1 });
      before = line.sha256;
      return line;
    });
  return { lines, tail: bytes.subarray(end) };
}

function parsed(text: string): Line | null {
  try {
    const line = JSON.parse(text) as Line | null;
    return typeof line?.id === 'string' ? line : null;
  } catch {
    return null;
  }
}

function isWhole({ sha256: seal, ...content }: StoredEntry): boolean {
  return sealOf(content) === seal;
}

/** Ends the last line where only its end is missing; moves anything else aside. Returns where. Called under the lock. */
function mendTail(folder: string): string | null {
  const { tail } = readLines(folder);
  if (tail.length === 0) return null;
  const path = join(folder, FILE);
  const line = parsed(tail.toString('utf8'));
  if (line && !isForgotten(line) && isWhole(line)) {
    append(path, '\n');
    return null;
  }
  const aside = join(folder, `torn-${new Date().toISOString().replace(/[:.]/g, '')}.txt`);
  writeFileAtomic(aside, tail);
  const handle = openSync(path, 'r+');
  try {
    ftruncateSync(handle, readFileSync(path).length - tail.length);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return aside;
}

/** Appends and waits until it is on the disk; a new file's folder too. */
function append(path: string, text: string): void {
  const fresh = !existsSync(path);
  try {
    ensureFolder(dirname(path));
    const handle = openSync(path, 'a');
    try {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    if (fresh) syncFolder(dirname(path));
  } catch (error) {
    throw asGossanError(error, path);
  }
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
