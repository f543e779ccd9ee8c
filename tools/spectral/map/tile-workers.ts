import { Worker } from 'node:worker_threads';
import { workerUrl } from '../../../core/paths.ts';
import type { TileAnswer, TileSetup, TileTask } from './tile-worker.ts';

interface Waiting {
  resolve(answer: TileAnswer): void;
  reject(error: unknown): void;
}

/** Worker threads that name tiles; as many tiles are under way as there are threads. */
export class TileWorkers {
  readonly #workers: Worker[];
  readonly #idle: Worker[];
  readonly #queue: ((worker: Worker) => void)[] = [];
  readonly #waiting = new Map<number, Waiting>();
  #failed: unknown;
  #next = 0;

  /** Threads start while the caller still looks at the scene; {@link begin} tells them about it. */
  constructor(threads: number) {
    this.#workers = Array.from({ length: threads }, () => {
      const worker = new Worker(workerUrl(import.meta.url, './tile-worker'));
      worker.on('message', (answer: TileAnswer) => {
        this.#waiting.get(answer.id)?.resolve(answer);
        this.#waiting.delete(answer.id);
        const next = this.#queue.shift();
        if (next) next(worker);
        else this.#idle.push(worker);
      });
      worker.on('error', (error) => this.#fail(error));
      return worker;
    });
    this.#idle = [...this.#workers];
  }

  begin(setup: TileSetup): void {
    for (const worker of this.#workers) worker.postMessage(setup);
  }

  /** Waits until a thread is free: the caller holds one tile meanwhile and reads no other, so memory stays bounded. */
  async free(): Promise<(data: Float32Array, width: number, height: number) => Promise<TileAnswer>> {
    if (this.#failed) throw this.#failed;
    const worker = this.#idle.pop() ?? (await new Promise<Worker>((resolve) => this.#queue.push(resolve)));
    if (this.#failed) throw this.#failed;
    return (data, width, height) =>
      new Promise<TileAnswer>((resolve, reject) => {
        const id = this.#next++;
        this.#waiting.set(id, { resolve, reject });
        const task: TileTask = { id, data, width, height };
        worker.postMessage(task, [data.buffer as ArrayBuffer]);
      });
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #fail(error: unknown): void {
    this.#failed = error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    // whoever waits for a thread wakes up and sees the failure
    for (const wake of this.#queue.splice(0)) wake(this.#workers[0]);
  }
}
