import fastify, { type FastifyInstance } from 'fastify';
import { type Access, checkAddress, listenError } from '../../core/callers.ts';
import type { Backend } from '../backend.ts';
import { type QueueLimits, RequestQueue } from '../queue.ts';
import { answerErrors } from './error-object.ts';
import { guard } from './guard.ts';
import { Metrics } from './metrics.ts';
import { docsPage, openApi } from './open-api.ts';
import { Opened } from './opened.ts';
import { pageFiles, servePage } from './page-files.ts';
import { routes } from './routes.ts';
import type { PageParts } from './scene-desk.ts';
import defaults from './settings.json' with { type: 'json' };

export interface ServerOptions {
  backend: Backend;
  /** Address to listen at; loopback where it is left out. */
  host?: string;
  /** 0 takes a free one. */
  port?: number;
  /** Value of GOSSAN_TOKEN. */
  token?: string;
  queue?: Partial<QueueLimits>;
  version?: string;
  /** The page and the scenes that it may open; without it the server has neither. */
  page?: (opened: Opened) => PageParts;
}

export interface GossanServer {
  /** `http://127.0.0.1:8080`. */
  url: string;
  /** Takes no new requests, lets those that run and wait end, then stops listening. The backend stays open. */
  stop(): Promise<void>;
}

/**
 * Listens.
 * @throws GossanError SERVE_ADDRESS where another host than loopback has no token, or the port is taken
 */
export async function startServer(options: ServerOptions): Promise<GossanServer> {
  const { backend, host = '127.0.0.1', port = 0, token, version = '' } = options;
  const access: Access = { host, token };
  checkAddress(access, port);
  const queue = new RequestQueue({ ...defaults.queue, ...options.queue });
  const metrics = new Metrics(queue);
  const opened = new Opened(backend);
  const server = fastify({ bodyLimit: defaults.body_bytes, forceCloseConnections: 'idle', trustProxy: false });
  // A form or text/plain could be sent by a page of another site without asking first.
  server.removeContentTypeParser('text/plain');
  answerErrors(server, defaults.body_bytes);
  measure(server, metrics);
  const page = options.page?.(opened);
  const files = page ? pageFiles(page.folder) : new Map<string, string>();
  guard(server, access, files);
  if (page) servePage(server, page.folder, files);
  const table = routes({ backend, queue, metrics, access, opened, page });
  for (const { method, path: url, handler } of table) server.route({ method, url, handler });
  const description = openApi(table, version);
  server.get('/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(docsPage(table)));
  server.get('/docs/openapi.json', async () => description);
  const url = await listen(server, host, port);
  return {
    url,
    stop: async () => {
      await queue.drain();
      await server.close();
      await opened.close();
    },
  };
}

async function listen(server: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (error) {
    throw listenError(error, host, port);
  }
}

/** Counts every request when its connection is done with it, also those whose callers hung up (status 499). */
function measure(server: FastifyInstance, metrics: Metrics): void {
  server.addHook('onRequest', async (request, reply) => {
    const started = performance.now();
    reply.raw.once('close', () => {
      const status = reply.raw.writableFinished ? reply.raw.statusCode : 499;
      const route = request.routeOptions.url ?? 'unknown';
      metrics.request(route, status, (performance.now() - started) / 1000);
    });
  });
}
