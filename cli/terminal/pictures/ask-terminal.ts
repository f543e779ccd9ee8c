import type { ReadStream, WriteStream } from 'node:tty';
import { readColour } from '../ground.ts';

/** What a terminal said of itself. Missing where it did not answer. */
export interface TerminalAnswers {
  /** It draws Kitty graphics. */
  kitty?: boolean;
  /** Primary device attributes; 4 means Sixel. */
  attributes?: number[];
  /** Name and version (XTVERSION). */
  name?: string;
  /** Pixels of a character. */
  cell?: { width: number; height: number };
  /** Colour of its background, each of 0 to 255 (OSC 11). */
  background?: readonly [number, number, number];
}

/** How long an answer may take, ms. Terminals answer within a few; a line over half the world needs more and gets blocks. */
const PATIENCE_MS = 200;
/** tmux answers for itself before the terminal around it does: how long that one is waited for, ms. */
const TMUX_PATIENCE_MS = 60;

const KITTY_QUESTION = '\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\';
const CELL_QUESTION = '\x1b[16t';
const NAME_QUESTION = '\x1b[>0q';
const BACKGROUND_QUESTION = '\x1b]11;?\x1b\\';
/** Every terminal answers this one, so its answer ends the waiting: answers come in the order of the questions. */
const ATTRIBUTES_QUESTION = '\x1b[c';

/** A sequence for the terminal around tmux. Needs tmux's `allow-passthrough`; without it tmux drops it. */
export function throughTmux(sequence: string): string {
  return `\x1bPtmux;${sequence.replaceAll('\x1b', '\x1b\x1b')}\x1b\\`;
}

/**
 * Asks a terminal what it can draw. Keys that were pressed meanwhile are given back to `input`. Never throws.
 * @param input in which the terminal answers; nobody else may be reading from it
 */
export async function askTerminal(
  input: ReadStream,
  output: WriteStream,
  { tmux = false, patience = PATIENCE_MS }: { tmux?: boolean; patience?: number } = {},
): Promise<TerminalAnswers> {
  const wasRaw = input.isRaw;
  let heard = '';
  const isDone = () => /\x1b\[\?[\d;]*c/.test(heard) && (!tmux || /\x1b_G/.test(heard));
  input.setRawMode(true);
  try {
    await new Promise<void>((resolve) => {
      let timer = setTimeout(lastLook, patience);
      function lastLook(): void {
        // while modules load, the clock may run out before what has come is read
        setImmediate(finish);
      }
      function finish(): void {
        clearTimeout(timer);
        input.off('readable', read);
        resolve();
      }
      function read(): void {
        for (let chunk = input.read(); chunk !== null; chunk = input.read()) heard += chunk.toString('latin1');
        if (isDone()) finish();
        else if (tmux && /\x1b\[\?[\d;]*c/.test(heard)) {
          clearTimeout(timer);
          timer = setTimeout(lastLook, Math.min(patience, TMUX_PATIENCE_MS));
        }
      }
      input.on('readable', read);
      output.write(
        (tmux ? throughTmux(KITTY_QUESTION) : KITTY_QUESTION) +
          CELL_QUESTION +
          NAME_QUESTION +
          BACKGROUND_QUESTION +
          ATTRIBUTES_QUESTION,
      );
    });
  } finally {
    // what a terminal may have printed of the questions
    output.write('\r\x1b[K');
    input.setRawMode(wasRaw);
    input.pause();
  }
  const { answers, rest } = readAnswers(heard);
  if (rest) input.unshift(Buffer.from(rest, 'latin1'));
  return answers;
}

/** Takes the terminal's answers out of what came in; the rest was typed. @param heard bytes as Latin-1 */
export function readAnswers(heard: string): { answers: TerminalAnswers; rest: string } {
  const answers: TerminalAnswers = {};
  const rest = heard
    .replace(/\x1b_Gi=31;([^\x1b]*)\x1b\\/g, (_, says: string) => {
      answers.kitty = says === 'OK';
      return '';
    })
    .replace(/\x1bP>\|([^\x1b]*)\x1b\\/g, (_, name: string) => {
      answers.name = name.replace(/[^\x20-\x7e]/g, '');
      return '';
    })
    .replace(/\x1b\]11;([^\x07\x1b]*)(?:\x07|\x1b\\)/g, (_, says: string) => {
      const background = readColour(says);
      if (background) answers.background = background;
      return '';
    })
    .replace(/\x1b\[6;(\d+);(\d+)t/g, (_, height: string, width: string) => {
      if (isCell(Number(width), Number(height))) answers.cell = { width: Number(width), height: Number(height) };
      return '';
    })
    .replace(/\x1b\[\?([\d;]*)c/g, (_, numbers: string) => {
      answers.attributes = numbers.split(';').map(Number);
      return '';
    });
  return { answers, rest };
}

/** A size that a character may have; some terminals answer 0. */
function isCell(width: number, height: number): boolean {
  return width >= 2 && width <= 200 && height >= 4 && height <= 400;
}
