import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { GossanError } from './errors.ts';

/** Who may call a server of Gossan (`gossan serve`, `gossan mcp --http`). */
export interface Access {
  /** The address that the server is bound to. */
  host: string;
  /** Value of GOSSAN_TOKEN, needed on any host but loopback, and for what changes the server. */
  token: string | undefined;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i;

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** @throws GossanError SERVE_ADDRESS where another host than loopback has no token */
export function checkAddress({ host, token }: Access, port: number): void {
  if (isLoopback(host) || token) return;
  throw new GossanError('SERVE_ADDRESS', {
    host,
    port,
    detail: 'another host than loopback needs a token',
    suggestion: 'Set GOSSAN_TOKEN in the environment, or leave --host out.',
  });
}

/** What went wrong with `listen`, as the user is told. */
export function listenError(error: unknown, host: string, port: number): GossanError {
  const { code, message } = error as NodeJS.ErrnoException;
  const detail = code === 'EADDRINUSE' ? 'another program listens there' : message;
  const suggestion = 'Choose another --port or --host.';
  return new GossanError('SERVE_ADDRESS', { host, port, detail, suggestion }, { cause: error });
}

/**
 * On loopback no token is needed, but the request must name this machine: a page of another site can make a browser send
 * requests here (DNS rebinding), and then Host or Origin tell. On any other host every request needs the token.
 * @throws GossanError CALLER_REFUSED, TOKEN_NEEDED
 */
export function checkCaller(headers: IncomingHttpHeaders, access: Access): void {
  if (!isLoopback(access.host)) {
    checkToken(headers, access.token);
    return;
  }
  const host = hostOf(`http://${headers.host}`);
  if (host === null || !isLoopback(host)) throw refused(`the Host header names "${headers.host ?? ''}"`);
  const { origin } = headers;
  const from = origin === undefined ? undefined : hostOf(origin);
  if (from === null || (from !== undefined && !isLoopback(from))) throw refused(`a page of ${origin} sent this`);
}

/** @throws GossanError TOKEN_NEEDED where the request does not carry it, or none is set */
export function checkToken(headers: IncomingHttpHeaders, token: string | undefined): void {
  const variable = 'GOSSAN_TOKEN';
  if (!token) throw new GossanError('TOKEN_NEEDED', { detail: 'the server was started without one', variable });
  const given = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
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
