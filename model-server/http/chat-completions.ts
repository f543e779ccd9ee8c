import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ChatRequest, collect } from '../../core/chat-model.ts';
import { asGossanError } from '../../core/errors.ts';
import type { Slot } from '../queue.ts';
import { CHAT_BODY, type ChatBody, chatRequest, parseBody } from './chat-schema.ts';
import { CompletionChunks, completionHead, event, wholeCompletion } from './completion-objects.ts';
import { errorObject } from './error-object.ts';
import { EventReply, hangUpSignal } from './event-reply.ts';
import type { ServerParts } from './server-parts.ts';

/** `POST /v1/chat/completions`. */
export function chatCompletions(parts: ServerParts) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const gone = hangUpSignal(reply);
    const body = parseBody(CHAT_BODY, request.body);
    const asked = chatRequest(body);
    const slot = await parts.queue.acquire(gone);
    try {
      const fingerprint = (await parts.backend.card(parts.backend.name))?.base.slice(0, 12) ?? parts.backend.kind;
      // Named once, so that the answer says what gave it though another adapter is activated meanwhile.
      asked.model ??= (await parts.backend.active?.()) ?? parts.backend.name;
      const head = completionHead(asked.model, `fp_${fingerprint}`);
      if (body.stream) return await stream(parts, body, asked, slot, new EventReply(reply), head);
      const answer = await collect(parts.backend.complete(asked, slot.signal));
      parts.metrics.tokens(answer.usage);
      return wholeCompletion(head, answer, asked.logprobs ?? false);
    } finally {
      slot.release();
    }
  };
}

async function stream(
  { backend, metrics }: ServerParts,
  body: ChatBody,
  asked: ChatRequest,
  { signal }: Slot,
  reply: EventReply,
  head: ReturnType<typeof completionHead>,
): Promise<undefined> {
  const chunks = new CompletionChunks(head, body.stream_options?.include_usage ?? false);
  try {
    for await (const piece of backend.complete(asked, signal)) {
      if (!reply.begun) await reply.write(chunks.role(), signal);
      await reply.write(chunks.piece(piece), signal);
      if (piece.finish_reason) {
        metrics.tokens(piece.usage ?? null);
        await reply.write(chunks.end(piece.finish_reason, piece.usage ?? null), signal);
      }
    }
  } catch (error) {
    // Before the first event the error has a status of its own; afterwards it is an event, and the stream ends without [DONE].
    if (!reply.begun) throw error;
    const broken = asGossanError(signal.aborted ? signal.reason : error);
    await reply.write(event(errorObject(broken)), AbortSignal.timeout(1000)).catch(() => undefined);
  }
  reply.end();
}
