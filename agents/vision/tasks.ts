import type { Language } from '../../core/language.ts';
import prompts from './prompts.json' with { type: 'json' };
import type { Subject } from './subject.ts';

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

/** Tasks that can be put about one mineral or alteration type. */
export type NamedTask = keyof typeof prompts.named;

/** @param subject what is asked about, of {@link NamedTask}s; left out: copper-related alteration, and all minerals */
export function taskQuestion(task: TaskName, language: Language, subject?: Subject): TaskQuestion {
  const { tokens, ...words } = prompts.tasks[task];
  const asked = { task, language, ...words[language], tokens };
  if (!subject) return asked;
  const question = prompts.named[task as NamedTask][language].replace('{name}', subject.asked[language]);
  return { ...asked, question };
}
