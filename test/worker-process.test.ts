import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../core/chat-model.ts';
import { EmbeddedModel } from '../model-server/embedded/embedded-model.ts';
import { shippedBase } from '../model-server/open-vision-model.ts';
import { WorkerBackend } from '../model-server/worker/worker-backend.ts';
import { openAiMessages, question } from './support/nano-questions.ts';
import { pythonIsHere, pythonWorker } from './support/python-worker.ts';

/** fp16 weights in the graphs of the one, the same numbers in fp32 in the other. */
const WITHIN = 2e-2;

let folder: string;
let model: EmbeddedModel;
let worker: ChildProcess;
let backend: WorkerBackend;

describe.skipIf(!pythonIsHere)('the Python worker with the shipped base', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gossan-worker-'));
    model = await EmbeddedModel.open({ folder: shippedBase(), threads: 1 });
    worker = await pythonWorker(shippedBase(), join(folder, 'worker.sock'));
    backend = await WorkerBackend.connect(join(folder, 'worker.sock'));
  }, 120_000);
  afterAll(async () => {
    await backend?.close();
    worker?.kill();
    await model?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('writes the same tokens with the same odds as the embedded model', async () => {
    const texts = ['Is there copper-related hydrothermal alteration in this window?', '这个窗口里有哪些蚀变矿物？'];
    const requests = [0, 1, 2, 3, 4, 5].map((seed) => ({
      ...question(seed, texts[seed % 2]),
      logprobs: true,
      top_logprobs: 3,
      max_tokens: [1, 12, 5][seed % 3]!,
    }));
    const [here, there] = [await model.completeMany(requests), await backend.completeMany(requests)];
    for (const [at, answer] of there.entries()) {
      expect(answer.text).toBe(here[at]!.text);
      expect(answer.finish_reason).toBe(here[at]!.finish_reason);
      expect(answer.usage).toEqual(here[at]!.usage);
      for (const [place, entry] of answer.logprobs.entries()) {
        expect(entry.bytes).toEqual(here[at]!.logprobs[place]!.bytes);
        expect(Math.abs(entry.logprob - here[at]!.logprobs[place]!.logprob)).toBeLessThan(WITHIN);
      }
    }
    expect(await backend.card()).toEqual(await model.card());
  }, 60_000);

  it('takes pictures as data URLs and goes on with an answer that was begun', async () => {
    const request = {
      messages: [...openAiMessages(2), { role: 'assistant' as const, content: 'Yes' }],
      continue_final_message: true,
      add_generation_prompt: false,
      max_tokens: 2,
    };
    expect((await collect(backend.complete(request))).text).toBe((await collect(model.complete(request))).text);
  }, 60_000);

  it('drops the rows of callers that hang up, and answers the next', async () => {
    const long = { ...question(1), max_tokens: 1500, temperature: 3, seed: 1 };
    for (let caller = 0; caller < 8; caller++) {
      const stop = new AbortController();
      const answer = backend.complete(long, stop.signal);
      await answer.next();
      stop.abort(new Error('gone'));
      await expect(collect(answer)).rejects.toThrow('gone');
    }
    expect((await collect(backend.complete({ ...question(1), max_tokens: 1 }))).usage?.completion_tokens).toBe(1);
  }, 60_000);

  it('refuses by the table of errors', async () => {
    await expect(collect(backend.complete({ ...question(1), model: 'other' }))).rejects.toMatchObject({
      code: 'VISION_MODEL_UNKNOWN',
    });
    await expect(collect(backend.complete({ messages: [{ role: 'user', content: 'Hello' }] }))).rejects.toMatchObject({
      code: 'VISION_REQUEST',
    });
    await expect(backend.loadAdapter('a', folder)).rejects.toMatchObject({
      code: 'ADAPTER_INCOMPLETE',
      values: { name: 'a' },
    });
    await expect(backend.unloadAdapter('a')).rejects.toMatchObject({ code: 'VISION_MODEL_UNKNOWN' });
  });

  it('ends when it is told to, and says so to those it answers', async () => {
    const answer = backend.complete({ ...question(1), max_tokens: 1500, temperature: 3, seed: 1 });
    await answer.next();
    const ended = once(worker, 'exit');
    worker.kill('SIGTERM');
    await expect(collect(answer)).rejects.toMatchObject({ code: 'WORKER_FAILED' });
    expect(await ended).toEqual([0, null]);
    expect(existsSync(join(folder, 'worker.sock'))).toBe(false);
  }, 60_000);
});
