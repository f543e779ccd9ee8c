import type { Evidence } from './evidence.ts';
import type { Language } from './language.ts';

/** Characters of a question: some pages of text. What is longer is a document. */
export const LONGEST_QUESTION = 20_000;

/** A quotation stands on the page it names, on another page, or nowhere. Only verified ones reach a reader as quotations. */
export type QuoteVerdict = 'verified' | 'misattributed' | 'fabricated';

export type AgentName =
  | 'planner'
  | 'spectral-analyst'
  | 'vision-analyst'
  | 'knowledge-retriever'
  | 'responder'
  | 'reviewer';

export interface PlanStep {
  id: string;
  agent: AgentName;
  goal: string;
  status: 'pending' | 'running' | 'done' | 'failed' | 'skipped';
  ms: number;
}

export interface Citation {
  /** The number in brackets in the answer. */
  n: number;
  /** Id in the answer's evidence. */
  evidence: string;
  document: string;
  title: string;
  page: number;
  label?: string;
  start: number;
  end: number;
  quote: string;
  verdict: QuoteVerdict;
  /** The page is a picture: the quotation was checked against text that was recognised so surely (0..1). */
  ocr?: { confidence: number };
  /** The address that the document was fetched from (`kb sync`), and the DOI that it gives itself. */
  url?: string;
  doi?: string;
}

export interface AnswerNumber {
  /** As it stands in the answer. */
  text: string;
  value: number;
  unit: string;
  /** The evidence that carries it; or a formula over `inputs` (evidence ids). */
  evidence?: string;
  /** Of a document: where on its page the number stands, in characters of the page's stored text. */
  start?: number;
  end?: number;
  formula?: string;
  inputs?: string[];
  /** Beside `inputs`, for those that are documents: which number of the span the formula takes. */
  operands?: (AnswerNumber | null)[];
}

export interface Contradiction {
  subject: string;
  sides: { evidence: string; says: string }[];
}

/** One turn's answer (contract: `ask`). */
export interface Answer {
  answer: string;
  language: Language;
  session: string;
  turn: number;
  plan: PlanStep[];
  evidence: Evidence[];
  citations: Citation[];
  numbers: AnswerNumber[];
  contradictions: Contradiction[];
  review: { verdict: 'PASS' | 'RETRY'; rewrites: 0 | 1; reasons: string[] };
  refusal: null | { reason: string; missing: string[] };
  models: { reasoner: string; embeddings: string; reranker: string; vision: string; adapter: string };
  /** What each model was called for; empty where none was. Turns of older versions have none. */
  usage?: ModelUsage[];
  ms: number;
}

/** The calls of one model in one turn. Tokens are those that the server told; one that tells none counts 0. */
export interface ModelUsage {
  model: string;
  /** A language model that plans and writes, or the vision model. */
  role: 'reasoner' | 'vision';
  calls: number;
  prompt_tokens: number;
  completion_tokens: number;
  /** Time spent waiting for it. Calls in parallel count each. */
  ms: number;
}

/** What happens during a turn, for the panels of the chat and for server-sent events. */
export type TurnEvent =
  | { type: 'plan'; plan: PlanStep[] }
  | { type: 'step'; step: PlanStep }
  | { type: 'progress'; agent: AgentName; text: string; done?: number; total?: number }
  | { type: 'evidence'; evidence: Evidence[] }
  /** A language model writes, so many words until now. What they say is told when the guards have passed it. */
  | { type: 'writing'; model: string; words: number }
  /** Text of the answer that the guards have passed; it goes on where the one before ended. */
  | { type: 'token'; text: string }
  /** What was told until now does not stand: `text` does. `taken` are the sentences that were taken back, and why. */
  | { type: 'correction'; text: string; taken: { text: string; reason: string }[] }
  | { type: 'review'; review: Answer['review'] }
  | { type: 'note'; text: string }
  | { type: 'answer'; answer: Answer };

export interface AskOptions {
  /** Path of the scene; the session's scene when it is left out. */
  scene?: string;
  /** Name of the knowledge base; 'default' when left out. */
  kb?: string;
  rag?: boolean;
  vision?: boolean;
  lang?: Language;
  /** An existing session to go on with, or a new id. */
  session?: string;
  signal?: AbortSignal;
  onEvent?: (event: TurnEvent) => void;
}
