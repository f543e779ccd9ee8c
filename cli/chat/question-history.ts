/** What was typed before, for the arrow keys. The line that is being typed is kept while one looks back. */
export class QuestionHistory {
  readonly #entries: string[] = [];
  #at = 0;
  #draft = '';

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
}
