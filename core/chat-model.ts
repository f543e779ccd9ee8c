import type { SlowCall } from './progress.ts';

/** A picture in the process: 8-bit RGB, row by row, `width * height * 3` bytes. Never leaves as a path. */
export interface RgbImage {
  width: number;
  height: number;
  data: Uint8Array;
}

/**
 * One part of a message. `image_url` takes data URLs alone (PNG, JPEG, WebP), in OpenAI's form; `image` is ours, for
 * callers in the same process, and is sent as a PNG where the model is another one.
 */
export type ContentPart =
  | { type: 'text'; text: string }
  | { type: 'image_url'; image_url: { url: string } }
  | { type: 'image'; image: RgbImage };

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string | ContentPart[];
}

/** A chat completion's request, with OpenAI's names and vLLM's two additions. */
export interface ChatRequest {
  messages: ChatMessage[];
  /** Base or adapter; the model's own name where it is left out. */
  model?: string;
  /** Default 256. */
  max_tokens?: number;
  /** 0 (default here) takes the likeliest token at every step. */
  temperature?: number;
  top_p?: number;
  /** The same seed gives the same sampled answer. */
  seed?: number;
  /** At most four; the answer ends before the first that would stand in it. */
  stop?: string | string[];
  /** With every token its log probability. */
  logprobs?: boolean;
  /** And those of so many likeliest tokens in its place, 0 to 20. */
  top_logprobs?: number;
  /**
   * The last message is the assistant's and goes on where it ends: `0.` asks for the distribution of the first decimal.
   * Needs `add_generation_prompt: false`, as vLLM does.
   */
  continue_final_message?: boolean;
  add_generation_prompt?: boolean;
}

export interface TopLogprob {
  /** The token's text; bytes that are no whole character show as U+FFFD, see `bytes`. */
  token: string;
  /** Natural logarithm of its probability, before temperature. */
  logprob: number;
  bytes: number[] | null;
}

/** One token of an answer. `top_logprobs` is sorted by falling probability. */
export interface TokenLogprob extends TopLogprob {
  top_logprobs: TopLogprob[];
}

export interface ChatUsage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

/** `stop`: the model ended, or a stop text came; `length`: max_tokens were written. */
export type FinishReason = 'stop' | 'length';

/** A piece of an answer. The last one has `finish_reason`, and `usage` where the server tells it. */
export interface ChatDelta {
  /** May be empty: a token can be part of a character. */
  text: string;
  /** Of the tokens of this piece, where they were asked for. */
  logprobs?: TokenLogprob[];
  finish_reason?: FinishReason;
  usage?: ChatUsage;
}

/** A whole answer. */
export interface ChatAnswer {
  text: string;
  /** Empty where they were not asked for. */
  logprobs: TokenLogprob[];
  finish_reason: FinishReason;
  usage: ChatUsage | null;
}

/** What the tasks must know of one of Gossan's own models (its `model.json`); other servers' models have none. */
export interface VisionCard {
  /** Of the base, also on the card of an adapter. */
  name: string;
  /** SHA-256 of the base's weights. */
  base: string;
  /** Recipes of the views, in the order in which a question shows them. */
  views: string[];
  /** Side of a view in its pixels. */
  size: number;
  /** Side of the window of the scene that a view shows, in ground pixels. */
  window: number;
  /** Of yes/no about copper-related alteration; `present` of yes/no about a named mineral, where it was fitted. */
  calibration: { yesno: Platt; present?: Platt } | null;
  /** Projectors in place of the recipes' own, by the name of the view: they were trained together with these weights. */
  projectors?: Record<string, ViewProjector>;
}

/** Platt's a and b for the difference of the logits of yes and no: p = 1 / (1 + exp(-(a * d + b))). */
export interface Platt {
  a: number;
  b: number;
}

/** A 1×1 projector N → 3 of a view: colour c = Σ weights[c][n] · channel n + bias[c]. */
export interface ViewProjector {
  /** [3][N]. */
  weights: number[][];
  /** [3]. */
  bias: number[];
}

/** A vision model: in this process, behind a socket, or behind an OpenAI-compatible server. */
export interface ChatModel {
  /** What answers name: the base, the adapter, or the server's model. */
  readonly name: string;
  /**
   * One answer, piece by piece.
   * @throws GossanError VISION_REQUEST, VISION_IMAGE, VISION_MODEL_UNKNOWN, VISION_BUSY, VISION_TIMEOUT, ENDPOINT_UNREACHABLE;
   *   the signal's reason where it was stopped
   */
  complete(request: ChatRequest, signal?: AbortSignal): AsyncIterable<ChatDelta>;
  /** Many answers in the order of the requests, as quickly as the model can: batches here, several at once elsewhere. */
  completeMany(requests: readonly ChatRequest[], options?: SlowCall): Promise<ChatAnswer[]>;
  /** Null for a model that is not Gossan's. @param adapter whose card is wanted; that of what answers by default where it is left out */
  card(adapter?: string): Promise<VisionCard | null>;
  /** The adapter that answers requests without `model`, of models whose active adapter can change; null for the base. */
  active?(): Promise<string | null>;
  close(): Promise<void>;
}

/** Waits for a whole answer. */
export async function collect(pieces: AsyncIterable<ChatDelta>): Promise<ChatAnswer> {
  const answer: ChatAnswer = { text: '', logprobs: [], finish_reason: 'stop', usage: null };
  for await (const piece of pieces) {
    answer.text += piece.text;
    if (piece.logprobs) answer.logprobs.push(...piece.logprobs);
    if (piece.finish_reason) answer.finish_reason = piece.finish_reason;
    if (piece.usage) answer.usage = piece.usage;
  }
  return answer;
}
