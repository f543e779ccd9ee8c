import { PICTURE_WAYS } from '../../../core/config.ts';
import type { TerminalAnswers } from './ask-terminal.ts';
import type { Display, Protocol } from './picture.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Of terminals that do not say; smaller than most, so that a picture does not need more room than it was given. */
const USUAL_CELL = { width: 8, height: 16 };
const SIXEL_ATTRIBUTE = 4;

/** Terminals that print questions as text, and multiplexers that swallow pictures. */
export function isWorthAsking(env: Environment): boolean {
  return (
    !env.NO_COLOR &&
    !isSpoken(env) &&
    env.GOSSAN_PICTURES !== 'off' &&
    env.TERM_PROGRAM !== 'Apple_Terminal' &&
    !env.STY &&
    !/^(dumb|linux|screen)$/.test(env.TERM ?? '')
  );
}

/**
 * How to show pictures: as `GOSSAN_PICTURES` says; else ASCII without colours, and the best that the terminal says it can do
 * or that its variables tell where it was not asked or did not answer.
 * @param depth bits of colour: 1, 4, 8 or 24
 */
export function chooseDisplay(env: Environment, answers: TerminalAnswers, depth: number): Display {
  const tmux = Boolean(env.TMUX);
  const colours = env.NO_COLOR || depth < 8 ? 'none' : depth >= 24 ? 'true' : '256';
  const wished = PICTURE_WAYS.find((one) => one === env.GOSSAN_PICTURES);
  return {
    protocol: wished ?? (colours === 'none' ? 'ascii' : best(env, answers, tmux)),
    cell: answers.cell ?? USUAL_CELL,
    colours,
    tmux,
    spoken: isSpoken(env),
  };
}

function best(env: Environment, answers: TerminalAnswers, tmux: boolean): Protocol {
  if (answers.kitty) return 'kitty';
  const wasHeard = answers.attributes !== undefined || answers.name !== undefined;
  // tmux does not know where iTerm2's pictures lie and draws over them
  if (!tmux && isIterm(answers.name ?? (wasHeard ? '' : (env.TERM_PROGRAM ?? env.LC_TERMINAL ?? '')))) return 'iterm2';
  if (answers.attributes?.includes(SIXEL_ATTRIBUTE)) return 'sixel';
  if (wasHeard || tmux) return 'blocks';
  if (env.KITTY_WINDOW_ID || /kitty|ghostty/.test(env.TERM ?? '')) return 'kitty';
  return 'blocks';
}

function isIterm(name: string): boolean {
  return /^(iTerm|WezTerm|mintty)/i.test(name);
}

/** The variable by which the chat's drawing library is told of a screen reader. */
function isSpoken(env: Environment): boolean {
  return env.INK_SCREEN_READER === 'true';
}
