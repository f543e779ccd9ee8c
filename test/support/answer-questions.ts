import type { Terminal } from './terminal.ts';

/** What a terminal answers when it is asked what it can draw; what is left out it does not answer. */
export interface TerminalScript {
  kitty?: string;
  cell?: string;
  name?: string;
  background?: string;
  attributes?: string;
}

export const QUESTIONS: Record<keyof TerminalScript, string> = {
  kitty: '\x1b_Gi=31',
  cell: '\x1b[16t',
  name: '\x1b[>0q',
  background: '\x1b]11;?',
  attributes: '\x1b[c',
};

/** Lets a pseudo-terminal answer by a script, once each, in the order of the questions. @returns ends it */
export function answerQuestions(terminal: Terminal, script: TerminalScript, { lateMs = 0 } = {}): () => void {
  const answered = new Set<string>();
  const watch = setInterval(() => {
    for (const [what, question] of Object.entries(QUESTIONS) as [keyof TerminalScript, string][]) {
      if (answered.has(what) || !terminal.raw.includes(question)) continue;
      answered.add(what);
      const answer = script[what];
      if (answer) setTimeout(() => terminal.press(answer), lateMs);
    }
  }, 2);
  return () => clearInterval(watch);
}
