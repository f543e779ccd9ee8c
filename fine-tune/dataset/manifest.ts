import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../../core/canonical-json.ts';
import { GossanError } from '../../core/errors.ts';
import { sha256 } from '../../core/hash.ts';
import { homePath } from '../../core/paths.ts';
import { readRows } from './read/json-lines.ts';
import type { SetLine, Source, Split } from './set-line.ts';

/** A line that did not come into the set. */
export interface Dropped {
  path: string;
  line: number;
  reason: 'picture' | 'channels' | 'empty' | 'duplicate' | 'markers';
  detail: string;
}

/** `manifest.json` of a version. */
export interface Manifest {
  format: 1;
  name: string;
  version: number;
  created: string;
  /** Of {@link content}: the same lines, pictures and splits give the same, whenever and wherever they were built. */
  sha256: string;
  files: Record<string, string>;
  counts: Record<Split, number>;
  tasks: Record<string, number>;
  sources: Record<Source, number>;
  scenes: Record<Split, string[]>;
  districts: Record<Split, string[]>;
  split: {
    by: 'district' | 'scene';
    seed: number;
    validation: number;
    target_districts: string[];
    target_scenes: string[];
  };
  weak: { lines: number; mean_weight: number | null };
  clamped: number;
  shrunk: number;
  /** What it was built from, and how many lines each gave. */
  built_from: { source: string; lines: number; kept: number }[];
  dropped: { count: number; first: Dropped[] };
}

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,63}$/u;

/** @throws GossanError DATASET_NAME */
export function checkName(name: string): void {
  if (!NAME.test(name)) throw new GossanError('DATASET_NAME', { name });
}

/** `GOSSAN_HOME/datasets/NAME`. */
export function setFolder(name: string): string {
  return homePath('datasets', name);
}

/** Versions of a set, ascending. */
export function versionsOf(name: string): number[] {
  const folder = setFolder(name);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((entry) => {
      const number = /^v(\d+)$/.exec(entry)?.[1];
      return number !== undefined && existsSync(join(folder, entry, 'manifest.json')) ? [Number(number)] : [];
    })
    .sort((a, b) => a - b);
}

/** A version of a set on the disk. */
export interface OpenSet {
  folder: string;
  manifest: Manifest;
}

/**
 * Opens a set by `NAME`, `NAME/v2` or `NAME@2` (the latest version where none is named) and checks its files' hashes.
 * @throws GossanError DATASET_UNKNOWN, DATASET_CHANGED
 */
export function openSet(reference: string): OpenSet {
  const [, name = reference, wanted] = /^(.+?)(?:[/@]v?(\d+))?$/.exec(reference) ?? [];
  checkName(name);
  const versions = versionsOf(name);
  const version = wanted === undefined ? versions.at(-1) : Number(wanted);
  if (version === undefined || !versions.includes(version)) throw unknown(name, versions);
  const folder = join(setFolder(name), `v${version}`);
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  for (const [file, hash] of Object.entries(manifest.files)) {
    const path = join(folder, file);
    if (!existsSync(path) || sha256(readFileSync(path)) !== hash) throw new GossanError('DATASET_CHANGED', { path });
  }
  if (contentHash(manifest) !== manifest.sha256)
    throw new GossanError('DATASET_CHANGED', { path: join(folder, 'manifest.json') });
  return { folder, manifest };
}

/** Names of the sets that are here. */
export function setNames(): string[] {
  const folder = homePath('datasets');
  return existsSync(folder) ? readdirSync(folder).filter((one) => versionsOf(one).length) : [];
}

function unknown(name: string, versions: readonly number[]): GossanError {
  if (versions.length)
    return new GossanError('DATASET_UNKNOWN', {
      name: `${name}`,
      suggestion: `Its versions are ${versions.join(', ')}.`,
    });
  const names = setNames();
  const suggestion = names.length
    ? `There are: ${names.join(', ')}.`
    : '`gossan dataset build NAME` makes one from approved answers.';
  return new GossanError('DATASET_UNKNOWN', { name, suggestion });
}

/** Pictures and channels are named by their hashes in the lines, so that the lines' files stand for them. */
export function contentHash({ files, split, scenes }: Pick<Manifest, 'files' | 'split' | 'scenes'>): string {
  return sha256(canonicalJson({ files, split, scenes }));
}

/** The lines of a split, one at a time. */
export async function* linesOf({ folder }: Pick<OpenSet, 'folder'>, split: Split): AsyncGenerator<SetLine> {
  const path = join(folder, `${split}.jsonl`);
  for await (const { fields } of readRows(path)) yield fields as unknown as SetLine;
}
