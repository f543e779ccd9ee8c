import { abortable, type SlowCall } from '../core/progress.ts';
import { ensureShippedNotes } from './first-use.ts';
import { DEFAULT_KB } from './knowledge.ts';

/** Readies knowledge bases for the many callers of a server, each once. */
export class PreparedKnowledge {
  readonly #prepared = new Map<string, Promise<void>>();
  readonly #prepare: (kb: string, options: SlowCall) => Promise<void>;

  /** @param prepare what is done once for a base: the shipped notes, where it is left out */
  constructor(prepare: (kb: string, options: SlowCall) => Promise<void> = ensureShippedNotes) {
    this.#prepare = prepare;
  }

  /** @param kb the default one where it is left out */
  prepare(kb: string = DEFAULT_KB, { signal, onProgress }: SlowCall = {}): Promise<void> {
    let preparing = this.#prepared.get(kb);
    if (!preparing) {
      // not with the signal: other callers wait for it too
      preparing = this.#prepare(kb, onProgress ? { onProgress } : {});
      preparing.catch(() => this.#prepared.delete(kb));
      this.#prepared.set(kb, preparing);
    }
    return abortable(preparing, { signal });
  }
}
