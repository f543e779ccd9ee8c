import { GossanError } from '../core/errors.ts';

export interface QueueLimits {
  /** Requests that run at once. */
  slots: number;
  /** Requests that may wait for a slot. */
  waiting: number;
  /** Longest time of a request, with its waiting, s. */
  seconds: number;
}

/** A slot that a request holds: its signal is aborted when the caller hangs up or the time is over. */
export interface Slot {
  signal: AbortSignal;
  /** Gives the slot to the next; may be called twice. */
  release(): void;
}

/** How long the last requests took tells how long the next will wait; so many are remembered in the mean. */
const REMEMBERED = 32;
const LONGEST_ADVICE_S = 60;

/** Lets so many requests run, so many more wait in their order, and refuses the rest. */
export class RequestQueue {
  readonly limits: QueueLimits;
  running = 0;
  refused = 0;
  /** Given up by their callers, while waiting or running. */
  cancelled = 0;
  readonly #waiting = new Set<() => void>();
  readonly #idle: (() => void)[] = [];
  #meanSeconds = 0.1;
  #closed = false;

  constructor(limits: QueueLimits) {
    this.limits = limits;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Waits for a slot. The caller's signal, and the time, are heard while waiting and afterwards through the slot's signal.
   * @throws GossanError VISION_BUSY beyond the limit, VISION_TIMEOUT, SERVER_STOPPING; the signal's reason
   */
  async acquire(caller: AbortSignal): Promise<Slot> {
    caller.throwIfAborted();
    if (this.#closed) throw new GossanError('SERVER_STOPPING');
    const full = this.running >= this.limits.slots;
    if (full && this.#waiting.size >= this.limits.waiting) {
      this.refused++;
      throw new GossanError('VISION_BUSY', { seconds: this.#advice() });
    }
    const stop = new AbortController();
    const hangUp = () => {
      this.cancelled++;
      stop.abort(caller.reason);
    };
    caller.addEventListener('abort', hangUp, { once: true });
    const seconds = this.limits.seconds;
    const timer = setTimeout(() => stop.abort(new GossanError('VISION_TIMEOUT', { seconds })), seconds * 1000);
    const forget = () => {
      clearTimeout(timer);
      caller.removeEventListener('abort', hangUp);
    };
    if (full) {
      try {
        await this.#turn(stop.signal);
      } catch (error) {
        forget();
        throw error;
      }
    } else this.running++;
    return this.#slot(stop.signal, forget);
  }

  /** Takes no more requests. Resolves when those that it took have ended. */
  async drain(): Promise<void> {
    this.#closed = true;
    if (this.running > 0) await new Promise<void>((resume) => this.#idle.push(resume));
  }

  /** Waits until a slot is handed over: `running` counts it already. */
  async #turn(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    const stopped = () => {
      // Not if the slot was handed over in this very moment: then the slot's signal tells.
      if (this.#waiting.delete(resolve)) reject(signal.reason);
    };
    signal.addEventListener('abort', stopped, { once: true });
    await promise;
    signal.removeEventListener('abort', stopped);
  }

  #slot(signal: AbortSignal, forget: () => void): Slot {
    const started = performance.now();
    let held = true;
    const release = () => {
      if (!held) return;
      held = false;
      forget();
      signal.removeEventListener('abort', release);
      const seconds = (performance.now() - started) / 1000;
      this.#meanSeconds += (seconds - this.#meanSeconds) / REMEMBERED;
      this.#handOver();
    };
    // A caller that hangs up frees its slot at once, whatever the backend still does.
    signal.addEventListener('abort', release, { once: true });
    if (signal.aborted) release();
    return { signal, release };
  }

  #handOver(): void {
    const [next] = this.#waiting;
    if (next) {
      this.#waiting.delete(next);
      next();
      return;
    }
    this.running--;
    if (this.running === 0) for (const resume of this.#idle.splice(0)) resume();
  }

  #advice(): number {
    const seconds = ((this.#waiting.size + 1) * this.#meanSeconds) / this.limits.slots;
    return Math.max(1, Math.min(LONGEST_ADVICE_S, Math.ceil(seconds)));
  }
}
