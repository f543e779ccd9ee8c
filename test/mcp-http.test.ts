import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  call,
  type HttpServer,
  hasMap,
  httpClient,
  httpServer,
  type McpPlace,
  mapIsLeftAlone,
  mapUntilUnderWay,
  mcpPlace,
} from './support/mcp.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

let place: McpPlace;
let server: HttpServer;
beforeAll(async () => {
  place = await mcpPlace();
  server = await httpServer(place);
});
afterAll(async () => {
  expect(await server.stop()).toBe(0);
  await place.remove();
});

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
};

/** Also with headers that fetch does not let one set. */
function post(url: string, body: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; error?: { data: { code: string } } }>((resolve, reject) => {
    const all = { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers };
    const sent = request(url, { method: 'POST', headers: all }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece) => {
        text += piece;
      });
      response.on('end', () => {
        const json = /^\{/.test(text) ? (JSON.parse(text) as { error?: { data: { code: string } } }) : {};
        resolve({ status: response.statusCode!, ...json });
      });
    });
    sent.on('error', reject).end(body);
  });
}
const initialize = (headers?: Record<string, string>, url = server.url) =>
  post(url, JSON.stringify(INITIALIZE), headers);

describe('the MCP server over streamable HTTP', () => {
  it('serves two clients at once, also where both write to one place', async () => {
    const clients = await Promise.all([httpClient(server.url), httpClient(server.url)]);
    const windows = [10, 20].map((width) => ({ x: 0, y: 0, width, height: 10 }));
    const told = [0, 0];
    const maps = await Promise.all(
      clients.map((client, at) =>
        call(
          client,
          'map_scene',
          { scene: place.scene, name: 'shared', window: windows[at], pictures: false },
          { onprogress: () => told[at]!++ },
        ),
      ),
    );
    expect(maps.map(({ result }) => result.summary.size.width)).toEqual([10, 20]);
    expect(Math.min(...told)).toBeGreaterThan(0);
    const pages = await Promise.all(
      clients.map((client) => call(client, 'search_knowledge', { query: 'alunite', k: 2, kb: place.kb })),
    );
    expect(pages[0]!.result).toEqual(pages[1]!.result);
    await Promise.all(clients.map((client) => client.close()));
  });

  it('stops the call of a client that hangs up, and no other', async () => {
    const [leaving, staying] = await Promise.all([httpClient(server.url), httpClient(server.url)]);
    const { underWay } = mapUntilUnderWay(leaving, place, 'left');
    const other = call(staying, 'map_scene', { scene: place.scene, name: 'kept', pictures: false });
    await underWay;
    await leaving.close();
    expect((await other).failed).toBe(false);
    expect(hasMap(place, 'kept')).toBe(true);
    await mapIsLeftAlone(staying, place, 'left');
    expect(hasMap(place, 'left')).toBe(false);
    await staying.close();
  });

  it('answers programs that name this machine, not pages of other sites, and takes no form', async () => {
    expect((await initialize({ host: 'localhost:1', origin: 'http://localhost:6274' })).status).toBe(200);
    const strangers: Record<string, string>[] = [
      { host: 'evil.example' },
      { host: '127.0.0.1.evil.example' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ];
    for (const headers of strangers) {
      expect(await initialize(headers), JSON.stringify(headers)).toMatchObject({
        status: 403,
        error: { data: { code: 'CALLER_REFUSED' } },
      });
    }
    expect((await initialize({ 'content-type': 'text/plain' })).status).toBe(400);
  });

  it('refuses what is no request of a session', async () => {
    const ping = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });
    const code = async (sent: ReturnType<typeof post>) => {
      const { status, error } = await sent;
      return [status, error?.data.code];
    };
    expect(await code(post(server.url, ping))).toEqual([400, 'REQUEST_FORMAT']);
    expect(await code(post(server.url, '{'))).toEqual([400, 'REQUEST_FORMAT']);
    expect(await code(post(server.url, ping, { 'mcp-session-id': 'unknown' }))).toEqual([404, 'MCP_SESSION_UNKNOWN']);
    expect(await code(post(server.url.replace('/mcp', '/other'), ping))).toEqual([404, 'ROUTE_UNKNOWN']);
    expect(await code(post(server.url, `"${'x'.repeat(5 * 2 ** 20)}"`))).toEqual([413, 'BODY_TOO_LARGE']);
  });

  it('lets in no more clients than it has room for, until one leaves', async () => {
    const opened: string[] = [];
    let refused: unknown;
    while (opened.length < 100 && !refused) {
      const reply = await fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
        body: JSON.stringify(INITIALIZE),
      });
      await reply.text();
      if (reply.status === 200) opened.push(reply.headers.get('mcp-session-id')!);
      else refused = reply.status;
    }
    expect(refused).toBe(503);
    await fetch(server.url, { method: 'DELETE', headers: { 'mcp-session-id': opened[0]! } });
    expect((await initialize()).status).toBe(200);
  });

  it('on another host: nobody without the token, and it does not start without one', async () => {
    const refused = await gossan(['mcp', '--http', '--host', '0.0.0.0', '--port', '0', '--json']);
    expect(refused.code).toBe(2);
    expect(jsonOf(refused)).toMatchObject({ error: { code: 'SERVE_ADDRESS' } });
    const open = await httpServer(place, ['--host', '0.0.0.0'], { GOSSAN_TOKEN: 'a-secret' });
    const url = open.url.replace('0.0.0.0', '127.0.0.1');
    expect((await initialize({}, url)).status).toBe(401);
    expect((await initialize({ authorization: 'Bearer another' }, url)).status).toBe(401);
    const client = await httpClient(url, { authorization: 'Bearer a-secret' });
    expect((await client.listTools()).tools).toHaveLength(6);
    await client.close();
    expect(await open.stop()).toBe(0);
  });
});
