import { Annotation } from '@langchain/langgraph';
import type { Answer, AnswerNumber, Contradiction, ModelUsage, PlanStep } from '../core/answer.ts';
import type { Evidence } from '../core/evidence.ts';
import type { Language } from '../core/language.ts';
import { appendEvidence } from './ledger/ledger.ts';
import type { Sentence } from './ledger/sentence.ts';
import type { Focus, Question } from './reasoner/builtin/question.ts';
import { addUsage } from './usage.ts';

/** What the user set for this turn. Plain data: it is checkpointed. */
export interface TurnOptions {
  session: string;
  turn: number;
  mode: 'ask' | 'report';
  scene: string | null;
  /** File of the area of interest to which the map is cut; turns of older versions have none. */
  aoi?: string;
  kb: string;
  rag: boolean;
  vision: boolean;
  lang: Language | null;
  /** What the talk was about before this turn. */
  focus: Focus;
  /** What a report should dwell on. */
  dwellOn: string | null;
}

/** What an analyst says about its step besides evidence: what it could not find, and why. */
export interface Finding {
  step: string;
  part: string;
  /** Evidence ids that bear on the part, best first. */
  evidence: string[];
  /** Those of them that come from the user's own documents and not from the notes that ship. */
  own?: string[];
  /** Terms of the question that nothing speaks of. */
  missing: string[];
  /** 0..1: how much of what was asked the best evidence speaks of. */
  coverage: number;
  /** The documents alone were asked, and the evidence is what answers. */
  alone?: boolean;
  /** Evidence ids of two statements whose values cannot both be right. */
  conflict?: [string, string];
  note?: string;
}

export interface Review {
  verdict: 'PASS' | 'RETRY';
  rewrites: 0 | 1;
  reasons: string[];
}

/** A node returns the steps that it changed; they replace those with the same id. */
function mergeSteps(present: PlanStep[], changed: PlanStep[]): PlanStep[] {
  const merged = new Map(present.map((step) => [step.id, step]));
  for (const step of changed) merged.set(step.id, step);
  return [...merged.values()];
}

/** The state of one turn, checkpointed after every step. */
export const TurnState = Annotation.Root({
  question: Annotation<string>,
  options: Annotation<TurnOptions>,
  started: Annotation<number>,
  understanding: Annotation<Question | null>,
  plan: Annotation<PlanStep[]>({ reducer: mergeSteps, default: () => [] }),
  /** Which part of the question a step serves. */
  stepParts: Annotation<Record<string, string[]>>({ reducer: (a, b) => ({ ...a, ...b }), default: () => ({}) }),
  evidence: Annotation<Evidence[]>({ reducer: appendEvidence, default: () => [] }),
  findings: Annotation<Finding[]>({ reducer: (a, b) => [...a, ...b], default: () => [] }),
  contradictions: Annotation<Contradiction[]>,
  draft: Annotation<Sentence[]>,
  refusal: Annotation<Answer['refusal']>,
  /** The answer's text part by part with the numbers of each in their order, as a report needs it; older turns have no numbers. */
  sections: Annotation<{ part: string; text: string; numbers?: AnswerNumber[] }[]>,
  review: Annotation<Review | null>,
  /** Things to tell the user that are no evidence: "the language model failed, the built-in reasoner answered". */
  notes: Annotation<string[]>({
    reducer: (a, b) => [...a, ...b.filter((note) => !a.includes(note))],
    default: () => [],
  }),
  models: Annotation<Partial<Answer['models']>>({ reducer: (a, b) => ({ ...a, ...b }), default: () => ({}) }),
  usage: Annotation<ModelUsage[]>({ reducer: addUsage, default: () => [] }),
  answer: Annotation<Answer | null>,
});

export type Turn = typeof TurnState.State;
export type TurnUpdate = typeof TurnState.Update;
