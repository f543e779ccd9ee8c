import { GossanError } from '../../core/errors.ts';
import { EMBEDDING_MODELS, type EmbeddingModel, lackingFiles, MINI_LM, modelFolder } from './embedding-models.ts';
import type { SentenceEncoder } from './sentence-encoder.ts';
import type { TokenEmbedding } from './token-embedding.ts';

export { normalise, type TokenEmbedding } from './token-embedding.ts';

/** Models that were trained on questions and passages are told which of the two a text is. */
export type TextRole = 'query' | 'passage';

/** Turns text into vectors. A knowledge base may be opened with another one; its vectors are then made again. */
export interface Embedder {
  /** Name and version of the model: vectors of different ids are never compared. */
  readonly id: string;
  readonly dimensions: number;
  /** Whether it understands the language of a text: MiniLM was trained on English. */
  readonly languages: readonly string[];
  /** @param role 'passage' where it is left out */
  embed(text: string, role?: TextRole): Promise<TokenEmbedding>;
  /** Many passages, their embeddings in the same order; one that cannot work on several at once has none. */
  embedPassages?(texts: readonly string[]): AsyncIterable<TokenEmbedding>;
}

/** The embeddings of passages in their order, as they come. @throws GossanError EMBEDDINGS_MISSING */
export async function* embedPassages(embedder: Embedder, texts: readonly string[]): AsyncGenerator<TokenEmbedding> {
  if (embedder.embedPassages !== undefined) yield* embedder.embedPassages(texts);
  else for (const text of texts) yield embedder.embed(text, 'passage');
}

/** Where the weights of the model that is used without a setting belong. */
export function embeddingModelFolder(): string {
  return modelFolder(MINI_LM);
}

/** The model that `GOSSAN_EMBEDDER` names, MiniLM where it names none. @throws GossanError MODEL_UNKNOWN */
export function chosenEmbeddingModel(): EmbeddingModel {
  const name = process.env.GOSSAN_EMBEDDER;
  if (name === undefined || name === '') return MINI_LM;
  const model = EMBEDDING_MODELS.find((one) => one.name === name);
  if (model !== undefined) return model;
  const known = EMBEDDING_MODELS.map((one) => one.name).join(', ');
  throw new GossanError('MODEL_UNKNOWN', { part: 'embedder', name, known, variable: 'GOSSAN_EMBEDDER' });
}

/**
 * The embedder that `GOSSAN_EMBEDDER` names, MiniLM where it names none. Where MiniLM's weights are not installed there is
 * none, and documents are found by their words alone; a model that was asked for by name must be there.
 * @throws GossanError MODEL_UNKNOWN, EMBEDDINGS_MISSING
 */
export function installedEmbedder(): Embedder {
  const model = chosenEmbeddingModel();
  if (!process.env.GOSSAN_EMBEDDER && lackingFiles(model).length > 0) return wordsOnly();
  requireModel(model);
  return embedderOf(model);
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
  requireModel(MINI_LM);
}

function requireModel(model: EmbeddingModel): void {
  const missing = lackingFiles(model);
  if (missing.length > 0) {
    throw new GossanError('EMBEDDINGS_MISSING', { detail: `${modelFolder(model)} lacks ${missing.join(', ')}` });
  }
}

/** all-MiniLM-L6-v2, int8, 384 dimensions: small, quick, English. */
export function miniLm(): Embedder {
  return embedderOf(MINI_LM);
}

/** A model on ONNX Runtime, loaded at the first text, not when it is made. */
export function embedderOf(model: EmbeddingModel): Embedder {
  let loading: Promise<SentenceEncoder> | null = null;
  const encoder = () => {
    if (loading === null) {
      requireModel(model);
      loading = import('./sentence-encoder.ts').then(({ loadSentenceEncoder }) => loadSentenceEncoder(model));
      // A failed load (a broken file that is then replaced) may be tried again.
      loading.catch(() => (loading = null));
    }
    return loading;
  };
  return {
    id: `${model.name} ${model.weights}`,
    dimensions: model.dimensions,
    languages: model.languages,
    async embed(text, role = 'passage') {
      return (await encoder()).embed(text, role);
    },
    async *embedPassages(texts) {
      if (texts.length > 0) yield* (await encoder()).embedPassages(texts);
    },
  };
}
