import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../core/chat-model.ts';
import { openAiMessages, question } from './support/nano-questions.ts';
import { type NanoServer, nanoServer } from './support/nano-server.ts';

let server: NanoServer;
beforeAll(async () => {
  server = await nanoServer();
});
afterAll(() => server.stop());

const DESCRIBE = 'Describe the minerals and the alteration of this window.';
const asked = { model: 'gossan-nano', temperature: 0, max_tokens: 6 };

describe("OpenAI's own client and the server", () => {
  it('gets the same answer whole and streamed', async () => {
    const messages = openAiMessages(1);
    const whole = await server.client.chat.completions.create({ ...asked, messages });
    expect(whole).toMatchObject({ object: 'chat.completion', model: 'gossan-nano' });
    expect(whole.choices).toHaveLength(1);
    expect(whole.choices[0]!.message.role).toBe('assistant');
    expect(['stop', 'length']).toContain(whole.choices[0]!.finish_reason);
    expect(whole.usage!.total_tokens).toBe(whole.usage!.prompt_tokens + whole.usage!.completion_tokens);

    const stream = server.client.chat.completions.stream({
      ...asked,
      messages,
      stream_options: { include_usage: true },
    });
    const streamed = await stream.finalChatCompletion();
    expect(streamed.choices[0]!.message.content).toBe(whole.choices[0]!.message.content);
    expect(streamed.choices[0]!.finish_reason).toBe(whole.choices[0]!.finish_reason);
    expect(streamed.usage).toEqual(whole.usage);
  });

  it('streams the role first, the finish last, and the usage in a chunk without choices', async () => {
    const stream = await server.client.chat.completions.create({
      ...asked,
      messages: openAiMessages(2),
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks[0]!.choices[0]!.delta).toMatchObject({ role: 'assistant', content: '' });
    expect(chunks.slice(1).every((chunk) => chunk.choices[0]?.delta.role === undefined)).toBe(true);
    expect(chunks.slice(0, -2).every((chunk) => chunk.choices[0]!.finish_reason === null)).toBe(true);
    expect(chunks.at(-2)!.choices[0]).toMatchObject({ delta: {}, finish_reason: expect.stringMatching(/stop|length/) });
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: expect.any(Number) } });
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
    expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(1);
  });

  it('tells the likeliest tokens of each place, the same as in the process', async () => {
    const messages = openAiMessages(3);
    const { choices } = await server.client.chat.completions.create({
      ...asked,
      messages,
      logprobs: true,
      top_logprobs: 20,
    });
    const content = choices[0]!.logprobs!.content!;
    const here = await collect(
      server.model.complete({ ...question(3), max_tokens: 6, logprobs: true, top_logprobs: 20 }),
    );
    expect(content.map(({ token }) => token)).toEqual(here.logprobs.map(({ token }) => token));
    for (const [at, place] of content.entries()) {
      expect(place.top_logprobs).toHaveLength(20);
      expect(place.logprob).toBeCloseTo(here.logprobs[at]!.logprob, 3);
      expect(place.top_logprobs[0]!.token).toBe(place.token);
      const mass = place.top_logprobs.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0);
      expect(mass).toBeGreaterThan(0);
      expect(mass).toBeLessThanOrEqual(1 + 1e-6);
      expect(Buffer.from(place.bytes!).toString()).toBe(place.token);
    }
  });

  it('goes on after an answer that has begun', async () => {
    const body = {
      ...asked,
      max_tokens: 1,
      logprobs: true,
      top_logprobs: 10,
      continue_final_message: true,
      add_generation_prompt: false,
      messages: [...openAiMessages(4), { role: 'assistant' as const, content: '0.' }],
    };
    const { choices, usage } = await server.client.chat.completions.create(body);
    const plain = await server.client.chat.completions.create({ ...asked, max_tokens: 1, messages: openAiMessages(4) });
    // "0" and "."
    expect(usage!.prompt_tokens).toBe(plain.usage!.prompt_tokens + 2);
    expect(choices[0]!.logprobs!.content![0]!.top_logprobs).toHaveLength(10);
  });

  it('draws the same answer for the same seed', async () => {
    const drawn = async (seed: number) => {
      const body = { ...asked, max_tokens: 20, temperature: 2, seed, messages: openAiMessages(5, DESCRIBE) };
      return (await server.client.chat.completions.create(body)).choices[0]!.message.content;
    };
    const first = await drawn(7);
    expect(await drawn(7)).toBe(first);
    const others = [await drawn(8), await drawn(9), await drawn(10)];
    expect(others.some((other) => other !== first)).toBe(true);
  });

  it('ends before a stop text', async () => {
    const body = { ...asked, max_tokens: 12, messages: openAiMessages(6, DESCRIBE) };
    const whole = (await server.client.chat.completions.create(body)).choices[0]!.message.content!;
    const stop = whole.slice(1, 3);
    const { choices } = await server.client.chat.completions.create({ ...body, stop: [stop] });
    expect(choices[0]!.message.content).toBe(whole.slice(0, whole.indexOf(stop)));
    expect(choices[0]!.finish_reason).toBe('stop');
  });

  it('lists the base with its card', async () => {
    const { data } = await server.client.models.list();
    expect(data[0]).toMatchObject({ id: 'gossan-nano', object: 'model', parent: null, gossan: { size: 192 } });
  });

  it('hears of faults as the errors of its own classes', async () => {
    const ask = (body: object) =>
      server.client.chat.completions.create({ ...asked, messages: openAiMessages(1), ...body } as never);
    await expect(ask({ model: 'other' })).rejects.toMatchObject({ status: 404, code: 'vision_model_unknown' });
    await expect(ask({ model: 'other' })).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    await expect(ask({ temperature: 3 })).rejects.toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      param: 'temperature',
    });
    await expect(ask({ n: 2 })).rejects.toBeInstanceOf(OpenAI.BadRequestError);
    await expect(ask({ top_logprobs: 5 })).rejects.toMatchObject({ param: 'top_logprobs' });
    await expect(ask({ continue_final_message: true })).rejects.toMatchObject({ code: 'vision_request' });
    await expect(ask({ stream: true, model: 'other' })).rejects.toMatchObject({ status: 404 });
  });
});
