import { FIXED } from '../../cli/terminal/tones.ts';

/**
 * The grammar of what the chat writes to a terminal. What it shows comes from documents, models and pastes, and none of
 * it may steer the terminal; so everything is held against what the drawing itself writes:
 *
 * - a frame begins and ends with the marks of a synchronised update; it hides the cursor and goes to its bottom, erases row
 *   by row upwards, writes text in which only the drawing's own colours stand, and puts the cursor into the prompt;
 * - between frames there are only the cursor's visibility, the erasing before a narrower frame, and, at the start and the
 *   end, the questions and modes of the chat, each once.
 *
 * A sequence that stands anywhere else is foreign, whatever its numbers are.
 */
const HIDE = '\\x1b\\[\\?25l';
const SHOW = '\\x1b\\[\\?25h';
// down by line breaks: in the last row of a window that was made lower they make the row below
const MOVES = '\\n{0,99}\\x1b\\[1G';
const ERASE = '\\x1b\\[2K(?:\\x1b\\[1A\\x1b\\[2K)*\\x1b\\[G';
/** Bold, dim, the ends of both and of colours, and the colours of the chat in a terminal of 256. */
const NUMBERED = Object.values(FIXED)
  .flatMap(Object.values<number>)
  .join('|');
const COLOUR = `\\x1b\\[(?:1|2|22|39|38;5;(?:${NUMBERED}))m`;
// no control characters but the tab, which an answer that quotes a question may hold, none that turn the direction of writing or are no characters
const TEXT = `(?:[^\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]|${COLOUR})*`;
const CURSOR = `(?:\\x1b\\[\\d{1,2}A)?\\x1b\\[\\d{1,3}G${SHOW}`;

const FRAME = new RegExp(`^(?:${HIDE})?(?:${MOVES})?(?:${ERASE})?${TEXT}(?:${CURSOR})?$`, 'u');
const BETWEEN = new RegExp(`^(?:${HIDE}|${SHOW}|${MOVES}|${ERASE}|\\n)*$`, 'u');

/** What the chat says once at its start: questions about pictures, then its modes. */
const START = [
  '\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\',
  '\x1b[16t\x1b[>0q\x1b]11;?\x1b\\\x1b[c',
  '\r\x1b[K',
  '\x1b[?2004h\x1b[>1u\x1b[>4;1m',
];
/** What it takes back at its end; what comes after it is the terminal's own echo. */
export const END = '\x1b[>4;0m\x1b[<u\x1b[?2004l';

/**
 * What was written that no drawing of the chat writes, each with a little of what is around it; empty where all is well.
 * @param raw all that the chat wrote, from its start on
 */
export function foreignParts(raw: string): string[] {
  let stream = raw.split(END, 1)[0]!;
  for (const said of START) stream = stream.replace(said, '');
  const found: string[] = [];
  // the cursor is hidden once, in the first frame
  const first = stream.indexOf('\x1b[?2026l');
  stream = stream.slice(0, first).replace('\x1b[?25l', '') + stream.slice(first);
  const pieces = stream.replaceAll('\r\n', '\n').split(/\x1b\[\?2026([hl])/);
  for (let at = 0; at < pieces.length; at += 2) {
    const inFrame = pieces[at - 1] === 'h';
    const piece = pieces[at]!;
    if ((inFrame ? FRAME : BETWEEN).test(piece)) continue;
    // the last frame may be cut off
    if (at === pieces.length - 1 && at > 0 && inFrame) continue;
    found.push(`${inFrame ? 'frame' : 'between frames'}: ${JSON.stringify(offending(piece))}`);
  }
  return found;
}

/** The first sequence or control character in a piece that is no colour, with its surroundings. */
function offending(piece: string): string {
  const body = piece.replace(new RegExp(`^(?:${HIDE})?(?:${MOVES})?(?:${ERASE})?`, 'u'), '');
  const foreign = new RegExp(`^${TEXT}`, 'u').exec(body)![0].length;
  return body.slice(Math.max(0, foreign - 40), foreign + 80);
}
