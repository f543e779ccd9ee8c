import type { RouteHandlerMethod } from 'fastify';
import type { z } from 'zod';
import { ASK_BODY, ask, RESUME_BODY, resume } from './ask.ts';
import { chatCompletions } from './chat-completions.ts';
import { CHAT_BODY } from './chat-schema.ts';
import { EMBEDDINGS_BODY, embeddings } from './embeddings.ts';
import { knowledgeRoutes, SEARCH_QUERY } from './knowledge.ts';
import { LOAD_BODY, listModels, loadAdapter, UNLOAD_BODY, unloadAdapter } from './models.ts';
import { sceneRoutes } from './scenes.ts';
import type { ServerParts } from './server-parts.ts';
import { BRANCH_BODY, RENAME_BODY, sessionRoutes } from './sessions.ts';

/** One route: what the server does and what /docs says of it. */
export interface Route {
  method: 'GET' | 'POST' | 'PATCH';
  /** Fastify's pattern: `/api/kb/:kb`. */
  path: string;
  summary: string;
  body?: z.ZodObject;
  query?: z.ZodObject;
  /** Of an answer as JSON. */
  reply?: z.ZodType;
  /** Needs the token of GOSSAN_TOKEN on loopback too. */
  admin?: boolean;
  /** Media types of the answer; JSON where it is left out. */
  answers?: string[];
  handler: RouteHandlerMethod;
}

const STREAM = ['application/json', 'text/event-stream'];

/** Every route of the server, in the order of /docs. */
export function routes(parts: ServerParts): Route[] {
  const sessions = sessionRoutes(parts);
  const knowledge = knowledgeRoutes(parts);
  const { backend, queue, metrics, page } = parts;
  return [
    {
      method: 'POST',
      path: '/v1/chat/completions',
      summary: 'Ask the vision model (OpenAI form; stream or whole)',
      body: CHAT_BODY,
      answers: STREAM,
      handler: chatCompletions(parts),
    },
    { method: 'GET', path: '/v1/models', summary: 'The base and its adapters', handler: listModels(parts) },
    {
      method: 'POST',
      path: '/v1/load_lora_adapter',
      summary: 'Load an adapter under a name (vLLM form)',
      body: LOAD_BODY,
      admin: true,
      answers: ['text/plain'],
      handler: loadAdapter(parts),
    },
    {
      method: 'POST',
      path: '/v1/unload_lora_adapter',
      summary: 'Unload an adapter (vLLM form)',
      body: UNLOAD_BODY,
      admin: true,
      answers: ['text/plain'],
      handler: unloadAdapter(parts),
    },
    {
      method: 'POST',
      path: '/v1/embeddings',
      summary: 'Sentence vectors (OpenAI form)',
      body: EMBEDDINGS_BODY,
      handler: embeddings(parts),
    },
    {
      method: 'POST',
      path: '/api/ask',
      summary: 'Ask the assistant: an answer, or its events plan, evidence, writing, token, correction, review, answer',
      body: ASK_BODY,
      answers: STREAM,
      handler: ask(parts),
    },
    { method: 'GET', path: '/api/sessions', summary: 'Sessions, the latest first', handler: sessions.list },
    { method: 'GET', path: '/api/sessions/:id', summary: 'A session with its turns', handler: sessions.get },
    {
      method: 'PATCH',
      path: '/api/sessions/:id',
      summary: 'Rename a session',
      body: RENAME_BODY,
      handler: sessions.rename,
    },
    {
      method: 'POST',
      path: '/api/sessions/:id/branch',
      summary: 'A new session with the turns up to one',
      body: BRANCH_BODY,
      handler: sessions.branch,
    },
    {
      method: 'POST',
      path: '/api/sessions/:id/resume',
      summary: 'Finish the turn that was cut off: an answer, or its events as /api/ask has them',
      body: RESUME_BODY,
      answers: STREAM,
      handler: resume(parts),
    },
    ...(page ? sceneRoutes(page.scenes) : []),
    { method: 'GET', path: '/api/kb', summary: 'Names of the knowledge bases', handler: knowledge.list },
    { method: 'GET', path: '/api/kb/:kb', summary: 'Documents of a knowledge base', handler: knowledge.documents },
    {
      method: 'GET',
      path: '/api/kb/:kb/search',
      summary: 'Passages for a question',
      query: SEARCH_QUERY,
      handler: knowledge.search,
    },
    {
      method: 'GET',
      path: '/api/kb/:kb/documents/:document/pages/:page',
      summary: 'The stored text of a page',
      handler: knowledge.page,
    },
    { method: 'GET', path: '/healthz', summary: 'The process lives', handler: async () => ({ status: 'ok' }) },
    {
      method: 'GET',
      path: '/readyz',
      summary: 'The model answers; 503 where it does not, or the server stops',
      handler: async (_request, reply) => {
        const ready = !queue.closed && (await backend.models().then(Boolean, () => false));
        return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', backend: backend.kind });
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      summary: 'Counts for Prometheus',
      answers: ['text/plain'],
      handler: async (_request, reply) =>
        reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(metrics.text()),
    },
  ];
}
