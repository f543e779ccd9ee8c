import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Answer, LONGEST_QUESTION, type TurnEvent } from '../../core/answer.ts';
import type { OnProgress } from '../../core/progress.ts';
import { askedScene } from './asked-scene.ts';
import { parseBody } from './chat-schema.ts';
import { takesEvents, tellEvents } from './event-reply.ts';
import type { ServerParts } from './server-parts.ts';

const answering = {
  stream: z.boolean().optional().describe('Server-sent events; also with "Accept: text/event-stream"'),
  steps: z.boolean().optional().describe('Also the events step, progress and note, as the terminal shows them'),
};

export const RESUME_BODY = z.strictObject(answering);

export const ASK_BODY = z.strictObject({
  question: z.string().min(1).max(LONGEST_QUESTION),
  scene: z
    .string()
    .optional()
    .describe('Id of /api/scenes; programs on the machine of the server may give the path of any scene there'),
  kb: z.string().optional(),
  rag: z.boolean().optional(),
  vision: z.boolean().optional(),
  lang: z.enum(['en', 'zh']).optional(),
  session: z.string().max(100).optional(),
  ...answering,
});

/** The events of a turn that a client of the API hears. */
const TOLD = new Set<TurnEvent['type']>(['plan', 'evidence', 'writing', 'token', 'correction', 'review', 'answer']);
/** Those besides that `steps` asks for. */
const STEPS = new Set<TurnEvent['type']>(['step', 'progress', 'note']);

/**
 * `POST /api/ask`: the answer as JSON, or its events `plan`, `evidence`, `writing`, `token`, `correction`, `review`, `answer`;
 * `error` ends a broken one. A `token` holds text that the guards have passed, a `correction` the whole text that stands in
 * place of what was told before it; after the last of them that text is the answer's.
 */
export function ask(parts: ServerParts) {
  const { opened, page } = parts;
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const { question, stream, steps, ...options } = parseBody(ASK_BODY, request.body);
    return turn(request, reply, { stream, steps }, async (signal, onEvent) => {
      const scene = await askedScene(request, parts, options);
      const assistant = await opened.assistant();
      await page?.prepare(options.kb, { signal, onProgress: progressOf(onEvent) });
      const call = { ...(scene === undefined ? {} : { scene }), signal, ...(onEvent ? { onEvent } : {}) };
      return assistant.ask(question, { ...options, ...call });
    });
  };
}

/** `POST /api/sessions/:id/resume`: finishes the turn that was cut off, and answers as {@link ask} does. */
export function resume(parts: ServerParts) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const { id } = request.params as { id: string };
    return turn(request, reply, parseBody(RESUME_BODY, request.body), async (signal, onEvent) => {
      await askedScene(request, parts, { session: id });
      const assistant = await parts.opened.assistant();
      return assistant.resume(id, { signal, ...(onEvent ? { onEvent } : {}) });
    });
  };
}

type OnEvent = (event: TurnEvent) => void;

function turn(
  request: FastifyRequest,
  reply: FastifyReply,
  { stream, steps }: z.infer<typeof RESUME_BODY>,
  work: (signal: AbortSignal, onEvent?: OnEvent) => Promise<Answer>,
): Promise<Answer | undefined> {
  const streams = stream ?? takesEvents(request);
  return tellEvents({ streams }, reply, null, (signal, tell) =>
    work(
      signal,
      streams
        ? (event) => {
            if (TOLD.has(event.type) || (steps && STEPS.has(event.type))) tell(event.type, contentOf(event));
          }
        : undefined,
    ),
  );
}

/** The first reading of the shipped notes, as a step of the one who reads them later; without the paths of this machine. */
function progressOf(onEvent: OnEvent | undefined): OnProgress {
  return ({ done, total }) =>
    onEvent?.({
      type: 'progress',
      agent: 'knowledge-retriever',
      text: 'reading the notes that ship with Gossan',
      ...(done === undefined ? {} : { done }),
      ...(total === undefined ? {} : { total }),
    });
}

/** What an event carries, without the name that stands above it. */
function contentOf(event: TurnEvent): unknown {
  const { type, ...content } = event;
  if (type === 'token') return content;
  const values = Object.values(content);
  return values.length === 1 ? values[0] : content;
}
