import type { Answer, Contradiction, ModelUsage, PlanStep } from '../../core/answer.ts';
import type { Language } from '../../core/language.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Sentence } from '../ledger/sentence.ts';
import type { Finding, TurnOptions } from '../state.ts';
import type { Question } from './builtin/question.ts';

/** What a reasoner that calls a model tells while it does. */
export interface Told {
  signal: AbortSignal | undefined;
  onCall(usage: ModelUsage): void;
  /** @param words that the model has written until now */
  onWriting(words: number): void;
}

export interface PlanInput extends Told {
  question: Question;
  options: TurnOptions;
  visionConfigured: boolean;
}

export interface PlanOutput {
  steps: PlanStep[];
  /** Step id → ids of the parts of the question that it serves. */
  stepParts: Record<string, string[]>;
  notes: string[];
}

export interface ComposeInput extends Told {
  question: Question;
  language: Language;
  options: TurnOptions;
  ledger: Ledger;
  findings: Finding[];
  plan: PlanStep[];
  /** What the reviewer found wrong with the draft before; empty at the first attempt. */
  reasons: string[];
  /** Takes a sentence as soon as it is written, in the order of the draft; waits until it is checked. */
  onSentence(sentence: Sentence): Promise<void>;
}

export interface ComposeOutput {
  sentences: Sentence[];
  contradictions: Contradiction[];
  refusal: Answer['refusal'];
  notes: string[];
}

/**
 * Plans and writes. `builtin` does it by rule; `llm` asks a chat endpoint and falls back to `builtin`.
 * Whoever writes, the same guards check.
 */
export interface Reasoner {
  /** What `models.reasoner` says. */
  readonly name: string;
  plan(input: PlanInput): Promise<PlanOutput>;
  compose(input: ComposeInput): Promise<ComposeOutput>;
}
