import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../core/chat-model.ts';
import { loadConfig } from '../core/config.ts';
import { asset } from '../core/paths.ts';
import { openVisionModel } from '../model-server/open-vision-model.ts';
import { temporaryHome } from './support/home.ts';
import { openAiMessages, question } from './support/nano-questions.ts';
import { gossan } from './support/run-gossan.ts';

let home: ReturnType<typeof temporaryHome>;
beforeAll(() => {
  home = temporaryHome();
});
afterAll(() => home.remove());

/** Starts `gossan serve` as a process of its own. */
async function serve(
  env: Record<string, string> = {},
): Promise<{ child: ChildProcess; url: string; ended: Promise<number | null> }> {
  const child = spawn(process.execPath, [asset('cli', 'main.ts'), 'serve', '--port', '0', '--json'], {
    env: { ...process.env, NODE_NO_WARNINGS: '1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let document = '';
  for await (const line of createInterface({ input: child.stdout! })) {
    document += line;
    if (line === '}') break;
  }
  return { child, url: (JSON.parse(document) as { url: string }).url, ended };
}

describe('gossan serve', () => {
  it('is asked as the model in the process is, and passes on what another server says', async () => {
    const inProcess = (await openVisionModel({}))!;
    const one = await serve();
    const two = await serve({ GOSSAN_VISION_URL: one.url });
    const requests = [1, 5].map((seed) => ({ ...question(seed), logprobs: true, top_logprobs: 3, max_tokens: 4 }));
    const here = await inProcess.completeMany(requests);
    for (const { url } of [one, two]) {
      process.env.GOSSAN_VISION_URL = url;
      const client = (await openVisionModel(loadConfig()))!;
      delete process.env.GOSSAN_VISION_URL;
      expect(client.name).toBe(inProcess.name);
      expect(await client.card()).toEqual(await inProcess.card());
      const there = await client.completeMany(requests);
      expect(there.map(({ text }) => text)).toEqual(here.map(({ text }) => text));
      expect(there.map(({ usage }) => usage)).toEqual(here.map(({ usage }) => usage));
      for (const [at, { logprobs }] of there.entries()) {
        for (const [place, { token, logprob, top_logprobs }] of logprobs.entries()) {
          expect(token).toBe(here[at]!.logprobs[place]!.token);
          expect(logprob).toBeCloseTo(here[at]!.logprobs[place]!.logprob, 3);
          expect(top_logprobs).toHaveLength(3);
        }
      }
      await expect(collect(client.complete({ ...question(1), model: 'other' }))).rejects.toThrow(/other/);
    }
    for (const { child } of [two, one]) child.kill('SIGTERM');
    expect(await Promise.all([one.ended, two.ended])).toEqual([0, 0]);
    await inProcess.close();
  });

  it('lets what runs end when it is told to stop, takes no more, and exits with 0', async () => {
    const { child, url, ended } = await serve();
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
    const body = { model: 'gossan-nano', max_tokens: 150, temperature: 2, seed: 3, messages: openAiMessages(1) };
    const stream = await client.chat.completions.create({ ...body, logprobs: true, stream: true });
    let refused: unknown;
    let finish: string | null = null;
    let told = false;
    for await (const chunk of stream) {
      finish = chunk.choices[0]?.finish_reason ?? finish;
      if (told) continue;
      told = true;
      child.kill('SIGTERM');
      refused = await expect
        .poll(() =>
          client.models
            .list()
            .then(() => client.chat.completions.create({ ...body, max_tokens: 1 }))
            .then(
              () => null,
              (error: InstanceType<typeof OpenAI.APIError>) => error,
            ),
        )
        .toBeTruthy()
        .then(() => true);
    }
    expect(refused).toBe(true);
    expect(finish).toMatch(/stop|length/);
    expect(await ended).toBe(0);
  });

  it('does not listen on another host without a token', async () => {
    const { code, stderr } = await gossan(['serve', '--port', '0', '--host', '0.0.0.0'], { env: { GOSSAN_TOKEN: '' } });
    expect(code).toBe(2);
    expect(stderr).toMatch(/GOSSAN_TOKEN/);
  });
});
