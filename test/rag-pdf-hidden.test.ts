import { expect, it } from 'vitest';
import { column } from './support/pdf-writer.ts';
import { prose, readPdf } from './support/read-pdf.ts';

it('leaves out what stands beside the page, and what is too small to be seen', async () => {
  const hidden = [
    { text: 'beside the page', x: 700, y: 500 },
    { text: 'below the page', x: 72, y: -30 },
    { text: 'too small', x: 72, y: 300, size: 0.3 },
  ];
  const { text } = (await readPdf([[...column(prose('body', 6), 72, 700), ...hidden]])).pages[0]!;
  expect(text).toMatch(/^The body line 1 .*end\.$/);
});

/** A page that draws what is given below a line that all can read. */
const drawn = async (content: string, more: Parameters<typeof readPdf>[1] = {}) => {
  const data = Buffer.from(`BT /F1 10 Tf 72 700 Td (Alunite forms pale ledges.) Tj ET\n${content}`, 'latin1');
  return (await readPdf([], { streams: [{ dictionary: '', data }], ...more })).pages[0]!.text;
};
const line = (text: string, y: number, before = '') => `BT /F1 10 Tf ${before} 72 ${y} Td (${text}) Tj ET\n`;
const box = (colour: string, y: number) => `${colour} rg 60 ${y - 5} 300 20 re f\n`;
/** A picture of two by two pixels over a part of the page. */
const picture = (y: number) => `q 300 0 0 20 60 ${y - 5} cm BI /W 2 /H 2 /CS /G /BPC 8 /F /AHx ID 30405060> EI Q\n`;

it.each([
  ['drawn in no colour', line('Hidden order.', 660, '3 Tr')],
  ['that cuts and nothing is painted', line('Hidden order.', 660, '7 Tr')],
  ['white on paper', `1 1 1 rg ${line('Hidden order.', 660)}`],
  ['white by its shade of grey, or its inks', `.99 g ${line('Hidden', 660)} 0 0 0 0 k ${line('order.', 640)}`],
  [
    'white on a white rectangle upon a dark one',
    `${box('0 0 0', 660)}${box('1 1 1', 660)}${line('Hidden order.', 660)}`,
  ],
  ['white before something dark is drawn beside it', `1 1 1 rg ${line('Hidden order.', 660)}${box('0 0 0', 500)}`],
  ['stroked in white', `1 1 1 RG ${line('Hidden order.', 660, '1 Tr')}`],
  ['white after the state was restored', `1 1 1 rg q 0 0 0 rg Q ${line('Hidden order.', 660)}`],
])('leaves out text %s', async (_, content) => {
  expect(await drawn(content)).toBe('Alunite forms pale ledges.');
});

it('leaves out what cannot be seen through, as the graphics state says', async () => {
  const resources = '/ExtGState << /G1 << /ca 0 >> /G2 << /ca 0.6 >> >>';
  const text = await drawn(`q /G1 gs ${line('Hidden order.', 660)}Q /G2 gs ${line('Half seen.', 620)}`, { resources });
  expect(text).toContain('Half seen.');
  expect(text).not.toContain('Hidden');
});

it.each([
  ['white on a dark rectangle', `${box('.1 .2 .5', 660)}1 1 1 rg ${line('Column names', 660)}`],
  ['white on a shape', `0 0 1 rg 50 650 m 400 640 l 380 690 l h f 1 1 1 rg ${line('Column names', 660)}`],
  ['white on a picture', `${picture(660)}1 1 1 rg ${line('Column names', 660)}`],
  ['white with dark edges', `1 1 1 rg 0 0 0 RG ${line('Column names', 660, '2 Tr')}`],
  ['that cuts a colour out', `q ${line('Column names', 660, '7 Tr')}${box('1 0 0', 660)}Q`],
  ['recognised below a picture', `${line('Column names', 660, '3 Tr')}${picture(660)}`],
  ['pale', `.8 .8 .8 rg ${line('Column names', 660)}`],
  ['dark again after white', `q 1 1 1 rg Q ${line('Column names', 660)}`],
])('keeps text %s', async (_, content) => {
  expect(await drawn(content)).toContain('Column names');
});

it('keeps the text that was recognised below the picture of a page, and no more of what is not painted', async () => {
  const { createCanvas } = await import('@napi-rs/canvas');
  const { picturePage } = await import('./support/scanned-pdf.ts');
  const canvas = createCanvas(612, 500);
  const words = 'Kaolinite and dickite fill the veins of the upper bench in all of the eastern pits.';
  const layer = Array.from({ length: 4 }, (_, at) => line(`${words} ${at}`, 700 - 20 * at, '3 Tr')).join('');
  const jpeg = await canvas.encode('jpeg', 80);
  const stream = picturePage(jpeg, 612, 500, layer);
  // from edge to edge, and then without its lower part
  const cut = {
    ...stream,
    data: Buffer.from(
      stream.data.toString('latin1').replace('0 0 792 0 0 cm', '0 0 400 0 392 cm') +
        line('Below the picture.', 100, '3 Tr'),
      'latin1',
    ),
  };
  for (const page of [stream, cut]) {
    const { text } = (await readPdf([], { streams: [page] })).pages[0]!;
    expect(text.match(/Kaolinite and dickite/g)).toHaveLength(4);
    expect(text).not.toContain('Below the picture');
  }
});
