import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { parseBody } from './chat-schema.ts';
import type { ServerParts } from './server-parts.ts';

type WithId = FastifyRequest<{ Params: { id: string } }>;

export const RENAME_BODY = z.strictObject({ title: z.string().min(1).max(200) });
export const BRANCH_BODY = z.strictObject({ turn: z.number().int().min(1).optional() });

/** `/api/sessions`: what was asked and answered, as `gossan sessions` shows it. */
export function sessionRoutes({ opened }: ServerParts) {
  const store = async () => (await opened.assistant()).sessions;
  return {
    list: async () => ({ sessions: (await store()).list() }),
    get: async (request: FastifyRequest) => (await store()).get((request as WithId).params.id),
    rename: async (request: FastifyRequest) => {
      const { id } = (request as WithId).params;
      (await store()).rename(id, parseBody(RENAME_BODY, request.body).title);
      return (await store()).get(id);
    },
    branch: async (request: FastifyRequest) => {
      const { turn } = parseBody(BRANCH_BODY, request.body);
      return { session: (await store()).branch((request as WithId).params.id, turn) };
    },
  };
}
