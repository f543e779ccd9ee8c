import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAssistant } from '../agents/assistant.ts';
import type { TurnEvent } from '../core/answer.ts';
import { type DemoTalk, demoTalk } from './support/demo-talk.ts';

interface Asked {
  model: string;
  /** All texts of the message, joined. */
  prompt: string;
  /** Longer sides of the pictures. */
  pictures: number[];
}

/**
 * The other end of the wire: no model, but the real protocol. It decodes the picture that it
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
      const pictures = parts.flatMap(({ image_url }) => {
        if (!image_url) return [];
        const picture = decode(Buffer.from(image_url.url.replace('data:image/png;base64,', ''), 'base64'));
        return [Math.max(picture.width, picture.height)];
      });
      asked.push({ model, prompt: parts.map(({ text = '' }) => text).join(''), pictures });
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
    expect(asked[0]!.pictures).toEqual([448, 448, 448]);
    expect(asked[0]!.prompt).toMatch(/alteration-depths \(Band depths .*Answer with a list by falling share/s);
    expect(answer.models.vision).toBe('picture-reader');
    expect(answer.evidence.some((one) => one.kind === 'model' && one.text.includes('topaz'))).toBe(true);
    expect(answer.answer).toMatch(/picture-reader also names alunite/);
    expect(answer.contradictions.map((one) => one.subject)).toEqual(['topaz']);
    const said = answer.evidence.find((one) => one.kind === 'model')!;
    expect(said.model).toMatchObject({ name: 'picture-reader', adapter: null, views: { size: 448 } });
    expect(answer.models.adapter).toBe('none');
    expect(answer.review.verdict).toBe('PASS');
  });

  it('is left alone with vision off, and named as not asked', async () => {
    const before = asked.length;
    const assistant = await openAssistant();
    const answer = await assistant.ask('Which minerals are in the scene?', {
      scene: talk.scene,
      kb: talk.kb,
      vision: false,
    });
    await assistant.close();
    expect(asked).toHaveLength(before);
    expect(answer.contradictions).toEqual([]);
    expect(answer.models.vision).toBe('not asked');
  });

  it('is asked again every time, since a server may change what is behind a name', async () => {
    const before = asked.length;
    const assistant = await openAssistant();
    await assistant.ask('Which minerals are in the scene?', { scene: talk.scene, kb: talk.kb });
    await assistant.close();
    expect(asked.length).toBe(before + 1);
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
});
