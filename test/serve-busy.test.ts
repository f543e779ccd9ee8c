import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAiMessages } from './support/nano-questions.ts';
import { type NanoServer, nanoServer } from './support/nano-server.ts';

let server: NanoServer;
beforeAll(async () => {
  server = await nanoServer({ queue: { slots: 4, waiting: 30 } });
});
afterAll(() => server.stop());

const metric = async (name: string) => {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]);
};

describe('more clients than the server can serve', () => {
  it('are all answered, or told to wait', async () => {
    const body = { model: 'gossan-nano', max_tokens: 2, temperature: 0, messages: openAiMessages(1) };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 200 }, () => server.client.chat.completions.create(body)),
    );
    const answered = outcomes.filter((one) => one.status === 'fulfilled').map(({ value }) => value);
    const refused = outcomes
      .filter((one) => one.status === 'rejected')
      .map(({ reason }) => reason as InstanceType<typeof OpenAI.APIError>);
    expect(answered.length).toBeGreaterThanOrEqual(34);
    expect(new Set(answered.map(({ choices }) => choices[0]!.message.content)).size).toBe(1);
    for (const error of refused) {
      expect(error).toBeInstanceOf(OpenAI.RateLimitError);
      expect(Number(error.headers?.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
    expect(answered.length + refused.length).toBe(200);
    expect(await metric('gossan_queue_refused_total')).toBe(refused.length);
    expect(await metric('gossan_queue_running')).toBe(0);
  });

  it('free their slots when they hang up', async () => {
    const long = {
      model: 'gossan-nano',
      max_tokens: 1500,
      temperature: 2,
      logprobs: true,
      stream: true as const,
      messages: openAiMessages(2),
    };
    const before = await metric('gossan_queue_cancelled_total');
    const streams = await Promise.all(
      [1, 2, 3, 4].map((seed) => server.client.chat.completions.create({ ...long, seed })),
    );
    // All four slots are taken by answers that have begun, or ended by themselves.
    const firsts = await Promise.all(streams.map((stream) => stream[Symbol.asyncIterator]().next()));
    expect(firsts.every(({ done }) => !done)).toBe(true);
    for (const stream of streams) stream.controller.abort();
    const answer = await server.client.chat.completions.create({ ...long, stream: false, max_tokens: 1 });
    expect(answer.choices).toHaveLength(1);
    await expect.poll(() => metric('gossan_queue_running')).toBe(0);
    expect(await metric('gossan_queue_cancelled_total')).toBeGreaterThan(before);
  });
});
