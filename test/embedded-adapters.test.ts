import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../core/chat-model.ts';
import { EmbeddedModel } from '../model-server/embedded/embedded-model.ts';
import { shippedBase } from '../model-server/open-vision-model.ts';
import { writeAdapter } from './support/adapter-folder.ts';
import { openAiMessages, question } from './support/nano-questions.ts';
import { type NanoServer, nanoServer } from './support/nano-server.ts';

let folder: string;
let server: NanoServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-adapter-'));
  server = await nanoServer({ token: 'a-secret' });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const adapter = (name: string, scale: number) => writeAdapter(join(folder, name), scale);

const post = (path: string, body: object) =>
  fetch(`${server.url}/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer a-secret' },
    body: JSON.stringify(body),
  });
const ask = (model: string, max_tokens = 1) =>
  server.client.chat.completions.create({
    model,
    max_tokens,
    temperature: 0,
    logprobs: true,
    top_logprobs: 2,
    messages: openAiMessages(1),
  });
const gap = async (model: string) => {
  const [first, second] = (await ask(model)).choices[0]!.logprobs!.content![0]!.top_logprobs;
  return first!.logprob - second!.logprob;
};

describe('adapters', () => {
  it('are loaded, listed as children of the base, replaced and unloaded while the server runs', async () => {
    const base = await gap('gossan-nano');
    expect((await post('load_lora_adapter', { lora_name: 'half', lora_path: adapter('half', 0.5) })).status).toBe(200);
    expect(await gap('half')).toBeCloseTo(base / 2, 2);
    expect(await gap('gossan-nano')).toBeCloseTo(base, 5);
    const { data } = await server.client.models.list();
    expect(data).toMatchObject([
      { id: 'gossan-nano', parent: null },
      { id: 'half', parent: 'gossan-nano' },
    ]);

    const [running] = await Promise.all([
      ask('half', 40),
      post('load_lora_adapter', { lora_name: 'half', lora_path: adapter('quarter', 0.25) }),
    ]);
    expect(running.choices[0]!.finish_reason).toMatch(/stop|length/);
    expect(await gap('half')).toBeCloseTo(base / 4, 2);

    expect((await post('unload_lora_adapter', { lora_name: 'half' })).status).toBe(200);
    await expect(ask('half')).rejects.toMatchObject({ status: 404 });
    expect((await post('unload_lora_adapter', { lora_name: 'half' })).status).toBe(404);
  });

  it('that are none leave everything as it was', async () => {
    const broken = adapter('broken', 0.5);
    writeFileSync(join(broken, 'model.safetensors'), 'no weights');
    for (const [lora_path, code] of [
      [broken, 'adapter_changed'],
      [join(folder, 'nowhere'), 'adapter_incomplete'],
    ]) {
      const reply = await post('load_lora_adapter', { lora_name: 'broken', lora_path });
      expect(reply.status).toBe(422);
      expect(await reply.json()).toMatchObject({ error: { code } });
    }
    expect((await ask('gossan-nano')).choices).toHaveLength(1);
  });
});

describe('a base whose files are not what they should be', () => {
  it.each([
    [
      'model.safetensors',
      'SHA-256',
      (path: string) => writeFileSync(path, readFileSync(path).fill(1, 2 ** 20, 2 ** 20 + 64)),
    ],
    ['decoder.onnx', 'decoder.onnx', (path: string) => writeFileSync(path, 'no graph')],
    ['model.json', 'views', (path: string) => writeFileSync(path, '{"name":"x","base":"y"}')],
    ['tokenizer.json', 'not there', (path: string) => rmSync(path)],
  ])('says so: %s', async (file, says, spoil) => {
    const copy = join(folder, 'base');
    cpSync(shippedBase(), copy, { recursive: true, dereference: true });
    spoil(join(copy, file));
    const opening = EmbeddedModel.open({ folder: copy });
    await expect(opening).rejects.toMatchObject({ code: 'VISION_FILES', exitCode: 4 });
    await expect(opening).rejects.toThrow(file);
    if (file !== 'model.json') await expect(opening).rejects.toThrow(says);
    rmSync(copy, { recursive: true });
  });

  it('and one that is whole opens', async () => {
    const model = await EmbeddedModel.open({ folder: shippedBase() });
    const answer = await collect(model.complete({ ...question(1), max_tokens: 1 }));
    expect(answer.usage!.prompt_tokens).toBeGreaterThan(108);
    await model.close();
  });
});
