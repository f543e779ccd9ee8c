import { askTerminal } from './ask-terminal.ts';
import { chooseDisplay, isWorthAsking } from './choose-protocol.ts';
import type { Display } from './picture.ts';

let known: Promise<Display> | undefined;

/**
 * What this terminal can show. Asks it once, at the first call: nobody else may be reading from stdin then.
 */
export function terminalDisplay(): Promise<Display> {
  known ??= look();
  return known;
}

async function look(): Promise<Display> {
  const { stdin, stdout, env } = process;
  const isTerminal = stdin.isTTY && stdout.isTTY;
  const answers = isTerminal && isWorthAsking(env) ? await askTerminal(stdin, stdout, { tmux: Boolean(env.TMUX) }) : {};
  return chooseDisplay(env, answers, isTerminal ? stdout.getColorDepth(colourVariables(env)) : 1);
}

/** An empty variable counts as not set, and here is a terminal, whatever CI says. */
function colourVariables({ CI: _, ...env }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}
