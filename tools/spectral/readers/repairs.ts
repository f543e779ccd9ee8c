import type { Repair } from '../types.ts';

/** What a reader mended or worked around while it read a file; shown to the user with the result. */
export class Repairs {
  readonly #list: Repair[] = [];

  add(what: string, count: number, detail: string): void {
    this.#list.push({ what, count, detail });
  }

  get list(): readonly Repair[] {
    return this.#list;
  }
}
