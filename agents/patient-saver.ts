import type { RunnableConfig } from '@langchain/core/runnables';
import { SqliteSaver } from '@langchain/langgraph-checkpoint-sqlite';
import type Database from 'better-sqlite3';
import { isRefusedWrite } from '../core/disk-full.ts';

type Put = SqliteSaver['put'];
type PutWrites = SqliteSaver['putWrites'];

/**
 * Checkpoints in SQLite that do not end a turn when the disk is full: it goes on in memory, and could then be resumed
 * from the last checkpoint that was written. Those behind it are left out, so that there is no gap in the row.
 */
export class PatientSaver extends SqliteSaver {
  readonly #refused = new Set<string>();
  readonly #onRefused: (thread: string) => void;

  /** @param onRefused hears of a thread's first checkpoint that could not be written */
  constructor(db: Database.Database, onRefused: (thread: string) => void) {
    super(db);
    this.#onRefused = onRefused;
  }

  /** A thread is run, perhaps again: its checkpoints are tried. */
  begin(thread: string): void {
    this.#refused.delete(thread);
  }

  override async put(...args: Parameters<Put>): ReturnType<Put> {
    const [config, checkpoint] = args;
    const written = await this.#try(config, () => super.put(...args));
    return written ?? { configurable: { ...config.configurable, checkpoint_id: checkpoint.id } };
  }

  override async putWrites(...args: Parameters<PutWrites>): Promise<void> {
    await this.#try(args[0], () => super.putWrites(...args));
  }

  override async deleteThread(thread: string): Promise<void> {
    await super.deleteThread(thread).catch((error: unknown) => {
      if (!isRefusedWrite(error, this.db.name)) throw error;
    });
  }

  async #try<T>(config: RunnableConfig, write: () => Promise<T>): Promise<T | undefined> {
    const thread = String(config.configurable?.thread_id);
    if (this.#refused.has(thread)) return undefined;
    try {
      return await write();
    } catch (error) {
      if (!isRefusedWrite(error, this.db.name)) throw error;
      this.#refused.add(thread);
      this.#onRefused(thread);
      return undefined;
    }
  }
}
