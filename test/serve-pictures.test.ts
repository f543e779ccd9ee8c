import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asset } from '../core/paths.ts';
import settings from '../model-server/http/settings.json' with { type: 'json' };
import { testView } from './support/nano-questions.ts';
import { type NanoServer, nanoServer } from './support/nano-server.ts';

let server: NanoServer;
beforeAll(async () => {
  server = await nanoServer();
});
afterAll(() => server.stop());

const ask = (url: string) =>
  server.client.chat.completions.create({
    model: 'gossan-nano',
    max_tokens: 1,
    temperature: 0,
    logprobs: true,
    messages: [
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url } },
          { type: 'text', text: '\nIs there alteration?' },
        ],
      },
    ],
  });
const dataUrl = (type: string, bytes: Uint8Array) =>
  `data:image/${type};base64,${Buffer.from(bytes).toString('base64')}`;
const drawn = (side: number) => sharp(testView(1, side).data, { raw: { width: side, height: side, channels: 3 } });
const logprob = async (url: string) => (await ask(url)).choices[0]!.logprobs!.content![0]!.logprob;

describe('pictures of a request', () => {
  it('may be PNG, lossless WebP and JPEG of any size', async () => {
    const png = await logprob(dataUrl('png', await drawn(192).png().toBuffer()));
    expect(await logprob(dataUrl('webp', await drawn(192).webp({ lossless: true }).toBuffer()))).toBeCloseTo(png, 5);
    expect(await logprob(dataUrl('jpeg', await drawn(300).jpeg().toBuffer()))).toBeLessThanOrEqual(0);
    const grey = await drawn(64).greyscale().png().toBuffer();
    expect(await logprob(dataUrl('png', grey))).toBeLessThanOrEqual(0);
    const clear = await drawn(64).ensureAlpha(0.5).png().toBuffer();
    expect(await logprob(dataUrl('png', clear))).toBeLessThanOrEqual(0);
  });

  it('are never fetched nor read from a path', async () => {
    const here = pathToFileURL(asset('docs', 'README.png')).href;
    for (const url of ['http://127.0.0.1:9/a.png', 'https://example.org/a.png', here, '/etc/hostname', 'a.png', '']) {
      await expect(ask(url), url).rejects.toMatchObject({ status: 400, code: 'vision_image' });
    }
  });

  it('are refused where they are no picture, or one that can name files', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    const png = await drawn(32).png().toBuffer();
    const damaged = png.subarray(0, png.length / 2);
    for (const [name, url] of [
      ['SVG', dataUrl('svg+xml', svg)],
      ['SVG that says PNG', dataUrl('png', svg)],
      ['cut off', dataUrl('png', damaged)],
      ['no base64', 'data:image/png;base64,***'],
      ['empty', 'data:image/png;base64,'],
    ] as const) {
      await expect(ask(url), name).rejects.toMatchObject({ status: 400, code: 'vision_image' });
    }
  });

  it('are refused before they are decoded where they have too many pixels', async () => {
    const bomb = await sharp({ create: { width: 6000, height: 6000, channels: 3, background: '#000' } })
      .png()
      .toBuffer();
    expect(bomb.length).toBeLessThan(2 ** 20);
    await expect(ask(dataUrl('png', bomb))).rejects.toMatchObject({
      code: 'vision_image',
      message: expect.stringContaining('6000'),
    });
  });

  it('are refused where the request is too large', async () => {
    const url = dataUrl('png', new Uint8Array(settings.body_bytes));
    await expect(ask(url)).rejects.toMatchObject({ status: 413, code: 'body_too_large' });
  });
});
