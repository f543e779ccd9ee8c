import type {
  ChatAnswer,
  ChatDelta,
  ChatModel,
  ChatRequest,
  ChatUsage,
  FinishReason,
  TokenLogprob,
  VisionCard,
} from '../../core/chat-model.ts';
import { collect } from '../../core/chat-model.ts';
import { GossanError } from '../../core/errors.ts';
import type { SlowCall } from '../../core/progress.ts';
import { answerAll } from './answer-all.ts';
import { eventData } from './event-stream.ts';
import { answerError } from './server-errors.ts';
import { wireRequest } from './wire-request.ts';

/** A whole answer may take this long, ms. */
const PATIENCE_MS = 300_000;
/** How many questions are under way at once in {@link HttpChatModel.completeMany}; servers batch what waits together. */
const AT_ONCE = 8;
/** How often a question that found the server's queue full is asked again, and the longest wait between, s. */
const TRIES_WHEN_BUSY = 20;
const LONGEST_WAIT_S = 10;

/** One choice of a completion or of a chunk of one. */
interface Choice {
  delta?: { content?: string | null };
  message?: { content?: string | null };
  logprobs?: { content?: TokenLogprob[] | null } | null;
  finish_reason?: FinishReason | null;
}

interface Completion {
  choices?: Choice[];
  usage?: ChatUsage | null;
  error?: { message?: string };
}

/** A line of `/v1/models`: an adapter has a parent, and Gossan's own models have a card. */
export interface ListedModel {
  id: string;
  parent?: string | null;
  gossan?: VisionCard | null;
}

export interface HttpModelOptions {
  /** Bearer token. */
  key?: string;
}

/** A model behind any OpenAI-compatible chat endpoint that takes pictures as data URLs. */
export class HttpChatModel implements ChatModel {
  /** Without a trailing slash and without `/v1`. */
  readonly url: string;
  readonly name: string;
  readonly #key: string | undefined;
  #cards: Promise<Map<string, VisionCard | null>> | null = null;

  constructor(url: string, name: string, options: HttpModelOptions = {}) {
    this.url = url.replace(/\/+$/, '').replace(/\/v1$/, '');
    this.name = name;
    this.#key = options.key;
  }

  async *complete(request: ChatRequest, signal?: AbortSignal): AsyncGenerator<ChatDelta> {
    const body = wireRequest(request, request.model ?? this.name);
    const response = await this.#fetch(
      '/v1/chat/completions',
      { ...body, stream: true, stream_options: { include_usage: true } },
      signal,
    );
    try {
      yield* this.#pieces(response);
    } catch (error) {
      throw this.#unreachable(error, signal);
    }
  }

  completeMany(requests: readonly ChatRequest[], options: SlowCall = {}): Promise<ChatAnswer[]> {
    return answerAll(requests, (request, signal) => this.#patiently(request, signal), AT_ONCE, options);
  }

  async card(adapter: string = this.name): Promise<VisionCard | null> {
    this.#cards ??= this.list().then((models) => new Map(models.map(({ id, gossan }) => [id, gossan ?? null])));
    this.#cards.catch(() => {
      this.#cards = null;
    });
    return (await this.#cards).get(adapter) ?? null;
  }

  /** What the server lists at /v1/models. */
  protected async list(): Promise<ListedModel[]> {
    const response = await this.#fetch('/v1/models', undefined, undefined);
    const { data } = (await response.json()) as { data?: ListedModel[] };
    return data ?? [];
  }

  protected async post(path: string, body: object): Promise<void> {
    const response = await this.#fetch(path, body, undefined);
    await response.body?.cancel();
  }

  async close(): Promise<void> {}

  async #patiently(request: ChatRequest, signal: AbortSignal): Promise<ChatAnswer> {
    for (let tries = 1; ; tries++) {
      try {
        return await collect(this.complete(request, signal));
      } catch (error) {
        if (!(error instanceof GossanError) || error.code !== 'VISION_BUSY' || tries === TRIES_WHEN_BUSY) throw error;
        const seconds = Math.min(Number(error.values.seconds) || 1, LONGEST_WAIT_S);
        const { setTimeout: sleep } = await import('node:timers/promises');
        await sleep(seconds * 1000, undefined, { signal });
      }
    }
  }

  async #fetch(path: string, body: object | undefined, signal: AbortSignal | undefined): Promise<Response> {
    const timeout = AbortSignal.timeout(PATIENCE_MS);
    let response: Response;
    try {
      response = await fetch(`${this.url}${path}`, {
        method: body ? 'POST' : 'GET',
        headers: {
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...(this.#key ? { authorization: `Bearer ${this.#key}` } : {}),
        },
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    } catch (error) {
      throw this.#unreachable(error, signal);
    }
    if (!response.ok) throw await answerError(this.url, response);
    return response;
  }

  /** The pieces of an answer, streamed or, from a server that does not stream, whole. */
  async *#pieces(response: Response): AsyncGenerator<ChatDelta> {
    if (!/text\/event-stream/.test(response.headers.get('content-type') ?? '')) {
      const whole = (await response.json()) as Completion;
      const choice = whole.choices?.[0];
      if (typeof choice?.message?.content !== 'string') throw this.#notAnAnswer('no message in the answer');
      yield { ...piece(choice), finish_reason: choice.finish_reason ?? 'stop', ...usageOf(whole) };
      return;
    }
    let finish: FinishReason | undefined;
    for await (const data of eventData(response.body!)) {
      const chunk = JSON.parse(data) as Completion;
      if (chunk.error) throw this.#notAnAnswer(chunk.error.message ?? 'the answer broke off');
      const choice = chunk.choices?.[0];
      finish = choice?.finish_reason ?? finish;
      // The finish is told at the very end, beside the usage, which comes in a chunk without choices.
      if (choice && (choice.delta?.content || choice.logprobs?.content?.length)) yield piece(choice);
      if (chunk.usage && finish) {
        yield { text: '', finish_reason: finish, usage: chunk.usage };
        return;
      }
    }
    if (!finish) throw this.#notAnAnswer('the answer broke off');
    yield { text: '', finish_reason: finish };
  }

  #notAnAnswer(detail: string): GossanError {
    return new GossanError('ENDPOINT_UNREACHABLE', { url: this.url, detail });
  }

  #unreachable(error: unknown, signal: AbortSignal | undefined): unknown {
    signal?.throwIfAborted();
    if (error instanceof GossanError) return error;
    const { name, message, cause } = error as Error & { cause?: Error };
    const detail = name === 'TimeoutError' ? `nothing within ${PATIENCE_MS / 1000} s` : (cause?.message ?? message);
    return new GossanError('ENDPOINT_UNREACHABLE', { url: this.url, detail }, { cause: error });
  }
}

function piece(choice: Choice): ChatDelta {
  const logprobs = choice.logprobs?.content;
  const text = choice.delta?.content ?? choice.message?.content ?? '';
  return { text, ...(logprobs ? { logprobs } : {}) };
}

function usageOf({ usage }: Completion): { usage?: ChatUsage } {
  return usage ? { usage } : {};
}
