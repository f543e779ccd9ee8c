import { randomInt } from 'node:crypto';
import { WrappedFrame } from './wrapped-frame.ts';

/** Pictures that are kept until they have been printed; older ones leave a blank line. */
const KEPT = 8;
/**
 * The height of which the drawing library is told. Where what it draws is higher than the terminal (for a moment, when a
 * window is made smaller), it would clear the whole screen and the scrollback with it, also what others had printed there.
 */
const ENDLESS_ROWS = 100_000;
/** First of the private-use characters of plane 16: no font has them. */
const PLANE = 0x100000;

/**
 * The terminal as the drawing library sees it. The library cuts and measures what it prints, and would break a picture; so
 * the chat draws a mark, and here, where the library's output leaves for the terminal, the picture takes its place. It is
 * printed as often as its entry is: once.
 */
export class PictureOutput {
  /** To be handed to the drawing library. */
  readonly stdout: NodeJS.WriteStream;
  readonly #pictures = new Map<string, string>();
  // no document and no model can write a mark that nobody can guess
  readonly #lead = String.fromCodePoint(...Array.from({ length: 4 }, () => PLANE + randomInt(0xe000)));
  #count = 0;

  constructor(stdout: NodeJS.WriteStream) {
    // asked of the terminal: the number that is kept is of the last signal, which comes later than the window is changed
    const frame = new WrappedFrame(() => (stdout.isTTY && stdout.getWindowSize()[0]) || stdout.columns || 80);
    const write = ((chunk: string | Uint8Array, ...rest: []) =>
      stdout.write(
        typeof chunk === 'string' ? this.#withPictures(frame.written(chunk)) : chunk,
        ...rest,
      )) as typeof stdout.write;
    this.stdout = new Proxy(stdout, {
      get(target, name) {
        if (name === 'write') return write;
        if (name === 'rows') return ENDLESS_ROWS;
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  /** Keeps a picture and returns the mark that stands for it, five columns wide. @param text whole lines, without the last break */
  add(text: string): string {
    const mark = this.#lead + String.fromCodePoint(PLANE + (this.#count++ % 0xe000));
    this.#pictures.set(mark, text);
    if (this.#pictures.size > KEPT) this.#pictures.delete(this.#pictures.keys().next().value!);
    return mark;
  }

  #withPictures(chunk: string): string {
    if (!chunk.includes(this.#lead)) return chunk;
    const pieces = chunk.split(this.#lead);
    return pieces
      .map((piece, at) => {
        if (at === 0) return piece;
        const last = String.fromCodePoint(piece.codePointAt(0) ?? 0x20);
        return (this.#pictures.get(this.#lead + last) ?? '') + piece.slice(last.length);
      })
      .join('');
  }
}
