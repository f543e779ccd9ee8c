import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { parseBody } from './chat-schema.ts';
import { hangUpSignal } from './event-reply.ts';
import type { ServerParts } from './server-parts.ts';

interface Params {
  kb: string;
  document: string;
  page: string;
}

export const SEARCH_QUERY = z.object({
  q: z.string().min(1).max(2000),
  k: z.coerce.number().int().min(1).max(100).default(8),
});
export const PAGE_PARAMS = z.object({ page: z.coerce.number().int().min(1) });

/** `/api/kb`: what the knowledge bases hold; documents are added by `gossan kb add`, where the files are. */
export function knowledgeRoutes({ opened, page }: ServerParts) {
  const baseOf = (request: FastifyRequest) => opened.knowledgeBase((request.params as Params).kb);
  return {
    list: async () => {
      const { listKnowledgeBases } = await import('../../rag/index.ts');
      return { bases: await listKnowledgeBases(), ...(page ? { default: page.kb } : {}) };
    },
    documents: async (request: FastifyRequest) => ({ documents: await (await baseOf(request)).list() }),
    search: async (request: FastifyRequest, reply: FastifyReply) => {
      const signal = hangUpSignal(reply);
      const { q, k } = parseBody(SEARCH_QUERY, request.query);
      return { results: await (await baseOf(request)).search(q, { k, signal }) };
    },
    page: async (request: FastifyRequest) => {
      const { page } = parseBody(PAGE_PARAMS, request.params);
      return (await baseOf(request)).page((request.params as Params).document, page);
    },
  };
}
