/** What was typed before, for the arrow keys and the search. The line that is being typed is kept while one looks back. */
export class QuestionHistory {
  #entries: string[] = [];
  #at = 0;
  #draft = '';

  /** Puts lines of earlier runs before those of this one. @param earlier the oldest first */
  prepend(earlier: readonly string[]): void {
    const before = earlier.filter((text, at) => text && earlier[at + 1] !== text);
    if (before.at(-1) === this.#entries[0]) before.pop();
    this.#entries = [...before, ...this.#entries];
    this.#at += before.length;
  }

  add(text: string): void {
    if (text && this.#entries.at(-1) !== text) this.#entries.push(text);
    this.#at = this.#entries.length;
    this.#draft = '';
  }

  /** The entry before; undefined at the oldest one. */
  back(current: string): string | undefined {
    if (this.#at === 0) return undefined;
    if (this.#at === this.#entries.length) this.#draft = current;
    return this.#entries[--this.#at];
  }

  /** The entry after, and at last what was being typed; undefined there. */
  forward(): string | undefined {
    if (this.#at === this.#entries.length) return undefined;
    this.#at++;
    return this.#at === this.#entries.length ? this.#draft : this.#entries[this.#at];
  }

  /**
   * The next entry that holds a text, in either direction; case and width do not matter. Equal ones count once.
   * @param from the entry to begin with; past the last for the newest
   * @returns the entry and its place, undefined where there is none
   */
  find(
    query: string,
    from: number,
    step: -1 | 1,
    not?: string,
  ): { text: string; at: number; match: { start: number; end: number } } | undefined {
    const wanted = fold(query);
    for (let at = Math.min(from, this.#entries.length - 1); at >= 0 && at < this.#entries.length; at += step) {
      const text = this.#entries[at]!;
      const folded = fold(text);
      const start = folded.indexOf(wanted);
      if (start === -1 || text === not) continue;
      // where folding changed lengths, the place is not known
      const same = folded.length === text.length;
      return { text, at, match: same ? { start, end: start + wanted.length } : { start: 0, end: 0 } };
    }
    return undefined;
  }

  get length(): number {
    return this.#entries.length;
  }
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
