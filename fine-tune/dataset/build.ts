import { closeSync, openSync, readdirSync, readFileSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { TASKS } from '../../agents/vision/tasks.ts';
import { ensureFolder, writeFileAtomic } from '../../core/atomic.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import { asGossanError, GossanError } from '../../core/errors.ts';
import { withFileLock } from '../../core/file-lock.ts';
import { sha256 } from '../../core/hash.ts';
import { isAlive } from '../../core/process-alive.ts';
import type { SlowCall } from '../../core/progress.ts';
import { clampText } from './clamp-text.ts';
import { leaksInto } from './leaks.ts';
import limits from './limits.json' with { type: 'json' };
import {
  checkName,
  contentHash,
  type Dropped,
  type Manifest,
  type OpenSet,
  setFolder,
  versionsOf,
} from './manifest.ts';
import { type Picture, takeChannels, takePicture } from './pictures.ts';
import { type LooseLine, type SetLine, type Source, SPLITS, type Split } from './set-line.ts';
import { type SplitRules, splitLines } from './split.ts';

/** Lines of one kind, and how the manifest names where they come from. */
export interface LineSource {
  name: string;
  lines: Iterable<LooseLine> | AsyncIterable<LooseLine>;
}

export interface BuildOptions extends SlowCall, SplitRules {
  /** Pictures and scenes of frozen sets: none of them may be trained on. */
  frozen?: readonly FrozenThing[];
}

/** What a frozen set tests on. */
export interface FrozenThing {
  set: string;
  /** As lines name scenes; and the pixels of a picture. */
  scene?: string;
  pixels?: string;
}

/** What is remembered of each line while the set is built: the line itself lies in a file. */
interface Kept {
  id: string;
  scene: string;
  district: string;
  source: Source;
  task: string | null;
  weight: number;
  at: number;
  length: number;
}

const DROPPED_SHOWN = 50;

/**
 * Builds a version of a set: takes in the pictures, drops what cannot be trained on, splits by scene, and puts the folder in
 * its place whole. The same lines give the same hash; where the latest version has it already, that one is returned.
 * Lines are streamed: memory follows their number, not their size.
 * @throws GossanError DATASET_NAME, DATASET_EMPTY, DATASET_LEAK, LOCKED, and what the sources throw
 */
export async function buildSet(
  name: string,
  sources: readonly LineSource[],
  options: BuildOptions,
): Promise<OpenSet & { fresh: boolean }> {
  checkName(name);
  const work = join(setFolder(name), `.building-${process.pid}`);
  rmSync(work, { recursive: true, force: true });
  ensureFolder(join(work, 'images'));
  try {
    const gathered = await gather(sources, work, options);
    if (gathered.kept.length === 0) throw new GossanError('DATASET_EMPTY', { detail: emptyDetail(gathered.dropped) });
    const { splits, by } = splitLines(gathered.kept, options);
    const leak = leaksInto(gathered.kept, splits, gathered.pictures, options.frozen ?? []);
    if (leak.length) throw new GossanError('DATASET_LEAK', { detail: leak.slice(0, 5).join('; ') });
    const manifest = writeVersion(name, work, gathered, splits, by, options);
    return withFileLock(join(setFolder(name), 'lock.db'), () => place(name, work, manifest));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

interface Gathered {
  kept: Kept[];
  /** File in the set → picture. */
  pictures: Map<string, Picture & { scenes: Set<string> }>;
  dropped: Dropped[];
  droppedCount: number;
  clamped: number;
  shrunk: number;
  builtFrom: Manifest['built_from'];
}

const LOOSE = 'lines.tmp';

async function gather(
  sources: readonly LineSource[],
  work: string,
  { signal, onProgress }: SlowCall,
): Promise<Gathered> {
  const found: Gathered = {
    kept: [],
    pictures: new Map(),
    dropped: [],
    droppedCount: 0,
    clamped: 0,
    shrunk: 0,
    builtFrom: [],
  };
  const taken = new Map<string, Picture | null>();
  const ids = new Set<string>();
  const file = openSync(join(work, LOOSE), 'w');
  let at = 0;
  try {
    for (const { name, lines } of sources) {
      const from = { source: name, lines: 0, kept: 0 };
      found.builtFrom.push(from);
      for await (const loose of lines) {
        signal?.throwIfAborted();
        if (++from.lines % 20 === 0) onProgress?.({ step: `reading ${name}`, done: from.lines, unit: 'lines' });
        const made = await settle(loose, work, taken, found);
        const id = 'reason' in made ? '' : made.id;
        const dropped =
          'reason' in made ? made : ids.has(id) ? drop(loose, 'duplicate', 'the same line is there already') : null;
        if (dropped) {
          found.droppedCount++;
          if (found.dropped.length < DROPPED_SHOWN) found.dropped.push(dropped);
          continue;
        }
        const line = made as SetLine;
        ids.add(id);
        from.kept++;
        for (const image of line.image) found.pictures.get(image)!.scenes.add(line.scene);
        const bytes = Buffer.from(`${canonicalJson(line)}\n`);
        writeSync(file, bytes);
        const { scene, district, source, task, weight } = line;
        found.kept.push({ id, scene, district, source, task, weight, at, length: bytes.length });
        at += bytes.length;
      }
    }
  } catch (error) {
    throw asGossanError(error, join(work, LOOSE));
  } finally {
    closeSync(file);
  }
  // the order must not follow that of approving
  found.kept.sort((a, b) => (a.id < b.id ? -1 : 1));
  return found;
}

function drop({ origin }: LooseLine, reason: Dropped['reason'], detail: string): Dropped {
  return { ...origin, reason, detail };
}

/** A line as it stands in the set, or why it does not. */
async function settle(
  loose: LooseLine,
  work: string,
  taken: Map<string, Picture | null>,
  found: Gathered,
): Promise<SetLine | Dropped> {
  const { origin: _, conversations, image, channels, ...rest } = loose;
  if (conversations.some(({ value }) => value.replaceAll('<image>', '').trim() === ''))
    return drop(loose, 'empty', 'a turn says nothing');
  const markers = conversations.reduce((count, { value }) => count + value.split('<image>').length - 1, 0);
  if (markers !== 0 && markers !== image.length)
    return drop(loose, 'markers', `${markers} places for pictures, ${image.length} pictures`);
  const pictures: Picture[] = [];
  for (const path of image) {
    const picture = taken.has(path) ? taken.get(path)! : await takePicture(path, work);
    taken.set(path, picture);
    if (!picture) return drop(loose, 'picture', `${path} is missing or no picture`);
    if (!found.pictures.has(picture.file)) {
      found.pictures.set(picture.file, { ...picture, scenes: new Set() });
      if (picture.shrunk) found.shrunk++;
    }
    pictures.push(picture);
  }
  const files: Record<string, string> = {};
  for (const [view, path] of Object.entries(channels ?? {})) {
    const file = takeChannels(path, work);
    if (!file) return drop(loose, 'channels', `${path} is missing or no NumPy file`);
    files[view] = file;
  }
  const clamped = conversations.map(({ from, value }) => {
    const most = from === 'user' ? limits.prompt_characters.value : limits.answer_characters.value;
    return { from, value: clampText(value, most) };
  });
  if (clamped.some(({ value }, at) => value !== conversations[at]!.value)) found.clamped++;
  const line: Omit<SetLine, 'id'> = {
    ...rest,
    image: pictures.map(({ file }) => file),
    conversations: clamped,
    ...(channels ? { channels: files } : {}),
  };
  return { id: sha256(canonicalJson(line)).slice(0, 16), ...line };
}

function emptyDetail(dropped: readonly Dropped[]): string {
  const [first] = dropped;
  return first ? `every line was dropped, the first because ${first.detail}` : 'nothing was approved or named';
}

/** Writes the splits and the manifest into the working folder; version and time are set when it is put in place. */
function writeVersion(
  name: string,
  work: string,
  { kept, pictures, dropped, droppedCount, clamped, shrunk, builtFrom }: Gathered,
  splits: readonly Split[],
  by: 'district' | 'scene',
  { seed, validation, targetDistricts, targetScenes }: BuildOptions,
): Manifest {
  const loose = openSync(join(work, LOOSE), 'r');
  const files: Record<string, string> = {};
  try {
    for (const split of SPLITS) {
      const some = kept.filter((_, at) => splits[at] === split);
      writeFileAtomic(join(work, `${split}.jsonl`), bytesOf(loose, some));
    }
  } finally {
    closeSync(loose);
  }
  rmSync(join(work, LOOSE));
  const looks = [...pictures.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
  const rows = looks.map(({ file, width, height, pixels, look }) =>
    canonicalJson({ file, width, height, pixels, look }),
  );
  writeFileAtomic(join(work, 'pictures.jsonl'), `${rows.join('\n')}\n`);
  for (const file of [...SPLITS.map((split) => `${split}.jsonl`), 'pictures.jsonl'])
    files[file] = sha256(readFileSync(join(work, file)));
  const bySplit = (key: 'scene' | 'district') =>
    Object.fromEntries(
      SPLITS.map((split) => [
        split,
        [...new Set(kept.filter((_, at) => splits[at] === split).map((one) => one[key]))].sort(),
      ]),
    ) as Record<Split, string[]>;
  const count = <K extends string>(keys: readonly K[], of: (one: Kept, at: number) => string | null) =>
    Object.fromEntries(keys.map((key) => [key, kept.filter((one, at) => of(one, at) === key).length])) as Record<
      K,
      number
    >;
  const weak = kept.filter(({ source }) => source === 'weak');
  const split = {
    by,
    seed,
    validation,
    target_districts: [...targetDistricts].sort(),
    target_scenes: [...targetScenes].sort(),
  };
  const scenes = bySplit('scene');
  return {
    format: 1,
    name,
    version: 0,
    created: '',
    sha256: contentHash({ files, split, scenes }),
    files,
    counts: count(SPLITS, (_, at) => splits[at]!),
    tasks: count([...TASKS, 'other'], ({ task }) => task ?? 'other'),
    sources: count(['approved', 'corrected', 'weak', 'imported'], ({ source }) => source),
    scenes,
    districts: bySplit('district'),
    split,
    weak: {
      lines: weak.length,
      mean_weight: weak.length
        ? Number((weak.reduce((sum, { weight }) => sum + weight, 0) / weak.length).toFixed(4))
        : null,
    },
    clamped,
    shrunk,
    built_from: builtFrom,
    dropped: { count: droppedCount, first: dropped },
  };
}

function* bytesOf(file: number, lines: readonly Kept[]): Generator<Uint8Array> {
  for (const { at, length } of lines) {
    const bytes = Buffer.alloc(length);
    readSync(file, bytes, 0, length, at);
    yield bytes;
  }
}

/** Renames the working folder to the next version, unless the latest has the same content. Called under the set's lock. */
function place(name: string, work: string, manifest: Manifest): OpenSet & { fresh: boolean } {
  removeLeftovers(setFolder(name), work);
  const latest = versionsOf(name).at(-1);
  if (latest !== undefined) {
    const folder = join(setFolder(name), `v${latest}`);
    const before = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
    if (before.sha256 === manifest.sha256) return { folder, manifest: before, fresh: false };
  }
  const version = (latest ?? 0) + 1;
  const placed: Manifest = { ...manifest, version, created: new Date().toISOString() };
  const folder = join(setFolder(name), `v${version}`);
  writeFileAtomic(join(work, 'manifest.json'), `${JSON.stringify(placed, null, 2)}\n`);
  renameSync(work, folder);
  return { folder, manifest: placed, fresh: true };
}

/** What killed builds left behind. */
function removeLeftovers(folder: string, mine: string): void {
  for (const entry of readdirSync(folder)) {
    const pid = /^\.building-(\d+)$/.exec(entry)?.[1];
    if (pid === undefined || join(folder, entry) === mine || isAlive(Number(pid))) continue;
    rmSync(join(folder, entry), { recursive: true, force: true });
  }
}
