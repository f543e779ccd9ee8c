import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { TurnEvent } from '../../core/answer.ts';
import { asGossanError } from '../../core/errors.ts';
import { parseBody } from './chat-schema.ts';
import { errorObject } from './error-object.ts';
import { EventReply, hangUpSignal } from './event-reply.ts';
import type { ServerParts } from './server-parts.ts';

export const ASK_BODY = z.strictObject({
  question: z.string().min(1).max(20_000),
  scene: z.string().optional().describe('Path of a scene on the machine of the server'),
  kb: z.string().optional(),
  rag: z.boolean().optional(),
  vision: z.boolean().optional(),
  lang: z.enum(['en', 'zh']).optional(),
  session: z.string().max(100).optional(),
  stream: z.boolean().optional().describe('Server-sent events; also with "Accept: text/event-stream"'),
});

/** The events of a turn that a client of the API hears. */
const TOLD = new Set<TurnEvent['type']>(['plan', 'evidence', 'writing', 'token', 'correction', 'review', 'answer']);

/**
 * `POST /api/ask`: the answer as JSON, or its events `plan`, `evidence`, `writing`, `token`, `correction`, `review`, `answer`;
 * `error` ends a broken one. A `token` holds text that the guards have passed, a `correction` the whole text that stands in
 * place of what was told before it; after the last of them that text is the answer's.
 */
export function ask({ opened }: ServerParts) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const signal = hangUpSignal(reply);
    const { question, stream, ...options } = parseBody(ASK_BODY, request.body);
    const streams = stream ?? /text\/event-stream/.test(request.headers.accept ?? '');
    const open = await opened.assistant();
    if (!streams) return open.ask(question, { ...options, signal });

    const events = new EventReply(reply);
    let written = Promise.resolve();
    const tell = (type: string, content: unknown) => {
      written = written.then(() => events.write(`event: ${type}\ndata: ${JSON.stringify(content)}\n\n`, signal));
      // Heard below, with the turn's own end.
      written.catch(() => undefined);
    };
    try {
      const onEvent = (event: TurnEvent) => {
        if (TOLD.has(event.type)) tell(event.type, contentOf(event));
      };
      await open.ask(question, { ...options, signal, onEvent });
      await written;
    } catch (error) {
      await written.catch(() => undefined);
      if (!events.begun) throw error;
      tell('error', errorObject(asGossanError(error)));
      await written.catch(() => undefined);
    }
    events.end();
  };
}

/** What an event carries, without the name that stands above it. */
function contentOf(event: TurnEvent): unknown {
  const { type, ...content } = event;
  if (type === 'token') return content;
  const values = Object.values(content);
  return values.length === 1 ? values[0] : content;
}
