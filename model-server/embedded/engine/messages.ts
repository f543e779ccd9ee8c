import type { Sampling } from './pick-token.ts';

/** A graph and where its initializers stand. */
export interface GraphFiles {
  graph: string;
  /** The `model.safetensors` that the graph names. */
  weights: string;
  /** SHA-256 of the weights as it must be. */
  sha256: string;
}

/** Files of a base or of an adapter on it: the same graphs with other weights, or a decoder of its own. */
export interface WeightFiles {
  vision: GraphFiles;
  decoder: GraphFiles;
}

/** Sizes that the engine cannot read from the graphs. */
export interface ModelSizes {
  /** Width of a token's embedding. */
  hidden: number;
  /** Side of a view in pixels. */
  view: number;
  /** Rows and columns of a view's tokens. */
  grid: number;
  /** Layers that receive features of the vision tower. */
  deepstack: number;
  /** Of red, green and blue, 0 to 1. */
  mean: readonly number[];
  std: readonly number[];
  /** The token that stands where a picture's tokens go. */
  imageToken: number;
  /** Tokens that end an answer. */
  endTokens: number[];
}

/** One request as the engine takes it: numbers only. */
export interface EngineRequest extends Sampling {
  id: number;
  /** Name under which weights were loaded. */
  model: string;
  /** Prompt, with a view's placeholders in their places. */
  tokens: Int32Array;
  /** Rotary positions [3, length] of the prompt, and the one of the first token after it. */
  positions: Int32Array;
  next: number;
  /** RGB of each view, `view * view * 3` bytes, in the order of the prompt. */
  pictures: Uint8Array[];
  maxTokens: number;
  /** How many likeliest tokens to tell; 0 none. */
  tops: number;
}

export type ToEngine =
  | { type: 'load'; call: number; name: string; files: WeightFiles; sizes: ModelSizes; threads: number }
  | { type: 'unload'; name: string }
  | { type: 'complete'; request: EngineRequest }
  | { type: 'cancel'; id: number };

/** One token of one request. `end` with its last: `stop` comes without a token, `length` with one. */
export interface EngineToken {
  id: number;
  token: number | null;
  logprob: number;
  tops: { tokens: number[]; logprobs: number[] };
  end: 'stop' | 'length' | null;
}

export type FromEngine =
  | { type: 'loaded'; call: number }
  | { type: 'not-loaded'; call: number; path: string; detail: string }
  | { type: 'tokens'; tokens: EngineToken[] }
  | { type: 'failed'; ids: number[]; detail: string };
