import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../core/answer.ts';
import { eventData } from '../model-server/client/event-stream.ts';
import { type DemoTalk, demoTalk } from './support/demo-talk.ts';
import { type NanoServer, nanoServer } from './support/nano-server.ts';

let talk: DemoTalk;
let server: NanoServer;
beforeAll(async () => {
  talk = await demoTalk();
  server = await nanoServer();
});
afterAll(async () => {
  await server.stop();
  await talk.remove();
});

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const get = async (path: string) => {
  const reply = await fetch(server.url + path);
  return { status: reply.status, body: (await reply.json()) as Record<string, never> };
};
const QUESTION = 'Is there alunite?';

describe("the assistant's HTTP API", () => {
  it('answers, keeps the session, and branches it', async () => {
    const asked = { question: QUESTION, scene: talk.scene, kb: talk.kb, session: 'over-http', vision: false };
    const reply = await post('/api/ask', asked);
    expect(reply.status).toBe(200);
    const answer = (await reply.json()) as Answer;
    expect(answer).toMatchObject({ session: 'over-http', turn: 1, review: { verdict: 'PASS' } });
    expect(answer.evidence.length).toBeGreaterThan(0);
    const { body } = await get('/api/sessions/over-http');
    expect(body).toMatchObject({ id: 'over-http', history: [{ question: QUESTION, status: 'done' }] });
    expect((await get('/api/sessions')).body.sessions).toMatchObject([{ id: 'over-http' }]);
    const branch = (await (await post('/api/sessions/over-http/branch', {})).json()) as { session: string };
    expect((await get(`/api/sessions/${branch.session}`)).body).toMatchObject({ turns: 1 });
  });

  it('tells the turn as events, the answer last', async () => {
    const asked = { question: QUESTION, scene: talk.scene, kb: talk.kb, vision: false };
    const reply = await post('/api/ask', asked, { accept: 'text/event-stream' });
    expect(reply.headers.get('content-type')).toMatch(/text\/event-stream/);
    const text = await reply.text();
    const names = [...text.matchAll(/^event: (\w+)$/gm)].map(([, name]) => name);
    expect(names[0]).toBe('plan');
    expect([...new Set(names)]).toEqual(['plan', 'evidence', 'token', 'review', 'answer']);
    expect(names.at(-1)).toBe('answer');
    const contents: { text?: string; answer?: string }[] = [];
    for await (const data of eventData(new Response(text).body!)) contents.push(JSON.parse(data));
    expect(contents).toHaveLength(names.length);
    const words = contents.filter((_, at) => names[at] === 'token').map((one) => one.text);
    expect(words.join('')).toBe(contents.at(-1)!.answer);
    expect(contents.at(-1)).toMatchObject({ answer: expect.any(String), citations: expect.any(Array) });
  });

  it('shows the knowledge base: documents, passages, pages', async () => {
    expect((await get('/api/kb')).body.bases).toContain(talk.kb);
    const { documents } = (await get(`/api/kb/${talk.kb}`)).body as unknown as { documents: { id: string }[] };
    expect(documents.length).toBeGreaterThan(0);
    const found = (await get(`/api/kb/${talk.kb}/search?q=alunite&k=3`)).body as unknown as {
      results: { document: string; page: number; start: number; end: number; text: string }[];
    };
    expect(found.results).toHaveLength(3);
    const { document, page, start, end, text } = found.results[0]!;
    const stored = (await get(`/api/kb/${talk.kb}/documents/${document}/pages/${page}`)).body as unknown as {
      text: string;
    };
    expect(stored.text.slice(start, end)).toBe(text);
  });

  it('refuses with the codes of the table', async () => {
    expect(await get('/api/sessions/none')).toMatchObject({
      status: 404,
      body: { error: { code: 'session_unknown' } },
    });
    expect(await get('/api/kb/..%2Fx')).toMatchObject({ status: 400, body: { error: { code: 'kb_name' } } });
    expect(await get('/nowhere')).toMatchObject({ status: 404, body: { error: { code: 'route_unknown' } } });
    const reply = await post('/api/ask', { question: QUESTION, scene: '/no/scene.hdr' });
    expect(reply.status).toBe(404);
    expect((await post('/api/ask', { question: QUESTION, typo: 1 })).status).toBe(400);
  });

  it('describes every route it has', async () => {
    const { body } = await get('/docs/openapi.json');
    const paths = Object.keys(body.paths);
    for (const path of [
      '/v1/chat/completions',
      '/v1/models',
      '/v1/embeddings',
      '/api/ask',
      '/api/sessions/{id}',
      '/metrics',
    ]) {
      expect(paths).toContain(path);
    }
    const chat = (body.paths as Record<string, { post: { requestBody: { content: object } } }>)[
      '/v1/chat/completions'
    ]!;
    expect(JSON.stringify(chat.post.requestBody.content)).toContain('top_logprobs');
    const page = await (await fetch(`${server.url}/docs`)).text();
    for (const path of paths) expect(page).toContain(path.replaceAll(/\{(\w+)\}/g, ':$1'));
    expect(await get('/readyz')).toMatchObject({ status: 200, body: { backend: 'embedded' } });
  });

  it('embeds as the knowledge base does', async () => {
    const create = (input: string[]) => server.client.embeddings.create({ model: 'any', input });
    const { data, usage } = await create(['alunite and kaolinite', 'advanced argillic clay', 'the train to the coast']);
    const [a, b, c] = data.map(({ embedding }) => embedding);
    const dot = (left: number[], right: number[]) => left.reduce((sum, value, at) => sum + value * right[at]!, 0);
    expect(dot(a!, a!)).toBeCloseTo(1, 4);
    expect(dot(a!, b!)).toBeGreaterThan(dot(a!, c!));
    expect(usage.prompt_tokens).toBeGreaterThan(0);
  });
});
