import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { VisionCard } from '../../core/chat-model.ts';
import { GossanError } from '../../core/errors.ts';
import { BytePairTokenizer } from './byte-pair-tokenizer.ts';
import type { ModelSizes, WeightFiles } from './engine/messages.ts';

/** What is read of `model.json`, the card of a base as data. */
const CARD = z.object({
  name: z.string(),
  base: z.string().regex(/^[0-9a-f]{64}$/),
  views: z.array(z.string()).min(1),
  size: z.number().int().positive(),
  window: z.number().int().positive(),
  mean: z.number(),
  std: z.number().positive(),
  calibration: z.object({ yesno: z.object({ a: z.number(), b: z.number() }) }).nullable(),
});

/** What is read of transformers' `config.json`. */
const CONFIG = z.object({
  text_config: z.object({
    hidden_size: z.number().int().positive(),
    max_position_embeddings: z.number().int().positive(),
    vocab_size: z.number().int().positive(),
  }),
  vision_config: z.object({
    patch_size: z.number().int().positive(),
    spatial_merge_size: z.number().int().positive(),
    deepstack_visual_indexes: z.array(z.number()),
  }),
});

/** A base's folder, read but for the weights. */
export interface BaseFiles {
  folder: string;
  card: VisionCard;
  tokenizer: BytePairTokenizer;
  sizes: ModelSizes;
  weights: WeightFiles;
  /** Tokens of prompt and answer together. */
  context: number;
}

/** The card alone. @throws GossanError VISION_FILES */
export function readCard(folder: string): VisionCard {
  return pickCard(readJson(folder, 'model.json', CARD));
}

/** @throws GossanError VISION_FILES where a file is missing or is not what it should be */
export function readBaseFiles(folder: string): BaseFiles {
  const card = readJson(folder, 'model.json', CARD);
  const config = readJson(folder, 'config.json', CONFIG);
  const path = join(folder, 'tokenizer.json');
  const tokenizer = new BytePairTokenizer(readText(path), path);
  if (tokenizer.size > config.text_config.vocab_size) {
    throw new GossanError('VISION_FILES', { path, detail: 'it has more tokens than the model' });
  }
  const { patch_size: patch, spatial_merge_size: merge, deepstack_visual_indexes: layers } = config.vision_config;
  return {
    folder,
    card: pickCard(card),
    tokenizer,
    sizes: {
      hidden: config.text_config.hidden_size,
      view: card.size,
      viewTokens: (card.size / patch / merge) ** 2,
      deepstack: layers.length,
      mean: card.mean,
      std: card.std,
      imageToken: tokenizer.special('<|image_pad|>'),
      endTokens: [tokenizer.special('<|im_end|>'), tokenizer.special('<|endoftext|>')],
    },
    weights: { graphs: folder, weights: join(folder, 'model.safetensors'), sha256: card.base },
    context: config.text_config.max_position_embeddings,
  };
}

function pickCard({ name, base, views, size, window, calibration }: z.infer<typeof CARD>): VisionCard {
  return { name, base, views, size, window, calibration };
}

function readJson<T>(folder: string, name: string, schema: z.ZodType<T>): T {
  const path = join(folder, name);
  let content: unknown;
  try {
    content = JSON.parse(readText(path));
  } catch (error) {
    if (error instanceof GossanError) throw error;
    throw new GossanError('VISION_FILES', { path, detail: (error as Error).message });
  }
  const read = schema.safeParse(content);
  if (read.success) return read.data;
  const { path: place, message } = read.error.issues[0]!;
  throw new GossanError('VISION_FILES', { path, detail: `${place.join('.')}: ${message}` });
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new GossanError('VISION_FILES', { path, detail: code === 'ENOENT' ? 'it is not there' : message });
  }
}
