import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { GossanError } from '../../core/errors.ts';
import { searchesByMeaning } from '../../rag/index/embedder.ts';
import { parseBody } from './chat-schema.ts';
import { hangUpSignal } from './event-reply.ts';
import type { ServerParts } from './server-parts.ts';

const text = z.string().min(1).max(20_000);

export const EMBEDDINGS_BODY = z.object({
  model: z.string().describe('Any name: the one embedder of this installation answers'),
  input: z.union([text, z.array(text).min(1).max(256)]),
  encoding_format: z.enum(['float', 'base64']).nullish(),
});

/** `POST /v1/embeddings`: sentence vectors of length 1 from the embedder of the knowledge base. */
export function embeddings({ opened }: ServerParts) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const gone = hangUpSignal(reply);
    const body = parseBody(EMBEDDINGS_BODY, request.body);
    const model = await opened.embedder();
    if (!searchesByMeaning(model)) throw new GossanError('EMBEDDINGS_MISSING', { detail: 'no weights are there' });
    const data: object[] = [];
    let tokens = 0;
    for (const [index, input] of [body.input].flat().entries()) {
      gone.throwIfAborted();
      const { vector, pieces } = await model.embed(input);
      tokens += pieces.length;
      const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
      const embedding = body.encoding_format === 'base64' ? bytes.toString('base64') : Array.from(vector);
      data.push({ object: 'embedding', index, embedding });
    }
    return { object: 'list', data, model: model.id, usage: { prompt_tokens: tokens, total_tokens: tokens } };
  };
}
