import { Worker } from 'node:worker_threads';
import { GossanError } from '../../../core/errors.ts';
import { workerUrl } from '../../../core/paths.ts';
import type { EngineRequest, EngineToken, FromEngine, ModelSizes, ToEngine, WeightFiles } from './messages.ts';

interface Listener {
  tokens(token: EngineToken): void;
  fail(error: Error): void;
}

/** The computing thread as the rest of the program sees it. */
export class Engine {
  readonly #worker: Worker;
  readonly #threads: number;
  readonly #listeners = new Map<number, Listener>();
  readonly #loads = new Map<number, PromiseWithResolvers<void>>();
  #ids = 0;
  #dead: Error | null = null;

  /** @param threads cores that one run may use */
  constructor(threads: number) {
    this.#threads = threads;
    this.#worker = new Worker(workerUrl(import.meta.url, './engine-worker'));
    this.#worker.on('message', (message: FromEngine) => this.#hear(message));
    this.#worker.on('error', (error) => this.#die(error as Error));
    this.#worker.on('exit', () => this.#die(new Error('the thread of the model has ended')));
  }

  /** @throws GossanError VISION_FILES */
  async load(name: string, files: WeightFiles, sizes: ModelSizes): Promise<void> {
    if (this.#dead) throw this.#dead;
    const call = this.#ids++;
    const done = Promise.withResolvers<void>();
    this.#loads.set(call, done);
    this.#send({ type: 'load', call, name, files, sizes, threads: this.#threads });
    await done.promise;
  }

  unload(name: string): void {
    this.#send({ type: 'unload', name });
  }

  /** The tokens of one answer as they come; takes the pictures' buffers. Ending the loop early, or the signal, stops the work on it. */
  async *complete(request: Omit<EngineRequest, 'id'>, signal?: AbortSignal): AsyncGenerator<EngineToken> {
    signal?.throwIfAborted();
    if (this.#dead) throw this.#dead;
    const id = this.#ids++;
    const arrived: EngineToken[] = [];
    let failure: unknown = null;
    let wake = () => {};
    const fail = (error: unknown) => {
      failure = error;
      wake();
    };
    this.#listeners.set(id, {
      tokens: (token) => {
        arrived.push(token);
        wake();
      },
      fail,
    });
    const stopped = () => fail(signal!.reason);
    signal?.addEventListener('abort', stopped, { once: true });
    // The pictures go over, they are not copied.
    this.#worker.postMessage(
      { type: 'complete', request: { ...request, id } } satisfies ToEngine,
      request.pictures.map(({ buffer }) => buffer as ArrayBuffer),
    );
    let ended = false;
    try {
      while (!ended) {
        if (failure) throw failure;
        const token = arrived.shift();
        if (token) {
          ended = token.end !== null;
          yield token;
        } else {
          await new Promise<void>((resume) => {
            wake = resume;
          });
        }
      }
    } finally {
      this.#listeners.delete(id);
      signal?.removeEventListener('abort', stopped);
      if (!ended) this.#send({ type: 'cancel', id });
    }
  }

  async close(): Promise<void> {
    this.#die(new Error('the model was closed'));
    await this.#worker.terminate();
  }

  #send(message: ToEngine): void {
    if (!this.#dead) this.#worker.postMessage(message);
  }

  #hear(message: FromEngine): void {
    switch (message.type) {
      case 'tokens':
        for (const token of message.tokens) this.#listeners.get(token.id)?.tokens(token);
        return;
      case 'failed':
        for (const id of message.ids) this.#listeners.get(id)?.fail(internal(message.detail));
        return;
      case 'loaded':
        this.#loads.get(message.call)?.resolve();
        this.#loads.delete(message.call);
        return;
      case 'not-loaded': {
        const { call, path, detail } = message;
        this.#loads.get(call)?.reject(new GossanError('VISION_FILES', { path, detail }));
        this.#loads.delete(call);
      }
    }
  }

  #die(error: Error): void {
    if (this.#dead) return;
    this.#dead = internal(error.message);
    for (const listener of this.#listeners.values()) listener.fail(this.#dead);
    for (const load of this.#loads.values()) load.reject(this.#dead);
  }
}

function internal(detail: string): GossanError {
  return new GossanError('INTERNAL', { detail });
}
