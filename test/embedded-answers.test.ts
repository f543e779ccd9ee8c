import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatAnswer, collect } from '../core/chat-model.ts';
import { AnswerText } from '../model-server/embedded/answer-text.ts';
import { BytePairTokenizer } from '../model-server/embedded/byte-pair-tokenizer.ts';
import { EmbeddedModel } from '../model-server/embedded/embedded-model.ts';
import { shippedBase } from '../model-server/open-vision-model.ts';
import { question, testView } from './support/nano-questions.ts';

let model: EmbeddedModel;
beforeAll(async () => {
  model = await EmbeddedModel.open({ folder: shippedBase(), threads: 2 });
});
afterAll(() => model.close());

const told = { logprobs: true, top_logprobs: 5 };

describe('the embedded model', () => {
  it('answers many questions as it answers each', async () => {
    const requests = Array.from({ length: 11 }, (_, seed) => ({
      ...question(seed * 3),
      ...told,
      max_tokens: 1 + (seed % 4),
    }));
    const steps: number[] = [];
    const many = await model.completeMany(requests, { onProgress: ({ done }) => steps.push(done!) });
    expect(steps).toEqual(requests.map((_, at) => at + 1));
    for (const [at, request] of requests.entries()) {
      const one = await collect(model.complete(request));
      expect(many[at]!.text).toBe(one.text);
      expect(many[at]!.usage).toEqual(one.usage);
      for (const [place, { logprob }] of one.logprobs.entries()) {
        expect(many[at]!.logprobs[place]!.logprob).toBeCloseTo(logprob, 3);
      }
    }
  });

  it('sees the pictures: another view, or another order, is another answer', async () => {
    const first = await collect(model.complete({ ...question(1), ...told, max_tokens: 1 }));
    const other = await collect(model.complete({ ...question(50), ...told, max_tokens: 1 }));
    expect(other.logprobs[0]!.top_logprobs).not.toEqual(first.logprobs[0]!.top_logprobs);
    const without = await collect(
      model.complete({ messages: [{ role: 'user', content: 'Yes?' }], ...told, max_tokens: 1 }),
    );
    expect(without.logprobs[0]!.top_logprobs).not.toEqual(first.logprobs[0]!.top_logprobs);
  });

  it('writes on after what it has written as it would have without the break', async () => {
    // A first token that its text alone gives again: of several questions, one has it.
    const path = join(shippedBase(), 'tokenizer.json');
    const tokenizer = new BytePairTokenizer(readFileSync(path, 'utf8'), path);
    const opening = tokenizer.encode('assistant\n').length;
    let seed = 0;
    let whole: ChatAnswer;
    let begun: string;
    do {
      whole = await collect(model.complete({ ...question(++seed), ...told, max_tokens: 3 }));
      begun = whole.logprobs[0]!.token;
    } while (seed < 20 && tokenizer.encode(`assistant\n${begun}`).length !== opening + 1);
    const { messages } = question(seed);
    const on = await collect(
      model.complete({
        messages: [...messages, { role: 'assistant', content: begun }],
        continue_final_message: true,
        add_generation_prompt: false,
        max_tokens: 1,
        ...told,
      }),
    );
    if (whole.logprobs.length > 1) expect(on.logprobs[0]!.logprob).toBeCloseTo(whole.logprobs[1]!.logprob, 3);
    else expect(on.finish_reason).toBe('stop');
  });

  it('stops at once when its caller does', async () => {
    const stop = new AbortController();
    const pieces = model.complete({ ...question(3), max_tokens: 1000, temperature: 2, seed: 1 }, stop.signal);
    await pieces.next();
    stop.abort(new Error('enough'));
    await expect(collect(pieces)).rejects.toThrow('enough');
    const many = model.completeMany(
      Array.from({ length: 40 }, (_, seed) => question(seed)),
      { signal: AbortSignal.abort() },
    );
    await expect(many).rejects.toThrow(/abort/i);
  });

  it('refuses what it cannot read', async () => {
    const long = { messages: [{ role: 'user' as const, content: 'gossan '.repeat(5000) }] };
    await expect(collect(model.complete(long))).rejects.toMatchObject({ code: 'VISION_REQUEST' });
    await expect(collect(model.complete({ messages: [] }))).rejects.toMatchObject({ code: 'VISION_REQUEST' });
    const image = { ...testView(1), width: 100 };
    const odd = { messages: [{ role: 'user' as const, content: [{ type: 'image' as const, image }] }] };
    await expect(collect(model.complete(odd))).rejects.toMatchObject({ code: 'VISION_IMAGE' });
  });
});

describe('the text of an answer', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  it('goes out by whole characters', () => {
    const text = new AnswerText([]);
    const [first, ...rest] = bytes('矾');
    expect(text.add(Uint8Array.of(first!))).toBe('');
    expect(text.add(Uint8Array.from(rest))).toBe('矾');
  });

  it('ends before a stop text, also one that comes in parts', () => {
    const text = new AnswerText(['\nAlteration', 'xyz']);
    expect(text.add(bytes('Minerals: none\nAl'))).toBe('Minerals: none');
    expect(text.add(bytes('un'))).toBe('\nAlun');
    expect(text.add(bytes('ite\nAlter'))).toBe('ite');
    expect(text.add(bytes('ation: …'))).toBe('');
    expect(text.stopped).toBe(true);
    expect(text.end()).toBe('');
  });

  it('gives what it held back when no stop text came of it', () => {
    const text = new AnswerText(['0.75']);
    expect(text.add(bytes('0.7'))).toBe('');
    expect(text.end()).toBe('0.7');
  });
});
