import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readVisionSet } from '../../agents/vision/evaluate/vision-set.ts';
import { ensureFolder, writeFileAtomic } from '../../core/atomic.ts';
import { GossanError } from '../../core/errors.ts';
import { sha256, sha256OfFile, stableId } from '../../core/hash.ts';
import { asset, homePath } from '../../core/paths.ts';
import type { SlowCall } from '../../core/progress.ts';
import { runPython } from '../python-environment.ts';
import { pictureCells } from './picture-cells.ts';

/** The windows that every adapter is asked about, on this machine. */
export interface FrozenSet {
  folder: string;
  /** Its `set.jsonl`, in the form of `eval vision`. */
  path: string;
  /** Of its questions and pictures, as it was made. */
  sha256: string;
  /** What its pictures show ({@link pictureCells}), by their path in the folder. */
  pictures: Record<string, string>;
}

const SETTINGS = ['model-server', 'python', 'gossan_scenes', 'data', 'frozen.json'] as const;

export interface FrozenOptions extends SlowCall {
  /** No more scenes a task than so many: another set than the gate's, for trying programs. */
  most?: number;
}

/**
 * The frozen set, made at its first use and checked at every other one.
 * @param python the interpreter that makes it, asked for only then
 * @throws GossanError GATE_SET_CHANGED where a file is not as it was made, and what running Python throws
 */
export async function frozenSet(python: () => Promise<string>, options: FrozenOptions = {}): Promise<FrozenSet> {
  const { most, signal, onProgress } = options;
  const id = stableId(readFileSync(asset(...SETTINGS), 'utf8'), most ?? 'all');
  const folder = homePath('gate', `frozen-${id}`);
  if (!existsSync(join(folder, 'set.jsonl'))) {
    ensureFolder(homePath('gate'));
    onProgress?.({ step: 'rendering the frozen set of the gate' });
    const limit = most === undefined ? [] : ['--most', String(most)];
    await runPython(
      await python(),
      ['-m', 'gossan_scenes.frozen_set', '--out', folder, ...limit],
      signal ? { signal } : {},
    );
  }
  return checked(folder);
}

/** Its hash is recorded when it is first read, in the step that made it; afterwards it must stay. */
async function checked(folder: string): Promise<FrozenSet> {
  const path = join(folder, 'set.jsonl');
  const record = join(folder, 'manifest.json');
  const files = [...new Set(readVisionSet(path).flatMap(({ pictures }) => pictures!.map((one) => one.path)))];
  const hashes: string[] = [];
  for (const file of [path, ...files]) hashes.push(`${file.slice(folder.length + 1)} ${await sha256OfFile(file)}`);
  const hash = sha256(hashes.join('\n'));
  if (existsSync(record)) {
    const known = JSON.parse(readFileSync(record, 'utf8')) as Pick<FrozenSet, 'sha256' | 'pictures'>;
    if (known.sha256 !== hash) throw new GossanError('GATE_SET_CHANGED', { path: folder });
    return { folder, path, ...known };
  }
  const pictures: Record<string, string> = {};
  for (const file of files) pictures[file.slice(folder.length + 1)] = await pictureCells(file);
  writeFileAtomic(record, `${JSON.stringify({ sha256: hash, pictures }, null, 1)}\n`);
  return { folder, path, sha256: hash, pictures };
}
