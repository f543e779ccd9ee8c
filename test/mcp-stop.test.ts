import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asset } from '../core/paths.ts';
import { call, hasMap, type McpPlace, mapIsLeftAlone, mapUntilUnderWay, mcpPlace, stdioClient } from './support/mcp.ts';

let place: McpPlace;
let client: Client;
beforeAll(async () => {
  place = await mcpPlace();
  client = await stdioClient(place);
});
afterAll(async () => {
  await client.close();
  await place.remove();
});

describe('a call that is under way', () => {
  it('stops when the client cancels it, leaves no map, and the server goes on', async () => {
    const stop = new AbortController();
    const { underWay, done } = mapUntilUnderWay(client, place, 'cancelled', stop.signal);
    await underWay;
    stop.abort('changed my mind');
    await expect(done).rejects.toThrow(/changed my mind/);
    await mapIsLeftAlone(client, place, 'cancelled');
    expect(hasMap(place, 'cancelled')).toBe(false);
    const again = await call(client, 'map_scene', { scene: place.scene, name: 'cancelled', pictures: false });
    expect(again.content.some(({ type }) => type === 'image')).toBe(false);
    expect(hasMap(place, 'cancelled')).toBe(true);
  });

  it('a turn of the assistant that is cancelled is kept as stopped, and the session can go on', async () => {
    const stop = new AbortController();
    const asked = {
      question: 'Is there alunite?',
      scene: place.scene,
      kb: place.kb,
      vision: false,
      session: 'stopped',
    };
    const onprogress = () => stop.abort();
    await expect(call(client, 'ask', asked, { onprogress, signal: stop.signal })).rejects.toThrow();
    const { failed, result, text } = await askWhenFree(asked);
    expect({ failed, text }).toEqual({ failed: false, text: expect.any(String) });
    expect(result.turn).toBe(2);
  });

  it('stops when the client hangs up; stdout has held the protocol and nothing else', async () => {
    const child = spawn(process.execPath, [asset('cli', 'main.ts'), 'mcp', '--folder', place.folder], {
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const exit = once(child, 'exit');
    let said = '';
    const heard = (pattern: RegExp) =>
      new Promise<void>((resolve) => {
        const look = () => pattern.test(said) && resolve();
        child.stdout.on('data', look);
        look();
      });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    const clientInfo = { name: 'raw', version: '1' };
    send({ id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo } });
    await heard(/"id":1/);
    send({ method: 'notifications/initialized' });
    child.stdin.write('this is no JSON\n');
    const params = { name: 'map_scene', arguments: { scene: place.scene, name: 'left' }, _meta: { progressToken: 7 } };
    send({ id: 2, method: 'tools/call', params });
    await heard(/"message":"mapping/);
    child.stdin.end();
    expect(await exit).toEqual([0, null]);
    const messages = said
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { jsonrpc: string; id?: number });
    expect(messages.every(({ jsonrpc }) => jsonrpc === '2.0')).toBe(true);
    expect(messages.some(({ id }) => id === 2)).toBe(false);
    expect(hasMap(place, 'left')).toBe(false);
    expect(readdirSync(join(place.folder, 'output', 'maps', 'left'))).toEqual([]);
  });
});

/** The stopped turn holds its session until it has tidied up. */
async function askWhenFree(asked: object) {
  for (;;) {
    const answer = await call(client, 'ask', asked);
    if (answer.error?.code !== 'SESSION_BUSY') return answer;
  }
}
