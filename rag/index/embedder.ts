import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GossanError } from '../../core/errors.ts';
import { homePath } from '../../core/paths.ts';
import { STOP_WORDS } from './stop-words.ts';

/** What an embedder makes of one text. */
export interface TokenEmbedding {
  /** Mean of all token vectors, of length 1. */
  vector: Float32Array;
  /** Ids of the word pieces that say something (no marks, punctuation, stop words), in the order of the text. */
  pieces: Int32Array;
  /** Their vectors one after the other: `pieces.length` × `dimensions`, in context, not normalised. */
  tokens: Float32Array;
}

/** Turns text into vectors. A knowledge base may be opened with another one; its vectors are then made again. */
export interface Embedder {
  /** Name and version of the model: vectors of different ids are never compared. */
  readonly id: string;
  readonly dimensions: number;
  /** Whether it understands the language of a text: MiniLM was trained on English. */
  readonly languages: readonly string[];
  embed(text: string): Promise<TokenEmbedding>;
}

const MODEL = 'all-MiniLM-L6-v2';
/** The files that set-up assembles; all must be there. */
const MODEL_FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', join('onnx', 'model_quantized.onnx')];
/** The length that the model was trained on (sentence_bert_config.json); positions beyond it are worse than none. */
const MAX_PIECES = 256;
/** [CLS] and [SEP]. */
const MARKS: ReadonlySet<number> = new Set([101, 102]);
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~–—‘’“”•…°·，。；：、（）《》'.split('');

/** Threads that wait by spinning take the other core from whoever works: half of the CPU time for the same result. */
const SESSION = { extra: { session: { intra_op: { allow_spinning: '0' } } } };

/** Where the weights belong: `config.json`, `tokenizer.json`, `tokenizer_config.json`, `onnx/model_quantized.onnx`. */
export function embeddingModelFolder(): string {
  return homePath('models', MODEL);
}

function missingFiles(): string[] {
  return MODEL_FILES.filter((file) => !existsSync(join(embeddingModelFolder(), file)));
}

/** MiniLM where its weights are installed, else none: documents are then found by their words alone. */
export function installedEmbedder(): Embedder {
  return missingFiles().length === 0 ? miniLm() : wordsOnly();
}

/** Whether an embedder makes vectors that can be searched. */
export function searchesByMeaning(embedder: Embedder): boolean {
  return embedder.id !== WORDS_ONLY;
}

const WORDS_ONLY = 'none (words only)';

/**
 * Stands in where no weights are installed. Its vectors are zero and never searched; they have MiniLM's length, so that a
 * base may hold documents of both until the weights come, when {@link Embedder.id} tells which to embed again.
 */
function wordsOnly(): Embedder {
  const nothing = { vector: new Float32Array(384), pieces: new Int32Array(0), tokens: new Float32Array(0) };
  return { id: WORDS_ONLY, dimensions: 384, languages: [], embed: async () => nothing };
}

/** @throws GossanError EMBEDDINGS_MISSING with the files that are not there */
export function requireEmbeddingModel(): void {
  const missing = missingFiles();
  if (missing.length > 0) {
    throw new GossanError('EMBEDDINGS_MISSING', { detail: `${embeddingModelFolder()} lacks ${missing.join(', ')}` });
  }
}

/** all-MiniLM-L6-v2, int8, 384 dimensions, on ONNX Runtime. Loaded at the first text, not when it is made. */
export function miniLm(): Embedder {
  let loading: Promise<(text: string) => Promise<TokenEmbedding>> | null = null;
  return {
    id: `${MODEL} int8`,
    dimensions: 384,
    languages: ['en'],
    async embed(text) {
      if (loading === null) {
        requireEmbeddingModel();
        loading = loadModel();
        // A failed load (a broken file that is then replaced) may be tried again.
        loading.catch(() => (loading = null));
      }
      return (await loading)(text);
    },
  };
}

async function loadModel(): Promise<(text: string) => Promise<TokenEmbedding>> {
  const { AutoModel, AutoTokenizer, env } = await import('@huggingface/transformers');
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = dirname(embeddingModelFolder());
  try {
    const options = { local_files_only: true };
    const tokenizer = await AutoTokenizer.from_pretrained(MODEL, options);
    const model = await AutoModel.from_pretrained(MODEL, { ...options, dtype: 'q8', session_options: SESSION });
    const silent = new Set(MARKS);
    for (const word of [...STOP_WORDS, ...PUNCTUATION]) {
      const pieces = tokenizer.encode(word, { add_special_tokens: false });
      if (pieces.length === 1) silent.add(pieces[0]!);
    }
    return async (text) => {
      const input = tokenizer(text, { truncation: true, max_length: MAX_PIECES });
      const { last_hidden_state } = (await model(input)) as {
        last_hidden_state: { data: Float32Array; dims: number[] };
      };
      const ids = Array.from(input.input_ids.data as BigInt64Array, Number);
      return pool(last_hidden_state.data, ids, last_hidden_state.dims[2]!, silent);
    };
  } catch (error) {
    const detail = `${embeddingModelFolder()} cannot be loaded: ${(error as Error).message}`;
    throw new GossanError('EMBEDDINGS_MISSING', { detail }, { cause: error });
  }
}

/**
 * Mean pooling over all pieces, marks included, as the model was trained (Reimers and Gurevych 2019). Token vectors are
 * kept of the pieces that say something, which loses nothing in reranking and saves 45 % of their place.
 */
function pool(states: Float32Array, ids: number[], dimensions: number, silent: ReadonlySet<number>): TokenEmbedding {
  const vector = new Float32Array(dimensions);
  for (let at = 0; at < ids.length; at++) {
    for (let d = 0; d < dimensions; d++) vector[d]! += states[at * dimensions + d]!;
  }
  normalise(vector);
  let kept = ids.flatMap((id, at) => (silent.has(id) ? [] : [at]));
  // A question of stop words alone is asked with them.
  if (kept.length === 0) kept = ids.flatMap((id, at) => (MARKS.has(id) ? [] : [at]));
  const tokens = new Float32Array(kept.length * dimensions);
  for (const [to, at] of kept.entries()) {
    tokens.set(states.subarray(at * dimensions, (at + 1) * dimensions), to * dimensions);
  }
  return { vector, pieces: Int32Array.from(kept, (at) => ids[at]!), tokens };
}

/** Scales a vector to length 1 in place; a zero vector stays. */
export function normalise(vector: Float32Array): void {
  let sum = 0;
  for (const value of vector) sum += value * value;
  const scale = sum > 0 ? 1 / Math.sqrt(sum) : 0;
  for (let at = 0; at < vector.length; at++) vector[at]! *= scale;
}
