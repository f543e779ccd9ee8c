import { asWriteError, isRefusedWrite } from '../../core/disk-full.ts';

interface Write {
  key: string;
  write: () => void;
}

/**
 * Writes that must not be lost. What a full disk refuses waits here, in its order, and is tried again before the next one:
 * a turn that was answered is never given up because it could not be stored at once.
 */
export class WaitingWrites {
  readonly #path: string;
  #waiting: Write[] = [];

  /** @param path of the database */
  constructor(path: string) {
    this.#path = path;
  }

  get count(): number {
    return this.#waiting.length;
  }

  /** Writes, or lets it wait. @param key a later write of the same key stands in for an earlier one that waits */
  do(key: string, write: () => void): void {
    this.#waiting = [...this.#waiting.filter((one) => one.key !== key), { key, write }];
    this.flush();
  }

  /** Tries what waits. @throws what is no matter of room */
  flush(): void {
    while (this.#waiting.length) {
      try {
        this.#waiting[0]!.write();
      } catch (error) {
        if (isRefusedWrite(error, this.#path)) return;
        this.#waiting.shift();
        throw error;
      }
      this.#waiting.shift();
    }
  }

  /** A write that its caller cannot go on without, behind what waits. @throws GossanError DISK_FULL, WRITE_FAILED */
  now<T>(write: () => T): T {
    this.flush();
    try {
      return write();
    } catch (error) {
      throw asWriteError(error, this.#path);
    }
  }
}
