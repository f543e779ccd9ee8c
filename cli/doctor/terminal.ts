import { terminalDisplay } from '../terminal/pictures/display.ts';
import type { Protocol } from '../terminal/pictures/picture.ts';
import type { PartCheck } from './probe.ts';

/** What getColorDepth() answers, in bits. */
const COLOURS: Record<number, string> = {
  1: 'no colours',
  4: '16 colours',
  8: '256 colours',
  24: '16 million colours',
};

export const terminal: PartCheck = {
  part: 'terminal',
  fix: 'Run `gossan doctor` in a terminal window, not into a file or a pipe.',
  async run() {
    const { TERM, TERM_PROGRAM, NO_COLOR } = process.env;
    const version = TERM_PROGRAM ?? TERM ?? null;
    if (!process.stdout.isTTY)
      return { state: 'not-configured', version, detail: 'output goes to a file or a pipe', fix: null };
    const colours = NO_COLOR ? 'no colours (NO_COLOR is set)' : COLOURS[process.stdout.getColorDepth()];
    return {
      state: 'ok',
      version,
      detail: `${process.stdout.columns}×${process.stdout.rows}, ${colours}, pictures as ${PICTURES[(await terminalDisplay()).protocol]}`,
      fix: null,
    };
  },
};

const PICTURES: Record<Protocol, string> = {
  kitty: 'kitty graphics',
  iterm2: 'iTerm2 images',
  sixel: 'sixel',
  blocks: 'coloured blocks',
  ascii: 'letters',
  off: 'words',
};
