/** Progress comes with every tile of a scene; a client needs less, ms. */
const INTERVAL_MS = 100;
/** What progress grows by where only the words changed. */
const LEAST = 1e-4;

export type SendProgress = (progress: { progress: number; total: number; message: string }) => void;

/**
 * Progress of one call, from 0 to 1, as MCP wants it: every notification is farther than the one before it. Counts come
 * at most ten times a second, new words at once.
 */
export class CallProgress {
  readonly #send: SendProgress;
  #reached = -1;
  #message = '';
  #sent = Number.NEGATIVE_INFINITY;

  constructor(send: SendProgress) {
    this.#send = send;
  }

  tell(part: number, message: string): void {
    const now = performance.now();
    const news = message !== this.#message;
    if (!news && (part <= this.#reached || now - this.#sent < INTERVAL_MS)) return;
    this.#reached = Math.min(1, Math.max(part, this.#reached < 0 ? 0 : this.#reached + LEAST));
    this.#message = message;
    this.#sent = now;
    this.#send({ progress: this.#reached, total: 1, message });
  }
}
