import { AsyncLocalStorage } from 'node:async_hooks';

/** The line of the chat whose command runs: a question that it puts is put again by running it again. */
const running = new AsyncLocalStorage<string>();

/** Runs a command so that its questions know from which line they come. */
export function asCommand<T>(line: string, work: () => T): T {
  return running.run(line, work);
}

/** What the user is asked, one thing at a time, and the line that led to it. */
export class UserQuestion {
  #resolve: ((answer: string | null) => void) | null = null;
  #suggestion = '';

  get waits(): boolean {
    return this.#resolve !== null;
  }

  get suggestion(): string {
    return this.#suggestion;
  }

  /** Null where no command asks. */
  get line(): string | null {
    return running.getStore() ?? null;
  }

  /** @param suggestion what Enter alone says */
  ask(suggestion: string): Promise<string | null> {
    this.#suggestion = suggestion;
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** @param answer null where the user turned away */
  end(answer: string | null): void {
    const resolve = this.#resolve;
    this.#resolve = null;
    resolve?.(answer);
  }
}
