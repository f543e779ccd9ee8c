import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Access, checkAddress, checkCaller, listenError } from '../../core/callers.ts';
import { asGossanError, GossanError } from '../../core/errors.ts';
import { HttpSessions } from './http-sessions.ts';
import settings from './http-settings.json' with { type: 'json' };
import type { Sources } from './sources.ts';

export interface McpHttpOptions extends Access {
  sources: Sources;
  version: string;
  /** 0 takes a free one. */
  port: number;
}

export interface McpHttpServer {
  /** `http://127.0.0.1:8081/mcp`. */
  url: string;
  /** Hangs up on all clients and stops their calls. */
  stop(): Promise<void>;
}

/**
 * Serves any number of clients over streamable HTTP.
 * @throws GossanError SERVE_ADDRESS where another host than loopback has no token, or the port is taken
 */
export async function startMcpHttp({ sources, version, host, port, token }: McpHttpOptions): Promise<McpHttpServer> {
  const access: Access = { host, token };
  checkAddress(access, port);
  const sessions = new HttpSessions(sources, version);
  const server = createHttpServer((request, response) => {
    answer(request, response, access, sessions).catch((error: unknown) => refuse(response, asGossanError(error)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, host, port)));
    server.listen(port, host, resolve);
  });
  const { port: bound, family, address } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}${settings.path}`,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      await sessions.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  access: Access,
  sessions: HttpSessions,
): Promise<void> {
  checkCaller(request.headers, access);
  const [path = ''] = (request.url ?? '').split('?');
  if (path !== settings.path) throw new GossanError('ROUTE_UNKNOWN', { method: request.method, path });
  const body = request.method === 'POST' ? await jsonBody(request) : undefined;
  await sessions.handle(request, response, body);
}

/** @throws GossanError BODY_TOO_LARGE, REQUEST_FORMAT */
async function jsonBody(request: IncomingMessage): Promise<unknown> {
  // a form or text/plain could be sent by a page of another site without asking first
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new GossanError('REQUEST_FORMAT', { detail: 'its content type is not application/json' });
  }
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request) {
    bytes += (piece as Buffer).length;
    if (bytes > settings.body_bytes) {
      throw new GossanError('BODY_TOO_LARGE', { limit: `${settings.body_bytes / 2 ** 20} MiB` });
    }
    pieces.push(piece as Buffer);
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8'));
  } catch (error) {
    throw new GossanError('REQUEST_FORMAT', { detail: 'its body is not JSON' }, { cause: error });
  }
}

/** A refusal before the protocol: JSON-RPC's error object, with the status of the error table. */
export function refuse(response: ServerResponse, error: GossanError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { code, message, hint, docs } = error.toJSON().error;
  const text = JSON.stringify({
    jsonrpc: '2.0',
    error: { code: -32000, message, data: { code, hint, docs } },
    id: null,
  });
  response.writeHead(error.httpStatus, { 'content-type': 'application/json', connection: 'close' }).end(text);
}
