import { once } from 'node:events';
import type { FastifyReply } from 'fastify';
import { GossanError } from '../../core/errors.ts';

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

/** Aborted when the client hangs up before its reply is finished. */
export function hangUpSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new GossanError('INTERRUPTED'));
  });
  return controller.signal;
}
