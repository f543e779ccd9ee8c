import type { Canvas } from '@napi-rs/canvas';
import { beforeAll, describe, expect, it } from 'vitest';
import { linesOfPage } from '../rag/ocr/page-lines.ts';
import { type Picture, pictureFromRgba, turned } from '../rag/ocr/picture.ts';
import { openPageReader, type PageReader } from '../rag/ocr/pp-ocr.ts';
import { characterErrors } from './support/character-errors.ts';
import { CHINESE, ENGLISH, HAN, LATIN, noOcr } from './support/ocr.ts';
import { printPage, readingOf, scan } from './support/printed-page.ts';

const DPI = 150;
const SHORT = {
  title: '第二章 矿区地层与岩石',
  paragraphs: [
    '矿区位于北东向断裂带与东西向基底断裂的交汇部位，出露地层以中侏罗统安山岩、凝灰岩为主，厚度约六百米。花岗闪长斑岩呈岩株状侵入其中，接触带产状较陡。',
    '矿化中心发育钾硅酸盐化，黑云母交代角闪石，钾长石沿石英脉两侧呈条带状分布，脉宽数毫米至数厘米。向外依次过渡为绢英岩化带和青磐岩化带，岩石褪色明显，原岩结构多被破坏；绿泥石、绿帘石和方解石延伸可达一千二百米。',
  ],
};

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

  it.each([
    ['one last line at the right, Chinese', HAN, CHINESE],
    ['two last lines at the right, English', ENGLISH, LATIN],
    ['four lines at the right, beside a paragraph that ends', SHORT, CHINESE],
  ])('are read column by column though they are short: %s', async (_, text, font) => {
    const page = printPage(text, { font, dpi: DPI, columns: 2, inches: 5.5 });
    const { text: lines } = await read(pictureOf(page));
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
