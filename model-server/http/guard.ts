import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GossanError } from '../../core/errors.ts';

export interface Access {
  /** The address that the server is bound to. */
  host: string;
  /** Value of GOSSAN_TOKEN, needed on any host but loopback, and for what changes the server. */
  token: string | undefined;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i;
/** What tells a load balancer that the process lives, and nothing else. */
const OPEN_TO_ALL = new Set(['/healthz', '/readyz']);

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/**
 * On loopback no token is needed, but the request must name this machine: a page of another site can make a browser send
 * requests here (DNS rebinding), and then Host or Origin tell. On any other host every request needs the token.
 */
export function guard(server: FastifyInstance, access: Access): void {
  server.addHook('onRequest', async (request) => {
    if (isLoopback(access.host)) {
      const host = hostOf(`http://${request.headers.host}`);
      if (host === null || !isLoopback(host)) throw refused(`the Host header names "${request.headers.host ?? ''}"`);
      const { origin } = request.headers;
      const from = origin === undefined ? undefined : hostOf(origin);
      if (from === null || (from !== undefined && !isLoopback(from))) throw refused(`a page of ${origin} sent this`);
    } else if (!OPEN_TO_ALL.has(request.url)) requireToken(request, access.token);
  });
}

/** @throws GossanError TOKEN_NEEDED where the request does not carry it, or none is set */
export function requireToken(request: FastifyRequest, token: string | undefined): void {
  const variable = 'GOSSAN_TOKEN';
  if (!token) throw new GossanError('TOKEN_NEEDED', { detail: 'the server was started without one', variable });
  const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (given === undefined) throw new GossanError('TOKEN_NEEDED', { detail: 'the request has none', variable });
  if (!timingSafeEqual(digest(given), digest(token))) {
    throw new GossanError('TOKEN_NEEDED', { detail: 'the one of the request is not it', variable });
  }
}

/** Of equal length, so that the comparison tells nothing about the token's. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function hostOf(address: string): string | null {
  return URL.canParse(address) ? new URL(address).hostname : null;
}

function refused(detail: string): GossanError {
  return new GossanError('CALLER_REFUSED', { detail });
}
