import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../core/chat-model.ts';
import { EmbeddedModel } from '../model-server/embedded/embedded-model.ts';
import { shippedBase } from '../model-server/open-vision-model.ts';
import { WorkerBackend } from '../model-server/worker/worker-backend.ts';
import { question } from './support/nano-questions.ts';
import { socketWorker } from './support/socket-worker.ts';

let folder: string;
let model: EmbeddedModel;
let worker: Awaited<ReturnType<typeof socketWorker>>;
let backend: WorkerBackend;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-worker-'));
  model = await EmbeddedModel.open({ folder: shippedBase(), threads: 2 });
  worker = await socketWorker(model, join(folder, 'worker.sock'));
  backend = await WorkerBackend.connect(join(folder, 'worker.sock'));
});
afterAll(async () => {
  await backend.close();
  worker.server.close();
  await model.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a model behind a socket', () => {
  it('answers as it does in the process', async () => {
    const requests = [1, 2, 3].map((seed) => ({ ...question(seed), logprobs: true, top_logprobs: 2, max_tokens: 3 }));
    const [here, there] = [await model.completeMany(requests), await backend.completeMany(requests)];
    expect(there.map(({ text, usage, finish_reason }) => ({ text, usage, finish_reason }))).toEqual(
      here.map(({ text, usage, finish_reason }) => ({ text, usage, finish_reason })),
    );
    expect(there[0]!.logprobs.map(({ token }) => token)).toEqual(here[0]!.logprobs.map(({ token }) => token));
    expect(await backend.models()).toMatchObject([{ id: 'gossan-nano', parent: null }]);
    expect(await backend.card()).toEqual(await model.card());
  });

  it('is told when a caller hangs up', async () => {
    const stop = new AbortController();
    const answer = backend.complete({ ...question(1), max_tokens: 1500, temperature: 2, seed: 1 }, stop.signal);
    await answer.next();
    stop.abort(new Error('gone'));
    await expect(collect(answer)).rejects.toThrow('gone');
    await expect.poll(() => worker.running.size).toBe(0);
  });

  it('passes on what it is refused', async () => {
    await expect(collect(backend.complete({ ...question(1), model: 'other' }))).rejects.toMatchObject({
      code: 'VISION_MODEL_UNKNOWN',
      values: { name: 'other' },
    });
    await expect(backend.loadAdapter('a', '/nowhere')).rejects.toMatchObject({ code: 'ADAPTER_INCOMPLETE' });
    await expect(backend.unloadAdapter('a')).rejects.toMatchObject({ code: 'VISION_MODEL_UNKNOWN' });
    expect(await backend.models()).toHaveLength(1);
  });

  it('is named where it is not there, speaks another protocol, or goes away', async () => {
    await expect(WorkerBackend.connect(join(folder, 'none.sock'))).rejects.toMatchObject({ code: 'WORKER_FAILED' });
    const path = join(folder, 'newer.sock');
    const newer = await socketWorker(model, path, 2);
    await expect(WorkerBackend.connect(path)).rejects.toThrow(/version 2/);
    newer.server.close();
    worker.cut();
    await expect(collect(backend.complete(question(1)))).rejects.toMatchObject({ code: 'WORKER_FAILED' });
  });
});
