import type { ChatAnswer, ChatDelta, ChatRequest, ContentPart, VisionCard } from '../../core/chat-model.ts';
import { GossanError } from '../../core/errors.ts';
import type { SlowCall } from '../../core/progress.ts';
import type { Backend, ServedModel } from '../backend.ts';
import { answerAll } from '../client/answer-all.ts';
import { wireRequest } from '../client/wire-request.ts';
import { ownPicture, PICTURE_LIMITS, viewPicture } from '../embedded/view-picture.ts';
import {
  type AdapterFacts,
  PROTOCOL_VERSION,
  WorkerConnection,
  type WorkerHello,
  type WorkerReply,
  workerError,
} from './worker-connection.ts';

/** Windows under way at once: the worker makes its own batches of them. */
const AT_ONCE = 64;

/** A Python worker on a GPU of this machine, behind a Unix socket (README.md has the protocol). */
export class WorkerBackend implements Backend {
  readonly kind = 'worker';
  readonly name: string;
  readonly #connection: WorkerConnection;
  readonly #hello: WorkerHello;
  readonly #adapters: Map<string, AdapterFacts>;

  private constructor(connection: WorkerConnection, hello: WorkerHello) {
    this.#connection = connection;
    this.#hello = hello;
    this.name = hello.name;
    this.#adapters = new Map(hello.adapters.map((name) => [name, hello.cards?.[name] ?? {}]));
  }

  /** @throws GossanError WORKER_FAILED where nobody listens at the socket, or speaks another protocol */
  static async connect(socket: string): Promise<WorkerBackend> {
    const connection = new WorkerConnection(socket);
    const hello = await connection.hello;
    if (hello.version !== PROTOCOL_VERSION) {
      connection.close();
      const detail = `it speaks version ${hello.version} of the protocol, not ${PROTOCOL_VERSION}`;
      throw new GossanError('WORKER_FAILED', { place: socket, detail });
    }
    return new WorkerBackend(connection, hello);
  }

  async *complete(request: ChatRequest, signal?: AbortSignal): AsyncGenerator<ChatDelta> {
    const body = await this.#body(request);
    for await (const reply of this.#talk({ type: 'complete', request: body }, signal)) {
      const { type: _, id: __, ...piece } = reply;
      yield { text: '', ...piece };
    }
  }

  completeMany(requests: readonly ChatRequest[], options: SlowCall = {}): Promise<ChatAnswer[]> {
    return answerAll(requests, (request, signal) => this.complete(request, signal), AT_ONCE, options);
  }

  async card(adapter?: string): Promise<VisionCard | null> {
    const { card } = this.#hello;
    return card && { ...card, ...(adapter === undefined ? {} : this.#adapters.get(adapter)) };
  }

  async models(): Promise<ServedModel[]> {
    const { card } = this.#hello;
    const adapters = [...this.#adapters].map(([id, own]) => ({
      id,
      parent: this.name,
      card: card && { ...card, ...own },
    }));
    return [{ id: this.name, parent: null, card }, ...adapters];
  }

  async loadAdapter(name: string, path: string): Promise<void> {
    for await (const reply of this.#talk({ type: 'load_adapter', name, path })) {
      this.#adapters.set(name, (reply.type === 'done' && reply.card) || {});
    }
  }

  async unloadAdapter(name: string): Promise<void> {
    for await (const _ of this.#talk({ type: 'unload_adapter', name })) this.#adapters.delete(name);
  }

  async close(): Promise<void> {
    this.#connection.close();
  }

  /** The request with its pictures decoded and checked here, and resampled where the model has a card with their size. */
  async #body(request: ChatRequest): Promise<object> {
    const size = this.#hello.card?.size ?? null;
    const { messages: _, ...body } = wireRequest({ ...request, messages: [] }, request.model ?? this.name);
    const messages: object[] = [];
    for (const message of request.messages) {
      const content = typeof message.content === 'string' ? message.content : await rawParts(message.content, size);
      messages.push({ ...message, content });
    }
    return { ...body, messages };
  }

  /** The replies to one message up to `done`. Ending early, or the signal, cancels it. */
  async *#talk(message: object, signal?: AbortSignal): AsyncGenerator<Exclude<WorkerReply, { type: 'error' }>> {
    signal?.throwIfAborted();
    const arrived: WorkerReply[] = [];
    let failure: unknown = null;
    let wake = () => {};
    const fail = (error: unknown) => {
      failure = error;
      wake();
    };
    const hear = (reply: WorkerReply) => {
      arrived.push(reply);
      wake();
    };
    const stopped = () => fail(signal!.reason);
    signal?.addEventListener('abort', stopped, { once: true });
    const id = this.#connection.send(message, { hear, fail });
    let done = false;
    try {
      while (!done) {
        if (failure) throw failure;
        const reply = arrived.shift();
        if (!reply) {
          await new Promise<void>((resume) => {
            wake = resume;
          });
          continue;
        }
        done = reply.type !== 'delta';
        if (reply.type === 'error') throw workerError(this.#connection.place, reply);
        yield reply;
      }
    } finally {
      signal?.removeEventListener('abort', stopped);
      this.#connection.forget(id, done);
    }
  }
}

async function rawParts(parts: readonly ContentPart[], size: number | null): Promise<object[]> {
  const raw: object[] = [];
  for (const part of parts) {
    if (part.type === 'text') raw.push(part);
    else {
      const { width, height, data } =
        size === null
          ? await ownPicture(part, PICTURE_LIMITS)
          : { width: size, height: size, data: await viewPicture(part, size, PICTURE_LIMITS) };
      raw.push({ type: 'image', image: { width, height, data: Buffer.from(data).toString('base64') } });
    }
  }
  return raw;
}
