import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '../model-server/http/server.ts';
import { type NanoServer, nanoServer } from './support/nano-server.ts';

let server: NanoServer;
beforeAll(async () => {
  server = await nanoServer({ token: 'a-secret' });
});
afterAll(() => server.stop());

/** With headers that fetch does not let one set. */
function get(url: string, headers: Record<string, string>): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers }, (response) => {
      let body = '';
      response.on('data', (data) => {
        body += data;
      });
      response.on('end', () => resolve({ status: response.statusCode!, body }));
    });
    sent.on('error', reject).end();
  });
}

const load = (token: string | null) =>
  fetch(`${server.url}/v1/load_lora_adapter`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ lora_name: 'a', lora_path: '/nowhere' }),
  });

describe('who may call the server', () => {
  it('on loopback: programs that name this machine, not pages of other sites', async () => {
    const models = `${server.url}/v1/models`;
    expect((await get(models, {})).status).toBe(200);
    expect((await get(models, { host: 'localhost:1', origin: 'http://localhost:3000' })).status).toBe(200);
    const strangers: Record<string, string>[] = [
      { host: 'evil.example' },
      { host: 'localhost.evil.example' },
      { host: '127.0.0.1.evil.example' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ];
    for (const headers of strangers) {
      const { status, body } = await get(models, headers);
      expect(status, JSON.stringify(headers)).toBe(403);
      expect(JSON.parse(body).error).toMatchObject({ type: 'permission_error', code: 'caller_refused' });
    }
  });

  it('takes no form and no text that a page could send without asking', async () => {
    const reply = await fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: '{"model":"gossan-nano","messages":[]}',
    });
    expect(reply.status).toBe(400);
  });

  it('for adapters: whoever has the token', async () => {
    expect((await load(null)).status).toBe(401);
    expect((await load('another')).status).toBe(401);
    const known = await load('a-secret');
    expect(known.status).toBe(422);
    expect(await known.json()).toMatchObject({ error: { code: 'adapter_incomplete' } });
  });

  it('on another host: nobody without a token, and the server does not start without one', async () => {
    await expect(startServer({ backend: server.model, host: '0.0.0.0' })).rejects.toMatchObject({
      code: 'SERVE_ADDRESS',
    });
    const open = await startServer({ backend: server.model, host: '0.0.0.0', token: 'a-secret' });
    try {
      const url = open.url.replace('0.0.0.0', '127.0.0.1');
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      for (const path of ['/v1/models', '/metrics', '/docs', '/api/sessions']) {
        expect((await fetch(url + path)).status, path).toBe(401);
      }
      const headers = { authorization: 'Bearer a-secret' };
      expect((await fetch(`${url}/v1/models`, { headers })).status).toBe(200);
    } finally {
      await open.stop();
    }
  });

  it('names a port that is taken', async () => {
    const port = Number(new URL(server.url).port);
    await expect(startServer({ backend: server.model, port })).rejects.toMatchObject({
      code: 'SERVE_ADDRESS',
      message: expect.stringContaining('another program'),
    });
  });
});
