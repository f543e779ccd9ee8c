import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../../core/canonical-json.ts';
import type { VisionCard } from '../../core/chat-model.ts';
import { GossanError } from '../../core/errors.ts';
import { sha256, sha256OfFile } from '../../core/hash.ts';
import { PROJECTORS_FILE, readProjectors } from './adapter-projectors.ts';

export const METHODS = ['lora', 'dora', 'ia3', 'moe-lora'] as const;
export type Method = (typeof METHODS)[number];

/** What an adapter may be called; "base" means none. */
export const ADAPTER_NAME = /^(?!base$)[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,99}$/u;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const platt = z.object({ a: z.number(), b: z.number() });
const facts = z.record(z.string(), z.unknown());

/** `adapter.json` (fine-tune/README.md). Fields that are not known here are kept: the signature covers them too. */
export const ADAPTER_CARD = z.looseObject({
  format: z.literal(1),
  name: z.string().regex(ADAPTER_NAME),
  method: z.enum(METHODS),
  base: z.object({ name: z.string().min(1), sha256: hash }),
  dataset: z.object({ name: z.string(), version: z.number().int(), sha256: hash }).nullable(),
  recipe: facts,
  /** Commit of the code that trained it; null where it was no checkout. */
  code: z.string().nullable(),
  created: z.string(),
  /** Who approved it; null before the gate and a person did. */
  by: z.string().nullable(),
  /** Sha256 of the adapter that was active when it was trained, null for the base. */
  parent: z.object({ name: z.string(), sha256: hash }).nullable(),
  seed: z.number().int().nullable(),
  training: facts,
  /** `peft`: of a base without graphs of ours, served from PEFT's files by the GPU worker or vLLM. */
  serving: z.enum(['merged', 'graph', 'peft']),
  metrics: facts,
  /** Plain names, so that none leads out of the folder. */
  files: z.record(z.string().regex(/^[\w][\w.-]*$/), hash),
  calibration: z.object({ yesno: platt, present: platt.optional() }).nullish(),
  sha256: hash,
});

export type AdapterCard = z.infer<typeof ADAPTER_CARD>;

/**
 * What the tasks must know of an adapter: the base's card, with its own calibration and projectors where it brings them.
 * @throws GossanError ADAPTER_INCOMPLETE, ADAPTER_CHANGED, VISION_ADAPTER where its projectors are not what they should be
 */
export function adapterVisionCard(base: VisionCard, folder: string, card: AdapterCard): VisionCard {
  const projectors = readProjectors(folder, card.name, card.files[PROJECTORS_FILE]);
  return {
    ...base,
    ...(card.calibration ? { calibration: card.calibration } : {}),
    ...(projectors ? { projectors } : {}),
  };
}

export const CARD_FILE = 'adapter.json';
export const WEIGHTS_FILE = 'model.safetensors';
export const GRAPH_FILE = 'decoder.onnx';
/** Every adapter has PEFT's two files. */
const PEFT_FILES = ['adapter_config.json', 'adapter_model.safetensors'];

/** The files that an adapter must have to be served in its form. */
export function neededFiles(serving: AdapterCard['serving']): string[] {
  if (serving === 'peft') return PEFT_FILES;
  return [...PEFT_FILES, WEIGHTS_FILE, ...(serving === 'graph' ? [GRAPH_FILE] : [])];
}

/**
 * SHA-256 of a card without its own `sha256`, in canonical JSON: keys sorted, no white space, numbers as ECMAScript writes
 * them (RFC 8785).
 */
export function cardHash({ sha256: _, ...card }: Record<string, unknown>): string {
  return sha256(canonicalJson(card));
}

/**
 * The card of an adapter's folder, its signature checked; the files are not (see {@link verifyFiles}).
 * @throws GossanError ADAPTER_INCOMPLETE where it is missing, ADAPTER_CHANGED where it is not what was signed, VISION_ADAPTER
 *   where it is no card
 */
export function readAdapterCard(folder: string, name: string): AdapterCard {
  const path = join(folder, CARD_FILE);
  if (!existsSync(path)) throw new GossanError('ADAPTER_INCOMPLETE', { name, detail: `there is no ${path}` });
  return parseAdapterCard(readFileSync(path, 'utf8'), name);
}

/** @throws GossanError VISION_ADAPTER, ADAPTER_CHANGED */
export function parseAdapterCard(text: string, name: string): AdapterCard {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new GossanError('VISION_ADAPTER', { name, detail: `${CARD_FILE}: ${(error as Error).message}` });
  }
  const read = ADAPTER_CARD.safeParse(content);
  if (!read.success) {
    const { path, message } = read.error.issues[0]!;
    throw new GossanError('VISION_ADAPTER', { name, detail: `${CARD_FILE}, ${path.join('.')}: ${message}` });
  }
  if (cardHash(content as Record<string, unknown>) !== read.data.sha256) {
    throw new GossanError('ADAPTER_CHANGED', { name, file: CARD_FILE });
  }
  return read.data;
}

/**
 * Checks that every file of a card is there and is the one that was signed.
 * @throws GossanError ADAPTER_INCOMPLETE, ADAPTER_CHANGED
 */
export async function verifyFiles(folder: string, card: AdapterCard): Promise<void> {
  const { name } = card;
  const unsigned = neededFiles(card.serving).find((file) => !(file in card.files));
  if (unsigned) throw new GossanError('ADAPTER_INCOMPLETE', { name, detail: `${CARD_FILE} names no ${unsigned}` });
  for (const [file, expected] of Object.entries(card.files)) {
    const path = join(folder, file);
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
      throw new GossanError('ADAPTER_INCOMPLETE', { name, detail: `there is no ${file}` });
    }
    if ((await sha256OfFile(path)) !== expected) throw new GossanError('ADAPTER_CHANGED', { name, file });
  }
}
