import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { GraphFiles, ModelSizes, WeightFiles } from './messages.ts';

/** The name by which the graphs' initializers name the file of the weights. */
const WEIGHTS_NAME = 'model.safetensors';

/** What a step of the decoder takes; `t` tokens of each of `b` rows after `p` known ones. */
export interface DecoderStep {
  rows: number;
  tokens: BigInt64Array;
  positions: BigInt64Array;
  /** Views in the prompt, null while answering: where they stand, and their features. */
  views: { mask: Uint8Array; embeds: Float32Array; deepstack: Float32Array } | null;
  past: readonly Tensor[] | null;
  /** How many tokens `past` holds. */
  known: number;
}

/** A file that cannot be a part of the model. */
export class BadFile extends Error {
  readonly path: string;

  constructor(path: string, detail: string) {
    super(detail);
    this.path = path;
  }
}

/** The two graphs with one set of weights. Runs block the thread that they are called in. */
export class NanoGraphs {
  readonly sizes: ModelSizes;
  readonly #vision: InferenceSession;
  readonly #decoder: InferenceSession;
  /** Names of the cache's tensors, as the decoder takes and gives them. */
  readonly #past: readonly string[];

  private constructor(vision: InferenceSession, decoder: InferenceSession, sizes: ModelSizes) {
    this.#vision = vision;
    this.#decoder = decoder;
    this.sizes = sizes;
    this.#past = decoder.inputNames.filter((name) => name.startsWith('past_'));
  }

  /** @throws BadFile where a file is missing, another one than it should be, or not readable as a graph */
  static async load(files: WeightFiles, sizes: ModelSizes, threads: number): Promise<NanoGraphs> {
    const weights = new Map<string, Buffer>();
    for (const { weights: path } of [files.vision, files.decoder]) {
      if (!weights.has(path)) weights.set(path, read(path));
    }
    // Hashed by another thread meanwhile: making a session blocks this one.
    const intact = Promise.all([files.vision, files.decoder].map((one) => checkHash(weights.get(one.weights)!, one)));
    // Heard below; a rejection that nobody hears yet would end the thread.
    intact.catch(() => undefined);
    const session = async (one: GraphFiles) => {
      const graph = read(one.graph);
      try {
        return await InferenceSession.create(graph, {
          externalData: [{ path: WEIGHTS_NAME, data: weights.get(one.weights)! }],
          intraOpNumThreads: threads,
          // An arena keeps the peak of the largest batch for ever: 80 MiB here, for no speed.
          enableCpuMemArena: false,
          logSeverityLevel: 3,
          // A thread that waits by spinning takes a core from the server that shares this machine.
          extra: { session: { intra_op: { allow_spinning: '0' } } },
        });
      } catch (error) {
        throw new BadFile(one.graph, (error as Error).message);
      }
    };
    const made = await Promise.allSettled([session(files.vision), session(files.decoder)]);
    const [vision, decoder] = made.map((one) => (one.status === 'fulfilled' ? one.value : null));
    try {
      await intact;
      if (vision && decoder) return new NanoGraphs(vision, decoder, sizes);
      throw made.find((one) => one.status === 'rejected')!.reason;
    } catch (error) {
      await Promise.all([vision?.release(), decoder?.release()]);
      throw error;
    }
  }

  async release(): Promise<void> {
    await this.#vision.release();
    await this.#decoder.release();
  }

  /**
   * @param pictures RGB of `n` views
   * @returns `embeds` [n, view tokens, hidden] and `deepstack` [layers, n, view tokens, hidden]
   */
  async see(pictures: readonly Uint8Array[]): Promise<{ embeds: Float32Array; deepstack: Float32Array }> {
    const { view, mean, std } = this.sizes;
    const area = view * view;
    const pixels = new Float32Array(pictures.length * 3 * area);
    for (let colour = 0; colour < 3; colour++) {
      // 256 values are all that a byte has.
      const levels = Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - mean[colour]!) / std[colour]!);
      for (const [n, picture] of pictures.entries()) {
        const plane = (n * 3 + colour) * area;
        for (let at = 0; at < area; at++) pixels[plane + at] = levels[picture[at * 3 + colour]!]!;
      }
    }
    const seen = await this.#vision.run({ pixels: new Tensor('float32', pixels, [pictures.length, 3, view, view]) });
    return { embeds: seen.embeds!.data as Float32Array, deepstack: seen.deepstack!.data as Float32Array };
  }

  /** @returns `logits` of each row's last token [rows][vocabulary], and the cache with the new tokens */
  async decode(step: DecoderStep): Promise<{ logits: Float32Array[]; past: Tensor[] }> {
    const { hidden, deepstack } = this.sizes;
    const { rows, known } = step;
    const length = step.tokens.length / rows;
    const features = [rows, length, hidden];
    const feeds: Record<string, Tensor> = {
      input_ids: new Tensor('int64', step.tokens, [rows, length]),
      image_embeds: new Tensor('float32', step.views?.embeds ?? new Float32Array(rows * length * hidden), features),
      image_mask: new Tensor('bool', step.views?.mask ?? new Uint8Array(rows * length), [rows, length]),
      deepstack: new Tensor('float32', step.views?.deepstack ?? new Float32Array(deepstack * rows * length * hidden), [
        deepstack,
        ...features,
      ]),
      position_ids: new Tensor('int64', step.positions, [3, rows, length]),
      mask: new Tensor('float32', causalMask(rows, length, known), [rows, 1, length, known + length]),
    };
    for (const [at, name] of this.#past.entries()) {
      feeds[name] = step.past?.[at] ?? new Tensor('float32', new Float32Array(0), [rows, this.#heads(name), 0, 64]);
    }
    const out = await this.#decoder.run(feeds);
    const data = out.logits!.data as Float32Array;
    const vocabulary = out.logits!.dims[2]!;
    const logits = Array.from({ length: rows }, (_, row) => data.subarray(row * vocabulary, (row + 1) * vocabulary));
    return { logits, past: this.#past.map((name) => out[name.replace('past', 'present')]!) };
  }

  #heads(name: string): number {
    const metadata = this.#decoder.inputMetadata.find((one) => one.name === name);
    const heads = metadata?.isTensor ? metadata.shape[1] : undefined;
    if (typeof heads !== 'number') throw new Error(`the graph does not fix the heads of ${name}`);
    return heads;
  }
}

/** 0 where a token may look, the lowest float where it may not: [rows, 1, length, known + length]. */
function causalMask(rows: number, length: number, known: number): Float32Array {
  const all = known + length;
  const mask = new Float32Array(rows * length * all);
  if (length === 1) return mask;
  for (let row = 0; row < rows; row++) {
    for (let at = 0; at < length; at++) {
      const line = (row * length + at) * all;
      mask.fill(-3.4e38, line + known + at + 1, line + all);
    }
  }
  return mask;
}

/** @throws BadFile where the weights are others than they should be */
async function checkHash(weights: Buffer, { weights: path, sha256 }: GraphFiles): Promise<void> {
  const found = Buffer.from(await webcrypto.subtle.digest('SHA-256', weights)).toString('hex');
  if (found !== sha256) throw new BadFile(path, `its SHA-256 is ${found.slice(0, 12)}…, not ${sha256.slice(0, 12)}…`);
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new BadFile(path, code === 'ENOENT' ? `there is no ${basename(path)}` : message);
  }
}
