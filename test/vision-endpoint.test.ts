import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAssistant } from '../agents/assistant.ts';
import type { TurnEvent } from '../core/answer.ts';
import { type DemoTalk, demoTalk } from './support/demo-talk.ts';

interface Asked {
  model: string;
  prompt: string;
  width: number;
  height: number;
}

/**
 * The other end of the wire: no model (none is small enough yet), but the real protocol. It decodes the picture that it
 * is sent and always names alunite, which the demo scene shows, and topaz, which it does not.
 */
let server: Server;
const asked: Asked[] = [];
let talk: DemoTalk;
beforeAll(async () => {
  server = createServer((request, response) => {
    const reply = (body: object) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    if (request.url === '/v1/models') return reply({ data: [{ id: 'picture-reader' }] });
    let body = '';
    request.on('data', (data) => {
      body += data;
    });
    request.on('end', () => {
      const { model, messages } = JSON.parse(body) as {
        model: string;
        messages: { content: { type: string; text?: string; image_url?: { url: string } }[] }[];
      };
      const parts = messages[0]!.content;
      const url = parts.find((part) => part.type === 'image_url')!.image_url!.url;
      const picture = decode(Buffer.from(url.replace('data:image/png;base64,', ''), 'base64'));
      const prompt = parts.find((part) => part.type === 'text')!.text!;
      asked.push({ model, prompt, width: picture.width, height: picture.height });
      reply({ choices: [{ message: { content: 'Alunite and topaz.' } }] });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  talk = await demoTalk();
  process.env.GOSSAN_VISION_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterAll(async () => {
  delete process.env.GOSSAN_VISION_URL;
  server.close();
  await talk.remove();
});

describe('a vision model behind an OpenAI-compatible endpoint', () => {
  it('is shown the picture, and what it says is set against the spectra', async () => {
    const assistant = await openAssistant();
    const answer = await assistant.ask('Which minerals are in the scene?', { scene: talk.scene, kb: talk.kb });
    await assistant.close();
    expect(asked[0]).toMatchObject({ model: 'picture-reader' });
    expect(asked[0]!.width).toBeGreaterThanOrEqual(200);
    expect(answer.models.vision).toBe('picture-reader');
    expect(answer.evidence.some((one) => one.kind === 'model' && one.text.includes('topaz'))).toBe(true);
    expect(answer.answer).toMatch(/picture-reader also names alunite/);
    expect(answer.contradictions.map((one) => one.subject)).toEqual(['topaz']);
    expect(answer.review.verdict).toBe('PASS');
  });

  it('is left alone with vision off', async () => {
    const before = asked.length;
    const answer = await talk.assistant.ask('Which minerals are in the scene?', {
      scene: talk.scene,
      kb: talk.kb,
      vision: false,
    });
    expect(asked).toHaveLength(before);
    expect(answer.contradictions).toEqual([]);
  });

  it('that does not answer costs the turn nothing but a note', async () => {
    process.env.GOSSAN_VISION_URL = 'http://127.0.0.1:9/v1';
    const assistant = await openAssistant();
    const notes: TurnEvent[] = [];
    const answer = await assistant.ask('Which minerals are in the scene?', {
      scene: talk.scene,
      kb: talk.kb,
      onEvent: (event) => notes.push(event),
    });
    await assistant.close();
    expect(answer.answer).toMatch(/muscovite/);
    expect(notes.some((event) => event.type === 'note' && /did not answer/.test(event.text))).toBe(true);
  });

  it('is named as not configured where there is none', async () => {
    delete process.env.GOSSAN_VISION_URL;
    const assistant = await openAssistant();
    const answer = await assistant.ask('Which minerals are in the scene?', { scene: talk.scene, kb: talk.kb });
    await assistant.close();
    expect(answer.models.vision).toBe('not configured');
  });
});
