import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Access, checkCaller, checkToken, isLoopback } from '../../core/callers.ts';

/** What tells a load balancer that the process lives, and nothing else. */
const OPEN_TO_ALL = new Set(['/healthz', '/readyz']);

/**
 * Every request is checked as {@link checkCaller} says; with a token, the two probes and the page's own files are open to
 * all: without them nobody could be asked for it.
 * @param files paths of the page
 */
export function guard(server: FastifyInstance, access: Access, files: Pick<ReadonlyMap<string, string>, 'has'>): void {
  server.addHook('onRequest', async (request) => {
    const path = request.routeOptions.url ?? '';
    if (isLoopback(access.host) || !(OPEN_TO_ALL.has(path) || files.has(path))) checkCaller(request.headers, access);
  });
}

/** @throws GossanError TOKEN_NEEDED where the request does not carry it, or none is set */
export function requireToken(request: FastifyRequest, token: string | undefined): void {
  checkToken(request.headers, token);
}
