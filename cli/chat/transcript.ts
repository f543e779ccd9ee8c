import type { Answer, PlanStep } from '../../core/answer.ts';
import type { ErrorCode } from '../../core/errors.ts';
import type { Progress } from '../../core/progress.ts';
import type { QuotationInPage } from './quotation-in-page.ts';

/** One finished piece of the conversation. It is drawn once and scrolls away with the terminal. */
export type Entry = { key: number } & (
  | { kind: 'greeting'; scene: string | null; synthetic: boolean }
  | { kind: 'question'; text: string }
  /** A line that began with "/". */
  | { kind: 'command'; text: string }
  /** What the user answered to a question of the chat. */
  | { kind: 'reply'; text: string }
  | { kind: 'answer'; answer: Answer }
  /** What was shown of an answer when its turn was cut off. */
  | { kind: 'partial'; text: string; how: 'stopped' | 'cut' }
  | { kind: 'taken-back'; text: string; reason: string }
  | { kind: 'plan'; plan: readonly PlanStep[] }
  | { kind: 'evidence'; answer: Answer }
  | { kind: 'citation'; answer: Answer; n: number; context: QuotationInPage }
  | { kind: 'help' }
  /** `mark` stands for what `PictureOutput` prints in its place. */
  | { kind: 'picture'; mark: string; isFile: boolean }
  | { kind: 'text'; text: string }
  /** How a turn goes, for those who listen. */
  | { kind: 'spoken'; text: string }
  | { kind: 'note'; text: string }
  /** `code`: /help tells more about it. */
  | { kind: 'error'; message: string; hint: string; code?: ErrorCode }
);

/** Without the key, which the conversation gives. */
export type NewEntry = Entry extends infer E ? (E extends { key: number } ? Omit<E, 'key'> : never) : never;

/** The turn that is running, for the live area. */
export interface LiveTurn {
  plan: readonly PlanStep[];
  /** Text of the answer that the guards have passed. */
  text: string;
  /** A language model that writes, and how many words until now; what they say is shown when it is checked. */
  writing: { model: string; words: number } | null;
  evidence: number;
  progress: Progress | null;
  /** When it began, ms since the epoch. */
  since: number;
  /** When its steps began, by their ids. */
  began: Readonly<Record<string, number>>;
  stopping: boolean;
}

/** All that the screen shows. Replaced, never changed, so that React sees it. */
export interface ChatState {
  entries: readonly Entry[];
  live: LiveTurn | null;
  /** What happens before the first question can be answered; null when all is ready. */
  preparing: Progress | null;
  settings: { scene: string | null; kb: string; rag: boolean; vision: boolean; lang: 'en' | 'zh' | null };
  /** The scene was made by a program. */
  synthetic: boolean;
  session: string | null;
  /** The chat waits for an answer: what Enter alone says. */
  asking: { suggestion: string } | null;
  /** How far a retraining is that runs in the background. */
  background: Progress | null;
  /** Ctrl-C was pressed and once more quits. */
  quitArmed: boolean;
  finished: boolean;
}
