import { readAnswers } from '../terminal/pictures/ask-terminal.ts';
import { KeyDecoder, type KeyPress } from './key-decoder.ts';

/** How long the rest of a sequence may take, ms; after it an Escape was the key. */
const SEQUENCE_MS = 40;
/** How long the rest of a paste may take, ms: without its end the chat would be deaf for ever. */
const PASTE_MS = 5000;

/** Pastes come marked; Kitty's protocol and xterm's modifyOtherKeys tell Shift-Enter from Enter. */
const MODES_ON = '\x1b[?2004h\x1b[>1u\x1b[>4;1m';
/** The cursor too: the drawing may have hidden it. */
const MODES_OFF = '\x1b[>4;0m\x1b[<u\x1b[?2004l\x1b[?25h';

/** The Linux console reads these modes as colours; and what says that it is dumb is. */
const KNOWS_MODES = !/^(?:dumb|linux)$/.test(process.env.TERM ?? '');

/**
 * The keyboard while the chat is open. The drawing library's own reading of keys knows no pastes and takes a torn sequence
 * for keys, so the chat reads itself. Late answers of the terminal to questions about pictures are no keys.
 */
export class KeyInput {
  readonly #stdin: NodeJS.ReadStream;
  readonly #stdout: NodeJS.WriteStream;
  readonly #decoder = new KeyDecoder({ marksPastes: KNOWS_MODES });
  readonly #listeners = new Set<(presses: readonly KeyPress[]) => void>();
  /** Came before anybody listened. */
  #early: KeyPress[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** When the last key came, by `performance.now()`. */
  lastPress = 0;

  constructor(stdin: NodeJS.ReadStream, stdout: NodeJS.WriteStream) {
    this.#stdin = stdin;
    this.#stdout = stdout;
  }

  open(): void {
    this.#stdin.setRawMode(true);
    this.#stdin.setEncoding('utf8');
    this.#stdin.on('data', this.#read);
    this.#stdin.on('error', ignoreHangUp);
    // paused after the terminal's answers
    this.#stdin.resume();
    if (KNOWS_MODES) this.#stdout.write(MODES_ON);
    process.on('exit', this.#restore);
  }

  /** Gives the terminal back as it was. */
  close(): void {
    clearTimeout(this.#timer);
    process.off('exit', this.#restore);
    this.#stdin.off('data', this.#read);
    this.#stdin.pause();
    this.#restore();
  }

  /** @param listener gets all keys that came in one piece at once. @returns what stops it */
  listen(listener: (presses: readonly KeyPress[]) => void): () => void {
    this.#listeners.add(listener);
    const early = this.#early;
    this.#early = [];
    if (early.length) listener(early);
    return () => this.#listeners.delete(listener);
  }

  readonly #read = (piece: string) => {
    clearTimeout(this.#timer);
    this.lastPress = performance.now();
    this.#tell(this.#decoder.push(piece.includes('\x1b') ? readAnswers(piece).rest : piece));
    const { waitsFor } = this.#decoder;
    if (!waitsFor) return;
    const patience = waitsFor === 'paste' ? PASTE_MS : SEQUENCE_MS;
    this.#timer = setTimeout(() => this.#tell(this.#decoder.flush()), patience);
  };

  #tell(presses: readonly KeyPress[]): void {
    if (presses.length === 0) return;
    if (this.#listeners.size === 0) this.#early.push(...presses);
    for (const listener of this.#listeners) listener(presses);
  }

  readonly #restore = () => {
    try {
      if (KNOWS_MODES) this.#stdout.write(MODES_OFF);
      this.#stdin.setRawMode(false);
    } catch {
      // the terminal has gone
    }
  };
}

/** A terminal that has gone cannot be read; the signal that comes with it ends the chat. */
function ignoreHangUp(): void {}
