import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoModel } from './support/llm/llama.ts';
import { type LlmServer, startLlmServer } from './support/llm/start.ts';

const missing = whyNoModel();
const schema = {
  type: 'object',
  properties: {
    minerals: { type: 'array', items: { type: 'string', enum: ['alunite', 'kaolinite', 'calcite'] }, maxItems: 3 },
    copper: { type: 'boolean' },
    depth: { anyOf: [{ type: 'number' }, { type: 'null' }] },
  },
  required: ['minerals', 'copper', 'depth'],
};

describe.skipIf(missing)(`the language model server of the tests${missing ? ` (${missing})` : ''}`, () => {
  let server: LlmServer;

  beforeAll(async () => {
    const started = await startLlmServer();
    if ('skipped' in started) throw new Error(started.skipped);
    server = started;
  });
  afterAll(() => server.close());

  const ask = (body: object) =>
    fetch(`${server.url}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        messages: [{ role: 'user', content: 'Which minerals show advanced argillic alteration?' }],
        ...body,
      }),
    });

  test('holds an answer to a JSON schema', async () => {
    const from = performance.now();
    const reply = await ask({
      max_tokens: 120,
      response_format: { type: 'json_schema', json_schema: { name: 'a', schema } },
    });
    const { choices, usage } = (await reply.json()) as {
      choices: { message: { content: string } }[];
      usage: { prompt_tokens: number; completion_tokens: number };
    };
    const answer = JSON.parse(choices[0].message.content) as {
      minerals: string[];
      copper: boolean;
      depth: number | null;
    };
    console.log(
      `schema-constrained answer in ${Math.round(performance.now() - from)} ms: ${choices[0].message.content}`,
    );
    expect(Object.keys(answer).sort()).toEqual(['copper', 'depth', 'minerals']);
    for (const mineral of answer.minerals) expect(schema.properties.minerals.items.enum).toContain(mineral);
    expect(typeof answer.copper).toBe('boolean');
    expect(answer.depth === null || typeof answer.depth === 'number').toBe(true);
    expect(usage.prompt_tokens).toBeGreaterThan(5);
    expect(usage.completion_tokens).toBeGreaterThan(5);
  });

  test('streams, and the pieces are the answer', async () => {
    const whole = ((await (await ask({ max_tokens: 24 })).json()) as { choices: { message: { content: string } }[] })
      .choices[0];
    const text = await (await ask({ max_tokens: 24, stream: true })).text();
    const events = text.split('\n\n').filter((line) => line.startsWith('data: {'));
    const pieces = events.map((line) => JSON.parse(line.slice(6)).choices[0].delta.content ?? '');
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.join('').trim()).toBe(whole.message.content.trim());
    expect(text.trimEnd().endsWith('data: [DONE]')).toBe(true);
  });

  test('names its model', async () => {
    const list = (await (await fetch(`${server.url}/models`)).json()) as { data: { id: string }[] };
    expect(list.data.map(({ id }) => id)).toEqual([server.model]);
  });
});
