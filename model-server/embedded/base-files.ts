import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { VisionCard } from '../../core/chat-model.ts';
import { GossanError } from '../../core/errors.ts';
import { BytePairTokenizer } from './byte-pair-tokenizer.ts';
import type { GraphFiles, ModelSizes, WeightFiles } from './engine/messages.ts';

const whole = z.number().int().positive();
const platt = z.object({ a: z.number(), b: z.number() });
const colours = z.tuple([z.number(), z.number(), z.number()]);

/** What is read of `model.json`, the card of a base as data. */
const CARD = z.object({
  name: z.string(),
  base: z.string().regex(/^[0-9a-f]{64}$/),
  architecture: z.object({ vocabulary: whole, hidden: whole, deepstack: whole }),
  views: z.object({
    names: z.array(z.string()).min(1),
    pixels: whole,
    grid: whole,
    window_pixels: whole,
    mean: colours,
    std: colours,
  }),
  end: z.array(z.number().int()).min(1),
  calibration: z.object({ yesno: platt, present: platt.optional() }).nullable(),
});

/** What is read of transformers' `config.json`. */
const CONFIG = z.object({ text_config: z.object({ max_position_embeddings: whole }) });

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
  const { architecture, views } = card;
  if (tokenizer.size !== architecture.vocabulary) {
    const detail = `it has ${tokenizer.size} tokens, and the model ${architecture.vocabulary}`;
    throw new GossanError('VISION_FILES', { path, detail });
  }
  return {
    folder,
    card: pickCard(card),
    tokenizer,
    sizes: {
      hidden: architecture.hidden,
      deepstack: architecture.deepstack,
      view: views.pixels,
      grid: views.grid,
      mean: views.mean,
      std: views.std,
      imageToken: tokenizer.special('<|image_pad|>'),
      endTokens: card.end,
    },
    weights: {
      vision: graphFiles(folder, 'vision.onnx', card.base),
      decoder: graphFiles(folder, 'decoder.onnx', card.base),
    },
    context: config.text_config.max_position_embeddings,
  };
}

function graphFiles(folder: string, graph: string, sha256: string): GraphFiles {
  return { graph: join(folder, graph), weights: join(folder, 'model.safetensors'), sha256 };
}

function pickCard({ name, base, views, calibration }: z.infer<typeof CARD>): VisionCard {
  return { name, base, views: views.names, size: views.pixels, window: views.window_pixels, calibration };
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
