import { once } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { asGossanError, GossanError } from '../../core/errors.ts';
import { errorObject } from './error-object.ts';

/** A reply of server-sent events. The head goes out with the first event: until then an error may still have its status. */
export class EventReply {
  readonly #reply: FastifyReply;
  #begun = false;

  constructor(reply: FastifyReply) {
    this.#reply = reply;
  }

  get begun(): boolean {
    return this.#begun;
  }

  /** Waits while the client does not read. */
  async write(text: string, signal: AbortSignal): Promise<void> {
    if (text === '') return;
    const { raw } = this.#reply;
    if (!this.#begun) {
      this.#begun = true;
      this.#reply.hijack();
      raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache',
        connection: 'keep-alive',
        // nginx collects a reply before it passes it on, unless it is told
        'x-accel-buffering': 'no',
      });
    }
    if (!raw.write(text)) await once(raw, 'drain', { signal });
  }

  end(): void {
    this.#reply.raw.end();
  }
}

/** Whether a client asks for server-sent events. */
export function takesEvents({ headers }: FastifyRequest): boolean {
  return /text\/event-stream/.test(headers.accept ?? '');
}

/** Aborted when the client hangs up before its reply is finished. */
export function hangUpSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new GossanError('INTERRUPTED'));
  });
  return controller.signal;
}

/** Tells a client an event: its name, and its content as JSON. */
export type Tell = (type: string, content: unknown) => void;

/**
 * Answers with the result as JSON; or, where it `streams`, with server-sent events of what the work tells on its way.
 * @param last the name of the event that carries the result; null where the work tells it itself. `error` ends a broken one.
 */
export async function tellEvents<T>(
  { streams }: { streams: boolean },
  reply: FastifyReply,
  last: string | null,
  work: (signal: AbortSignal, tell: Tell) => Promise<T>,
): Promise<T | undefined> {
  const signal = hangUpSignal(reply);
  if (!streams) return work(signal, () => undefined);
  const events = new EventReply(reply);
  let written = Promise.resolve();
  const tell: Tell = (type, content) => {
    written = written.then(() => events.write(`event: ${type}\ndata: ${JSON.stringify(content)}\n\n`, signal));
    // Heard below, with the work's own end.
    written.catch(() => undefined);
  };
  try {
    const result = await work(signal, tell);
    if (last !== null) tell(last, result);
    await written;
  } catch (error) {
    await written.catch(() => undefined);
    if (!events.begun) throw error;
    tell('error', errorObject(asGossanError(error)));
    await written.catch(() => undefined);
  }
  events.end();
  return undefined;
}
