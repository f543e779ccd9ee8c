import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../../core/atomic.ts';
import { GossanError } from '../../core/errors.ts';
import { withFileLock } from '../../core/file-lock.ts';
import { sha256OfFile } from '../../core/hash.ts';
import { homePath } from '../../core/paths.ts';
import { isAlive } from '../../core/process-alive.ts';
import {
  ADAPTER_CARD,
  ADAPTER_NAME,
  type AdapterCard,
  CARD_FILE,
  cardHash,
  GRAPH_FILE,
  neededFiles,
  readAdapterCard,
} from '../../model-server/adapters/adapter-card.ts';
import { PROJECTORS_FILE } from '../../model-server/adapters/adapter-projectors.ts';
import { activeAdapter, adapterFolder } from '../../model-server/adapters/adapter-state.ts';
import { verifyFolder } from './activate.ts';
import { registryLock } from './lock-path.ts';

/** What the trainer leaves beside its tensors. */
const TRAINING_FILE = 'training.json';
const OPTIONAL_FILES = [PROJECTORS_FILE];

/** The trainer's account of a run, as far as the card is made of it; the rest goes into the card's `training`. */
const TRAINING = ADAPTER_CARD.pick({ method: true, base: true, serving: true, calibration: true }).extend({
  recipe: ADAPTER_CARD.shape.recipe.default({}),
  seed: ADAPTER_CARD.shape.seed.default(null),
});

/** What the trainer does not know of where its work comes from. */
export type Origin = Pick<AdapterCard, 'dataset' | 'code'>;

/**
 * Makes the folder that a trainer wrote an adapter of this machine. The folder is taken, not copied; it appears under its name
 * whole and signed, or not at all. An adapter of this name that holds the same files is left as it is, so that a run that was
 * killed may do this again.
 * @throws GossanError ADAPTER_NAME where the name is taken or none, ADAPTER_INCOMPLETE, ADAPTER_KEYS, VISION_ADAPTER
 */
export async function registerAdapter(folder: string, name: string, { dataset, code }: Origin): Promise<AdapterCard> {
  checkName(name);
  const home = adapterFolder(name);
  if (!existsSync(folder) && existsSync(home)) return readAdapterCard(home, name);
  const training = readTraining(folder, name);
  const files: Record<string, string> = {};
  for (const file of [...neededFiles(training.serving), ...OPTIONAL_FILES]) {
    const path = join(folder, file);
    if (existsSync(path)) files[file] = await sha256OfFile(path);
    else if (!OPTIONAL_FILES.includes(file))
      throw new GossanError('ADAPTER_INCOMPLETE', { name, detail: `there is no ${file}` });
  }
  if (training.serving === 'merged') rmSync(join(folder, GRAPH_FILE), { force: true });
  const { method, base, recipe, seed, serving, calibration, ...rest } = training;
  writeCard(folder, {
    format: 1,
    name,
    method,
    base,
    dataset,
    recipe,
    code,
    created: new Date().toISOString(),
    by: null,
    parent: activeAdapter(base.sha256),
    seed,
    training: rest,
    serving,
    metrics: {},
    files,
    ...(calibration ? { calibration } : {}),
  });
  return placeAdapter(folder, name);
}

/**
 * Checks a signed folder and moves it to its name.
 * @throws GossanError ADAPTER_NAME where another adapter has the name, and what the check throws
 */
export async function placeAdapter(folder: string, name: string): Promise<AdapterCard> {
  const card = await verifyFolder(folder, name);
  const home = adapterFolder(name);
  return withFileLock(registryLock(), () => {
    if (existsSync(home)) {
      const there = readAdapterCard(home, name);
      if (JSON.stringify(there.files) !== JSON.stringify(card.files)) {
        throw new GossanError('ADAPTER_NAME', { name, detail: 'another adapter has it' });
      }
      rmSync(folder, { recursive: true });
      return there;
    }
    renameSync(folder, home);
    return card;
  });
}

/** @throws GossanError ADAPTER_NAME */
export function checkName(name: string): void {
  if (!ADAPTER_NAME.test(name))
    throw new GossanError('ADAPTER_NAME', { name, detail: 'it has other characters, or is "base"' });
}

/** A folder of this registry's file system for what is still arriving; those that killed processes left are removed. */
export function arrivingFolder(): string {
  const root = homePath('adapters', '.arriving');
  if (existsSync(root)) {
    for (const one of readdirSync(root)) {
      if (!isAlive(Number(one.split('-')[0]))) rmSync(join(root, one), { recursive: true, force: true });
    }
  }
  return join(root, `${process.pid}-${Date.now()}`);
}

/** Signs a card and writes it. */
export function writeCard(folder: string, card: Omit<AdapterCard, 'sha256'>): AdapterCard {
  const signed = { ...card, sha256: cardHash(card) } as AdapterCard;
  writeFileAtomic(join(folder, CARD_FILE), `${JSON.stringify(signed, null, 2)}\n`);
  return signed;
}

function readTraining(folder: string, name: string): z.infer<typeof TRAINING> & Record<string, unknown> {
  const path = join(folder, TRAINING_FILE);
  if (!existsSync(path)) throw new GossanError('ADAPTER_INCOMPLETE', { name, detail: `there is no ${path}` });
  const read = z.looseObject(TRAINING.shape).safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (read.success) return read.data;
  const { path: place, message } = read.error.issues[0]!;
  throw new GossanError('VISION_ADAPTER', { name, detail: `${TRAINING_FILE}, ${place.join('.')}: ${message}` });
}
