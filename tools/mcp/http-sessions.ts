import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { isInitializeRequest, isJSONRPCRequest } from '@modelcontextprotocol/sdk/types.js';
import { GossanError } from '../../core/errors.ts';
import settings from './http-settings.json' with { type: 'json' };
import { type ClientServer, createServer } from './server.ts';
import type { Sources } from './sources.ts';

const IDLE_MS = settings.idle_minutes * 60_000;

interface HttpSession extends ClientServer {
  transport: StreamableHTTPServerTransport;
  /** Requests whose replies are open, streams among them. */
  open: number;
  /** Set while none is. */
  idle: NodeJS.Timeout | null;
}

/** The clients of the HTTP server: each initializes, gets a session id and a server of its own, and is dropped when idle. */
export class HttpSessions {
  readonly #sessions = new Map<string, HttpSession>();
  readonly #sources: Sources;
  readonly #version: string;

  constructor(sources: Sources, version: string) {
    this.#sources = sources;
    this.#version = version;
  }

  /** @throws GossanError MCP_SESSIONS, MCP_SESSION_UNKNOWN, REQUEST_FORMAT */
  async handle(request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void> {
    const session = this.#known(request) ?? (await this.#begin(body));
    this.#hold(session, response);
    response.once('close', () => {
      if (!response.writableFinished) cancel(session, body);
    });
    await session.transport.handleRequest(request, response, body);
  }

  async close(): Promise<void> {
    const all = [...this.#sessions.values()];
    await Promise.all(all.map(({ server }) => server.close()));
    await Promise.all(all.map(({ settled }) => settled()));
  }

  #known({ headers }: IncomingMessage): HttpSession | undefined {
    const id = headers['mcp-session-id'];
    if (id === undefined) return undefined;
    const session = this.#sessions.get(String(id));
    if (!session) throw new GossanError('MCP_SESSION_UNKNOWN');
    return session;
  }

  async #begin(body: unknown): Promise<HttpSession> {
    if (!isInitializeRequest(body)) {
      throw new GossanError('REQUEST_FORMAT', { detail: 'it has no Mcp-Session-Id and does not initialize one' });
    }
    const count = this.#sessions.size;
    if (count >= settings.sessions) throw new GossanError('MCP_SESSIONS', { count, minutes: settings.idle_minutes });
    const client = createServer(this.#sources, this.#version);
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => {
        this.#sessions.set(id, session);
      },
    });
    const session: HttpSession = { ...client, transport, open: 0, idle: null };
    client.server.server.onclose = () => {
      if (session.idle) clearTimeout(session.idle);
      this.#sessions.delete(transport.sessionId ?? '');
    };
    await client.server.connect(transport);
    return session;
  }

  /** A session is in use while a reply of it is open; the client's own stream counts. */
  #hold(session: HttpSession, response: ServerResponse): void {
    session.open++;
    if (session.idle) clearTimeout(session.idle);
    response.once('close', () => {
      if (--session.open > 0) return;
      session.idle = setTimeout(() => void session.server.close(), IDLE_MS).unref();
    });
  }
}

/**
 * A client that hangs up in a call cannot fetch its result later, since no replies are kept: the call is stopped as if it
 * had been cancelled.
 */
function cancel({ transport }: HttpSession, body: unknown): void {
  for (const message of [body].flat()) {
    if (!isJSONRPCRequest(message)) continue;
    const params = { requestId: message.id, reason: 'the client hung up' };
    transport.onmessage?.({ jsonrpc: '2.0', method: 'notifications/cancelled', params });
  }
}
