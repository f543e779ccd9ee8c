import { displayWidth } from '../terminal/display-width.ts';

/** What the drawing library writes before it draws anew: down to the last row, then as often as there are rows: erase, go up. */
const ERASED = /^((?:\x1b\[\?25[lh])?(?:\x1b\[\d+B)?(?:\x1b\[\d+G)?)((?:\x1b\[2K(?:\x1b\[1A)?)+)\x1b\[G/;
const SEQUENCES = /\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))/g;
/** Down; in the last row of the window it would go nowhere, and what is erased then would begin a row too high. */
const DOWN = /\x1b\[(\d+)B/g;
/** A row down, which in the last row makes one below. */
const ROW_BELOW = '\n';
const ERASE_AND_UP = '\x1b[2K\x1b[1A';

/**
 * What was drawn last, so that all of it and nothing else is erased in a window that was changed. Made lower, it may have lost the
 * row below the prompt, to which the drawing library goes down first. Made narrower, the terminal breaks rows that are too long
 * for it now, and the drawing library erases as many rows as it had drawn. Nothing is added where the rows that it erases are
 * not those of the last drawing.
 */
export class WrappedFrame {
  readonly #columns: () => number;
  readonly #reflows: boolean;
  #rows: string[] = [];
  /** Of the window when they were drawn. */
  #drawnAt = 0;

  /** @param columns of the window as it is */
  constructor(columns: () => number, environment: NodeJS.ProcessEnv = process.env) {
    this.#columns = columns;
    this.#reflows = reflows(environment);
  }

  /** What goes to the terminal in place of what the library writes. */
  written(chunk: string): string {
    const erased = ERASED.exec(chunk);
    const [whole = '', before = '', rows = ''] = erased ?? [];
    const last = rows.split('\x1b[2K').length - 1 === this.#rows.length;
    // rows that were too long when they were drawn are broken everywhere, by a window made narrower since not everywhere
    const more = erased && last ? brokenRows(this.#rows, this.#reflows ? this.#columns() : this.#drawnAt) : 0;
    const text = chunk.slice(whole.length).replace(SEQUENCES, '');
    // signs that only steer the terminal draw nothing
    if (erased || text !== '') {
      this.#rows = text === '' ? [] : text.split('\n');
      this.#drawnAt = this.#columns();
    }
    const shown = more ? before + ERASE_AND_UP.repeat(more) + chunk.slice(before.length) : chunk;
    return shown.replace(DOWN, (_, count: string) => ROW_BELOW.repeat(Number(count)));
  }
}

/** Rows that these take beyond one each. */
function brokenRows(rows: readonly string[], columns: number): number {
  return rows.reduce((sum, row) => sum + Math.max(0, Math.ceil(displayWidth(row) / columns) - 1), 0);
}

/** xterm, rxvt and GNU screen cut rows that a narrower window has no room for. */
function reflows({ XTERM_VERSION, TERM = '', STY, TMUX }: NodeJS.ProcessEnv): boolean {
  return Boolean(TMUX) || !(XTERM_VERSION || STY || TERM.startsWith('rxvt'));
}
