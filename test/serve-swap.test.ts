import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeVision } from '../agents/vision/open-vision.ts';
import { loadConfig } from '../core/config.ts';
import { activate, rollback } from '../fine-tune/registry/activate.ts';
import { registerAdapter } from '../fine-tune/registry/register.ts';
import { adapterFolder } from '../model-server/adapters/adapter-state.ts';
import type { Backend } from '../model-server/backend.ts';
import { type GossanServer, startServer } from '../model-server/http/server.ts';
import { openBackend } from '../model-server/open-backend.ts';
import { openVisionModel } from '../model-server/open-vision-model.ts';
import { ORIGIN, writeTrained } from './support/adapter-folder.ts';
import { temporaryHome } from './support/home.ts';
import { openAiMessages } from './support/nano-questions.ts';

let home: ReturnType<typeof temporaryHome>;
let folder: string;
let backend: Backend;
let server: GossanServer;
const faults: string[] = [];
beforeAll(async () => {
  home = temporaryHome();
  folder = mkdtempSync(join(tmpdir(), 'gossan-swap-'));
  for (const [name, scale] of [
    ['half', 0.5],
    ['quarter', 0.25],
    ['third', 0.33],
    ['own-graph', 0.75],
  ] as const) {
    await registerAdapter(
      writeTrained(join(folder, name), scale, name === 'own-graph' ? 'graph' : 'merged'),
      name,
      ORIGIN,
    );
  }
  backend = await openBackend(loadConfig(folder), { onFault: ({ code }) => faults.push(code) });
  server = await startServer({ backend, queue: { slots: 16, waiting: 200 } });
});
afterAll(async () => {
  await server.stop();
  await backend.close();
  home.remove();
  rmSync(folder, { recursive: true, force: true });
});

interface Completion {
  model: string;
  choices: { message: { content: string }; logprobs: { content: { logprob: number }[] } }[];
}

async function ask(seed: number, more: object = {}): Promise<{ status: number; body: Completion }> {
  const reply = await fetch(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ temperature: 0, max_tokens: 12, logprobs: true, messages: openAiMessages(seed), ...more }),
  });
  return { status: reply.status, body: (await reply.json()) as Completion };
}
/** What an answer is told apart by: the log probabilities of its tokens. */
const traits = ({ body }: { body: Completion }) => body.choices[0]!.logprobs.content.map(({ logprob }) => logprob);

describe('gossan serve and the active adapter', () => {
  it('answers by the base, then by whatever was activated, and after rollbacks as before, bit for bit', async () => {
    const base = await ask(1);
    expect(base.body.model).toBe('gossan-nano');
    const kept = new Map<string, number[]>([['gossan-nano', traits(base)]]);
    for (const name of ['half', 'quarter', 'own-graph', 'third']) {
      await activate(name, null);
      const said = await ask(1);
      expect(said.body.model).toBe(name);
      expect([...kept.values()]).not.toContainEqual(traits(said));
      kept.set(name, traits(said));
      expect(traits(await ask(1, { model: 'gossan-nano' }))).toEqual(traits(base));
    }
    for (const name of ['own-graph', 'quarter', 'half', 'gossan-nano']) {
      await rollback(null);
      const said = await ask(1);
      expect([said.body.model, traits(said)]).toEqual([name, kept.get(name)]);
    }
  });

  it('lists adapters as children of the base, and which one answers', async () => {
    await activate('half', null);
    const reply = (await (await fetch(`${server.url}/v1/models`)).json()) as { data: object[] };
    expect(reply.data).toContainEqual(expect.objectContaining({ id: 'gossan-nano', parent: null, active: false }));
    expect(reply.data).toContainEqual(
      expect.objectContaining({
        id: 'half',
        parent: 'gossan-nano',
        active: true,
        gossan: expect.objectContaining({ name: 'gossan-nano', size: 192 }),
      }),
    );
    // Gossan's own client takes the one that answers, and says both names.
    const client = (await openVisionModel({ visionUrl: server.url }))!;
    expect(await describeVision(client)).toMatchObject({ name: 'gossan-nano', adapter: 'half' });
    expect(await describeVision(backend)).toMatchObject({ name: 'gossan-nano', adapter: 'half' });
    await rollback(null);
    expect(await describeVision(backend)).toMatchObject({ name: 'gossan-nano', adapter: null });
  });

  it('swaps under load without a failed request; each answer is whole and of one of the two', async () => {
    const alone = new Map<string, number[]>();
    for (const [name, change] of [
      ['gossan-nano', () => undefined],
      ['half', () => activate('half', null)],
      ['own-graph', () => activate('own-graph', null)],
    ] as const) {
      await change();
      const said = await ask(5);
      expect(said.body.model).toBe(name);
      alone.set(name, traits(said));
    }
    let asking = true;
    const replies: { status: number; body: Completion; begun: number }[] = [];
    const caller = async () => {
      while (asking) {
        const begun = performance.now();
        replies.push({ ...(await ask(5)), begun });
      }
    };
    const callers = Array.from({ length: 6 }, caller);
    const swapped: { at: number; name: string }[] = [];
    for (const name of ['half', 'own-graph', 'third', 'quarter', 'half', 'own-graph']) {
      const before = replies.length;
      await activate(name, null);
      swapped.push({ at: performance.now(), name });
      while (!replies.slice(before).some(({ body }) => body.model === name)) {
        await new Promise((resume) => setTimeout(resume, 5));
      }
    }
    asking = false;
    await Promise.all(callers);
    expect(replies.filter(({ status }) => status !== 200)).toEqual([]);
    for (const { body, begun } of replies) {
      // A request that began after an activation is of that adapter, or of one that came later.
      const since = swapped.findLastIndex(({ at }) => at < begun);
      if (since >= 0) expect(swapped.slice(since).map(({ name }) => name)).toContain(body.model);
      const expected = alone.get(body.model);
      const logprobs = body.choices[0]!.logprobs.content;
      // Rows of a batch may differ in the last bits of a float from a row alone.
      if (expected) for (const [at, { logprob }] of logprobs.entries()) expect(logprob).toBeCloseTo(expected[at]!, 3);
    }
    expect(new Set(replies.map(({ body }) => body.model)).size).toBe(4);
  });

  it('goes on with what answered before where the activated one was damaged, and says so', async () => {
    const before = (await ask(1)).body.model;
    await activate('third', null);
    await ask(1);
    await activate('quarter', null);
    await ask(1);
    await activate('half', null);
    expect((await ask(1)).body.model).toBe('half');
    // Neither active nor just before: it must be read again, and is no longer what was signed.
    appendFileSync(join(adapterFolder('third'), 'model.safetensors'), ' ');
    const { readAdapterState, writeAdapterState } = await import('../model-server/adapters/adapter-state.ts');
    const state = readAdapterState();
    const [of] = Object.values(state.bases);
    of!.active = state.log.find(({ adapter }) => adapter?.name === 'third')!.adapter;
    writeAdapterState(state);
    expect((await ask(1)).body.model).toBe('half');
    expect(faults).toEqual(['ADAPTER_CHANGED']);
    expect(before).not.toBe('third');
  });
});
