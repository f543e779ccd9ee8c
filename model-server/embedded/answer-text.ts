/**
 * Turns tokens into text as they come: only whole characters go out, and a stop text never does, nor what may yet become
 * one.
 */
export class AnswerText {
  readonly #stops: readonly string[];
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #held = '';
  /** A stop text came: what follows is not part of the answer. */
  stopped = false;

  constructor(stops: readonly string[]) {
    this.#stops = stops.filter((stop) => stop !== '');
  }

  /** Takes a token's bytes and gives the text that can go out. */
  add(bytes: Uint8Array): string {
    return this.#release(this.#decoder.decode(bytes, { stream: true }));
  }

  /** What is left when the model has ended. */
  end(): string {
    const text = this.#release(this.#decoder.decode());
    const rest = this.stopped ? '' : this.#held;
    this.#held = '';
    return text + rest;
  }

  #release(text: string): string {
    if (this.stopped) return '';
    this.#held += text;
    const ends = this.#stops.map((stop) => this.#held.indexOf(stop)).filter((at) => at >= 0);
    if (ends.length > 0) {
      this.stopped = true;
      const out = this.#held.slice(0, Math.min(...ends));
      this.#held = '';
      return out;
    }
    const keep = Math.max(0, ...this.#stops.map((stop) => overlap(this.#held, stop)));
    const out = this.#held.slice(0, this.#held.length - keep);
    this.#held = this.#held.slice(this.#held.length - keep);
    return out;
  }
}

/** How many characters at the end of `text` are the beginning of `stop`. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length--) {
    if (text.endsWith(stop.slice(0, length))) return length;
  }
  return 0;
}
