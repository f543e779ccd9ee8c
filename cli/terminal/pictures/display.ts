import { chooseGround, type Ground } from '../ground.ts';
import { askTerminal } from './ask-terminal.ts';
import { chooseDisplay, isWorthAsking } from './choose-protocol.ts';
import type { Display } from './picture.ts';

/** On what text stands, and how many bits of colour there are: 1, 4, 8 or 24. */
export interface Colours {
  ground: Ground;
  depth: number;
}

let known: Promise<{ display: Display; colours: Colours }> | undefined;

/**
 * What this terminal can show. Asks it once, at the first call: nobody else may be reading from stdin then.
 */
export async function terminalDisplay(): Promise<Display> {
  known ??= look();
  return (await known).display;
}

/** The colours of this terminal. Asks it as {@link terminalDisplay} does. */
export async function terminalColours(): Promise<Colours> {
  known ??= look();
  return (await known).colours;
}

async function look(): Promise<{ display: Display; colours: Colours }> {
  const { stdin, stdout, env } = process;
  const isTerminal = stdin.isTTY && stdout.isTTY;
  const answers = isTerminal && isWorthAsking(env) ? await askTerminal(stdin, stdout, { tmux: Boolean(env.TMUX) }) : {};
  const depth = isTerminal && !env.NO_COLOR ? stdout.getColorDepth(colourVariables(env)) : 1;
  return {
    display: chooseDisplay(env, answers, depth),
    colours: { ground: chooseGround(env, answers.background), depth },
  };
}

/** An empty variable counts as not set, and here is a terminal, whatever CI says. */
function colourVariables({ CI: _, ...env }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}
