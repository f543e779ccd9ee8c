import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { GossanError } from '../../core/errors.ts';
import { homePath } from '../../core/paths.ts';
import { zScores } from './fusion.ts';
import { above, byScore, type Ranked } from './ranked.ts';

/** Reads a question and a passage together and says how well the passage answers. */
export interface Reranker {
  /** What `models.reranker` shows. */
  readonly name: string;
  /** One number a passage, larger is better; comparable within one question only. */
  score(question: string, passages: readonly string[]): Promise<number[]>;
}

/** Where a cross-encoder is loaded from. */
export interface CrossEncoderSource {
  name: string;
  /** Its folder, or null where it is not on this machine. */
  folder: string | null;
  /** Its repository on the model hub; null where it may not or cannot be asked for. */
  hub: string | null;
}

/** The one that is meant where only its kind is known: Xiao et al. 2023 (C-Pack), MIT, English and Chinese. */
const BGE = { name: 'bge-reranker-base', hub: 'Xenova/bge-reranker-base' };

/**
 * The cross-encoder that `GOSSAN_RERANKER` names: `bge-reranker-base`, another folder of `models` under GOSSAN_HOME, or a
 * path. None where it is unset or `none`, because those that could be measured cost twenty times the time of the second look
 * and ranked no better (docs/evaluation.md, "Retrieval").
 * @throws GossanError MODEL_UNKNOWN where there is no such folder, and no such model to be fetched
 */
export function chosenCrossEncoder(): CrossEncoderSource | null {
  const name = process.env.GOSSAN_RERANKER;
  if (name === undefined || name === '' || name === 'none') return null;
  const folder = isAbsolute(name) ? name : homePath('models', name);
  const known = existsSync(join(folder, 'config.json'));
  if (!known && name !== BGE.name) {
    const detail = `${BGE.name}, none, and folders with a config.json (${folder} is none)`;
    throw new GossanError('MODEL_UNKNOWN', { part: 'reranker', name, known: detail, variable: 'GOSSAN_RERANKER' });
  }
  return {
    name,
    folder: known ? folder : null,
    hub: name === BGE.name && !process.env.GOSSAN_OFFLINE ? BGE.hub : null,
  };
}

/** So many of the best are read together with the question. */
const READ = 20;

/**
 * Puts the best passages in the order of a third look: the standard scores of the second look and of the cross-encoder,
 * with equal say. What is beyond the best {@link READ} stays below.
 * @param ranked best first
 */
export async function readAgain(
  reranker: Reranker,
  question: string,
  ranked: readonly Ranked[],
  textOf: (chunk: number) => string,
): Promise<Ranked[]> {
  const best = ranked.slice(0, READ);
  const before = zScores(best.map(({ score }) => score));
  const read = zScores(
    await reranker.score(
      question,
      best.map(({ chunk }) => textOf(chunk)),
    ),
  );
  return above(
    best.map(({ chunk }, at) => ({ chunk, score: before[at]! + read[at]! })).sort(byScore),
    ranked.slice(READ),
  );
}

/**
 * The cross-encoder of a knowledge base: loaded at the first search that uses it. Where it cannot be loaded, searches go
 * on without it, and the user hears of it once.
 */
export class ChosenReranker {
  private readonly source: CrossEncoderSource | null;
  private readonly onNote: (text: string) => void;
  private loading: Promise<Reranker | null> | null = null;
  private failure: string | null = null;

  /** @throws GossanError MODEL_UNKNOWN */
  constructor(onNote: (text: string) => void = () => {}) {
    this.source = chosenCrossEncoder();
    this.onNote = onNote;
  }

  /** For `models.reranker`: what is used beside the second look; null where nothing is. */
  get name(): string | null {
    if (this.source === null) return null;
    return this.failure === null ? this.source.name : `without ${this.source.name}: ${this.failure}`;
  }

  get(): Promise<Reranker | null> {
    this.loading ??= this.load();
    return this.loading;
  }

  private async load(): Promise<Reranker | null> {
    if (this.source === null) return null;
    try {
      const { loadCrossEncoder } = await import('./cross-encoder.ts');
      return await loadCrossEncoder(this.source);
    } catch (error) {
      this.failure = (error as Error).message;
      this.onNote(
        `The reranker ${this.source.name} cannot be loaded (${this.failure}); passages are ranked without it.`,
      );
      return null;
    }
  }
}
