import type { Canvas } from '@napi-rs/canvas';
import { beforeAll, describe, expect, it } from 'vitest';
import { linesOfPage } from '../rag/ocr/page-lines.ts';
import { type Picture, pictureFromRgba, turned } from '../rag/ocr/picture.ts';
import { openPageReader, type PageReader } from '../rag/ocr/pp-ocr.ts';
import { characterErrors } from './support/character-errors.ts';
import { CHINESE, ENGLISH, HAN, LATIN, noOcr } from './support/ocr.ts';
import { printPage, readingOf, scan } from './support/printed-page.ts';

const DPI = 150;

describe.skipIf(noOcr)(`pages that are pictures${noOcr ? ` (skipped: ${noOcr})` : ''}`, { timeout: 180_000 }, () => {
  let reader: PageReader;
  beforeAll(async () => {
    reader = await openPageReader();
  });
  const read = async (picture: Picture) => {
    const page = await reader.read(picture);
    return { ...page, text: linesOfPage(page, DPI).map((line) => line.text) };
  };

  it.each([
    ['English', ENGLISH, LATIN, { skew: 0.8, noise: 14, blur: 0.5 }],
    ['Chinese', HAN, CHINESE, { skew: -1.1, noise: 14, blur: 0.5, shade: 40 }],
  ])('are read though they are skewed and noisy: %s', async (_, text, font, damage) => {
    const { text: lines, confidence } = await read(
      pictureOf(scan(printPage(text, { font, dpi: DPI, size: 12, inches: 4 }), damage)),
    );
    expect(characterErrors(readingOf(text), lines.join('\n'))).toBeLessThan(0.02);
    expect(confidence).toBeGreaterThan(0.9);
    expect(confidence).toBeLessThanOrEqual(1);
  });

  it('are read column by column', async () => {
    const text = { title: HAN.title, paragraphs: [...HAN.paragraphs, ...HAN.paragraphs] };
    const { text: lines } = await read(pictureOf(printPage(text, { font: CHINESE, dpi: DPI, columns: 2, inches: 9 })));
    expect(characterErrors(readingOf(text), lines.join('\n'))).toBeLessThan(0.02);
  });

  it.each([1, 2, 3])('are read when they lie on their side or stand on their head: %i quarters', async (quarters) => {
    const upright = pictureOf(printPage(ENGLISH, { font: LATIN, dpi: DPI, size: 12, inches: 4 }));
    const { text: lines } = await read(turned(upright, quarters));
    expect(characterErrors(readingOf(ENGLISH), lines.join('\n'))).toBeLessThan(0.02);
  });

  it('give no text where there is none: an empty page, noise', async () => {
    const empty = await read({ width: 400, height: 300, grey: new Uint8Array(400 * 300).fill(255) });
    expect([empty.text, empty.confidence]).toEqual([[], 0]);
    const noise = Uint8Array.from({ length: 400 * 300 }, (_, at) => (at * 7919) % 251);
    expect((await read({ width: 400, height: 300, grey: noise })).text).toEqual([]);
  });

  it('stop when they are told to', async () => {
    const picture = pictureOf(printPage(ENGLISH, { font: LATIN, dpi: DPI, size: 12, inches: 4 }));
    let steps = 0;
    const stopping = reader.read(picture, () => {
      if (++steps > 3) throw new Error('stop');
    });
    await expect(stopping).rejects.toThrow('stop');
  });
});

function pictureOf(canvas: Canvas): Picture {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return pictureFromRgba(data, canvas.width, canvas.height);
}
