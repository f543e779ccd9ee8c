import { join } from 'node:path';
import { AutoTokenizer } from '@huggingface/transformers';
import { GossanError } from '../../core/errors.ts';
import type { TextRole } from './embedder.ts';
import { type EmbeddingModel, modelFolder, weightsFile } from './embedding-models.ts';
import { EncoderGraph, type EncoderInput } from './encoder-graph.ts';
import { EncoderLanes, lanesHere } from './encoder-lanes.ts';
import { STOP_WORDS } from './stop-words.ts';
import type { TokenEmbedding } from './token-embedding.ts';

const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~–—‘’“”•…°·，。；：、（）《》？！'.split('');
/** Chinese words that carry no subject, as the tokenizers of several languages cut them. */
const HAN_SILENT = '的 了 是 在 和 与 吗 呢'.split(' ');
/** Fewer passages are done before the lanes have loaded their weights. */
const LANES_FROM = 12;

export interface SentenceEncoder {
  embed(text: string, role: TextRole): Promise<TokenEmbedding>;
  /** The embeddings of passages in their order, by several cores at once where they are many. @throws GossanError EMBEDDINGS_MISSING */
  embedPassages(texts: readonly string[]): AsyncGenerator<TokenEmbedding>;
}

/**
 * Loads a sentence encoder from its folder, never from a hub. The weights are read by the first text.
 * @throws GossanError EMBEDDINGS_MISSING where a file is broken
 */
export async function loadSentenceEncoder(model: EmbeddingModel): Promise<SentenceEncoder> {
  const folder = modelFolder(model);
  const path = join(folder, weightsFile(model));
  const cut = await orMissing(folder, () => loadCutter(model, folder));
  const lanes = new EncoderLanes(path);
  let graph: Promise<EncoderGraph> | null = null;
  const own = () => {
    graph ??= orMissing(folder, () => EncoderGraph.load(path));
    // A broken file may have been replaced when the next text comes.
    graph.catch(() => (graph = null));
    return graph;
  };
  return {
    async embed(text, role) {
      return (await own()).embed(cut(text, role));
    },
    async *embedPassages(texts) {
      if (texts.length < LANES_FROM || lanesHere() === 1) {
        for (const text of texts) yield (await own()).embed(cut(text, 'passage'));
        return;
      }
      try {
        yield* lanes.embedAll(eachOf(texts, (text) => cut(text, 'passage')));
      } catch (error) {
        throw missing(folder, error);
      }
    },
  };
}

/** One by one as they are asked for: a long document is not cut into pieces all at once. */
function* eachOf<T, U>(items: readonly T[], make: (item: T) => U): Generator<U> {
  for (const item of items) yield make(item);
}

async function orMissing<T>(folder: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw missing(folder, error);
  }
}

function missing(folder: string, error: unknown): GossanError {
  const detail = `${folder} cannot be loaded: ${(error as Error).message}`;
  return new GossanError('EMBEDDINGS_MISSING', { detail }, { cause: error });
}

/**
 * Cuts texts into word pieces. Token vectors are kept of the pieces that say something, which loses nothing in reranking
 * and saves 45 % of their place.
 */
async function loadCutter(
  model: EmbeddingModel,
  folder: string,
): Promise<(text: string, role: TextRole) => EncoderInput> {
  const tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true });
  const encode = (text: string) => tokenizer.encode(text, { add_special_tokens: false });
  const marks = new Set(tokenizer.encode(''));
  const silent = new Set(marks);
  for (const word of [...STOP_WORDS, ...PUNCTUATION, ...HAN_SILENT]) {
    const pieces = encode(word);
    if (pieces.length === 1) silent.add(pieces[0]!);
  }
  return (text, role) => {
    const prefix = model.prefix[role];
    const { input_ids } = tokenizer(prefix + text, { truncation: true, max_length: model.maxPieces });
    const ids = Int32Array.from(input_ids.data as BigInt64Array, Number);
    // The mark at the front and the prefix are no words of the text.
    const said = prefix === '' ? 0 : 1 + encode(prefix).length;
    const words = Int32Array.from(ids.keys()).filter((at) => at >= said && !marks.has(ids[at]!));
    const kept = words.filter((at) => !silent.has(ids[at]!));
    // A question of stop words alone is asked with them.
    return { ids, kept: kept.length === 0 ? words : kept };
  };
}
