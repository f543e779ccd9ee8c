import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { ChatUsage, FinishReason, TokenLogprob, VisionCard } from '../../core/chat-model.ts';
import { ERRORS, type ErrorCode, GossanError } from '../../core/errors.ts';

export const PROTOCOL_VERSION = 1;

export interface WorkerHello {
  type: 'hello';
  version: number;
  name: string;
  adapters: string[];
  card: VisionCard | null;
  /** By adapter, what it brings in place of the card's. */
  cards?: Record<string, AdapterFacts>;
}

/** What an adapter has of its own: see {@link VisionCard}. */
export type AdapterFacts = Pick<VisionCard, 'projectors'> & Partial<Pick<VisionCard, 'calibration'>>;

export type WorkerReply =
  | { type: 'delta'; id: number; text: string; logprobs?: TokenLogprob[] }
  | { type: 'done'; id: number; finish_reason?: FinishReason; usage?: ChatUsage; card?: AdapterFacts }
  | { type: 'error'; id: number; code: string; values: Record<string, string | number> };

/** Where the replies to one id go. */
export interface ReplyListener {
  hear(reply: WorkerReply): void;
  fail(error: GossanError): void;
}

/** The socket: lines out, lines in, by id. */
export class WorkerConnection {
  readonly place: string;
  readonly hello: Promise<WorkerHello>;
  readonly #socket: Socket;
  readonly #listeners = new Map<number, ReplyListener>();
  #ids = 0;
  #dead: GossanError | null = null;

  /** @param path of the Unix socket */
  constructor(path: string) {
    this.place = path;
    this.#socket = connect(path);
    const { promise, resolve, reject } = Promise.withResolvers<WorkerHello>();
    this.hello = promise;
    const die = (detail: string) => {
      this.#dead ??= new GossanError('WORKER_FAILED', { place: path, detail });
      reject(this.#dead);
      for (const listener of this.#listeners.values()) listener.fail(this.#dead);
      this.#listeners.clear();
    };
    this.#socket.on('error', (error) => die(error.message));
    this.#socket.on('close', () => die('it closed the connection'));
    const lines = createInterface({ input: this.#socket, crlfDelay: Number.POSITIVE_INFINITY });
    // It says the socket's errors again, which the socket's own listener has heard.
    lines.on('error', () => undefined);
    lines.on('line', (line) => {
      try {
        const message = JSON.parse(line) as WorkerReply | WorkerHello;
        if (message.type === 'hello') resolve(message);
        else this.#listeners.get(message.id)?.hear(message);
      } catch {
        this.#socket.destroy(new Error('it sent what is no message'));
      }
    });
    this.#write({ type: 'hello', version: PROTOCOL_VERSION });
  }

  /** Sends a message that is answered under its id. Returns the id. */
  send(message: object, listener: ReplyListener): number {
    const id = this.#ids++;
    if (this.#dead) {
      listener.fail(this.#dead);
      return id;
    }
    this.#listeners.set(id, listener);
    this.#write({ ...message, id });
    return id;
  }

  /** Hears no more of this id, and says so to the worker where it was not done. */
  forget(id: number, done: boolean): void {
    this.#listeners.delete(id);
    if (!done && !this.#dead) this.#write({ type: 'cancel', id });
  }

  close(): void {
    this.#socket.destroy();
  }

  #write(message: object): void {
    this.#socket.write(`${JSON.stringify(message)}\n`);
  }
}

/** An error of the worker as a row of the table. */
export function workerError(place: string, { code, values }: Extract<WorkerReply, { type: 'error' }>): GossanError {
  if (Object.hasOwn(ERRORS, code)) return new GossanError(code as ErrorCode, values);
  return new GossanError('WORKER_FAILED', { place, detail: code });
}
