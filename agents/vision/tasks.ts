import type { Language } from '../../core/language.ts';
import prompts from './prompts.json' with { type: 'json' };

/** What the vision model can be asked of a window (contract: `vision`). */
export const TASKS = ['yesno', 'minerals', 'probability', 'ground', 'describe'] as const;

export type TaskName = (typeof TASKS)[number];

/** One question to the model. */
export interface TaskQuestion {
  task: TaskName;
  language: Language;
  /** The question alone, as Gossan's own models were trained to hear it. */
  question: string;
  /** The form of the answer, which other models must be told. */
  form: string;
  /** Enough for the longest answer in that form; others are given more room. */
  tokens: { own: number; others: number };
}

export function taskQuestion(task: TaskName, language: Language): TaskQuestion {
  const { tokens, ...words } = prompts.tasks[task];
  return { task, language, ...words[language], tokens };
}
