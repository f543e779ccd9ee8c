import { plainLine } from '../../core/plain-text.ts';
import type { Progress } from '../../core/progress.ts';
import { cutDisplay } from './display-width.ts';

/** How often the line is redrawn, ms: more is flicker. */
const REDRAW_MS = 80;

/** In a log file a line a second is enough to see that work goes on, ms. */
const LOG_MS = 1000;

/** Progress on one line that is written over. Where the stream is no terminal, a line for a new step, one a second at most. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  #shown = false;
  #step = '';
  #drawn = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show(progress: Progress): void {
    const step = plainLine(progress.step);
    const fresh = step !== this.#step;
    if (!this.#stream.isTTY) {
      // a step that began too early for a line of its own has one as soon as it goes on
      if (!fresh || Date.now() - this.#drawn < LOG_MS) return;
      this.#step = step;
      this.#drawn = Date.now();
      this.#stream.write(`${step}\n`);
      return;
    }
    this.#step = step;
    if (!fresh && Date.now() - this.#drawn < REDRAW_MS && progress.done !== progress.total) return;
    this.#drawn = Date.now();
    this.#shown = true;
    this.#stream.write(`\r\x1b[K${cutDisplay(progressText(progress), (this.#stream.columns || 80) - 1)}`);
  }

  /** Takes the line away, so that something else can be written. */
  clear(): void {
    if (!this.#shown) return;
    this.#shown = false;
    this.#stream.write('\r\x1b[K');
  }
}

/** "mapping 12 / 40 tiles (30 %)". */
export function progressText(progress: Progress): string {
  const step = plainLine(progress.step);
  if (progress.done === undefined) return step;
  const unit = progress.unit ? ` ${progress.unit}` : '';
  if (!progress.total) return `${step} ${progress.done}${unit}`;
  const percent = Math.floor((100 * progress.done) / progress.total);
  return `${step} ${progress.done} / ${progress.total}${unit} (${percent} %)`;
}
