import { Worker } from 'node:worker_threads';
import { workerUrl } from '../../../core/paths.ts';
import { TileClassifier } from './classify-tile.ts';
import { nameTile, type TileOutcome } from './name-tile.ts';
import type { TileAnswer, TileSetup, TileTask } from './tile-worker.ts';

/** Names a tile whose first pixel stands at `at` in the rasters; the data is gone afterwards. */
export type NameTile = (data: Float32Array, width: number, height: number, at: number) => Promise<TileOutcome>;

/** Who names tiles, and fills the rasters of the setup with what they are. */
export interface TileNaming {
  begin(setup: TileSetup): void;
  /** Waits until a tile can be taken: the caller holds one meanwhile and reads no other, so memory stays bounded. */
  free(): Promise<NameTile>;
  close(): Promise<void>;
}

/** One thread is the caller's own: it has a heap already, and starting another takes longer than naming a small scene. */
export function tileNaming(threads: number): TileNaming {
  return threads > 1 ? new TileWorkers(threads) : new OwnThread();
}

class OwnThread implements TileNaming {
  #name: NameTile | undefined;

  begin(setup: TileSetup): void {
    const classifier = new TileClassifier(setup.prepared, setup.scene);
    this.#name = async (...tile) => nameTile(classifier, setup, ...tile);
  }

  async free(): Promise<NameTile> {
    return this.#name!;
  }

  async close(): Promise<void> {
    this.#name = undefined;
  }
}

interface Waiting {
  resolve(outcome: TileOutcome): void;
  reject(error: unknown): void;
}

/** Worker threads; as many tiles are under way as there are threads. */
class TileWorkers implements TileNaming {
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
      worker.on('message', ({ id, outcome }: TileAnswer) => {
        this.#waiting.get(id)?.resolve(outcome);
        this.#waiting.delete(id);
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

  async free(): Promise<NameTile> {
    if (this.#failed) throw this.#failed;
    const worker = this.#idle.pop() ?? (await new Promise<Worker>((resolve) => this.#queue.push(resolve)));
    if (this.#failed) throw this.#failed;
    return (data, width, height, at) =>
      new Promise<TileOutcome>((resolve, reject) => {
        const id = this.#next++;
        this.#waiting.set(id, { resolve, reject });
        const task: TileTask = { id, data, width, height, at };
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
