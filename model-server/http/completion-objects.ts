import { randomUUID } from 'node:crypto';
import type { ChatAnswer, ChatDelta, ChatUsage, FinishReason, TokenLogprob } from '../../core/chat-model.ts';

/** What all objects of one completion share. */
export interface CompletionHead {
  id: string;
  created: number;
  model: string;
  system_fingerprint: string;
}

/** @param fingerprint of the weights that answer */
export function completionHead(model: string, fingerprint: string): CompletionHead {
  return {
    id: `chatcmpl-${randomUUID().replaceAll('-', '')}`,
    created: Math.floor(Date.now() / 1000),
    model,
    system_fingerprint: fingerprint,
  };
}

/** OpenAI's `chat.completion`. */
export function wholeCompletion(head: CompletionHead, answer: ChatAnswer, logprobs: boolean) {
  const { text, finish_reason, usage } = answer;
  return {
    ...head,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: text, refusal: null, annotations: [] },
        logprobs: logprobs ? logprobContent(answer.logprobs) : null,
        finish_reason,
      },
    ],
    usage,
  };
}

/** OpenAI's `chat.completion.chunk`s of one stream, as text of server-sent events. */
export class CompletionChunks {
  readonly #head: CompletionHead;
  readonly #usage: boolean;

  /** @param usage the client asked for `stream_options.include_usage` */
  constructor(head: CompletionHead, usage: boolean) {
    this.#head = head;
    this.#usage = usage;
  }

  /** The first: the role, no text. */
  role(): string {
    return this.#chunk({ role: 'assistant', content: '', refusal: null }, null, null);
  }

  /** A piece of the answer; empty where there is nothing in it to tell. */
  piece({ text, logprobs }: ChatDelta): string {
    if (text === '' && !logprobs?.length) return '';
    return this.#chunk({ content: text }, logprobs ?? null, null);
  }

  /** The last of the answer, then the usage where it was asked for, then the end. */
  end(reason: FinishReason, usage: ChatUsage | null): string {
    const last = this.#chunk({}, null, reason);
    const told = this.#usage ? event({ ...this.#object(), choices: [], usage }) : '';
    return `${last}${told}data: [DONE]\n\n`;
  }

  #object() {
    return { ...this.#head, object: 'chat.completion.chunk' };
  }

  #chunk(delta: object, logprobs: TokenLogprob[] | null, reason: FinishReason | null): string {
    const choice = { index: 0, delta, logprobs: logprobs && logprobContent(logprobs), finish_reason: reason };
    return event({ ...this.#object(), choices: [choice], ...(this.#usage ? { usage: null } : {}) });
  }
}

export function event(content: object): string {
  return `data: ${JSON.stringify(content)}\n\n`;
}

function logprobContent(content: TokenLogprob[]) {
  return { content, refusal: null };
}
