import { expect, it } from 'vitest';
import { loadDocument } from '../rag/load/registry.ts';
import { writePdf } from './support/pdf-writer.ts';

/** A font that is not embedded and whose codes are read by one of Adobe's character maps, as older programs wrote them. */
const font = (encoding: string) =>
  `<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /${encoding} ` +
  '/DescendantFonts [<< /Type /Font ' +
  '/Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> ' +
  '/DW 1000 /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] ' +
  '/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 90 >> >>] >>';

const hex = (text: string) => Buffer.from(text, 'utf16le').swap16().toString('hex');

/** Text at places, in 12 points. */
function page(texts: [text: string, x: number, y: number][]): { dictionary: string; data: Buffer } {
  const operators = texts.map(([text, x, y]) => `BT /F1 12 Tf 1 0 0 1 ${x} ${y} Tm <${hex(text)}> Tj ET`);
  return { dictionary: '', data: Buffer.from(operators.join('\n')) };
}

async function textOf(texts: [text: string, x: number, y: number][], encoding = 'UniGB-UCS2-H'): Promise<string> {
  const bytes = writePdf([], { streams: [page(texts)], font: font(encoding) });
  return (await loadDocument({ path: 'cu.pdf', bytes })).pages[0]!.text;
}

const LINES = [
  '斑岩铜矿的蚀变分带由中心向外依次为钾化带、绢英岩',
  '化带和青磐岩化带，顶部常见高级泥化，其中有明矾石。',
];

it('reads Chinese of a font that is not embedded, and joins its lines without spaces', async () => {
  expect(await textOf(LINES.map((line, at) => [line, 72, 720 - 16 * at]))).toBe(LINES.join(''));
});

it('leaves no spaces where a line is stretched or a heading spread', async () => {
  const spread = (text: string, y: number, pitch: number) =>
    [...text].map((character, at): [string, number, number] => [character, 72 + at * pitch, y]);
  const text = await textOf([...spread('矿区地质', 750, 30), ...spread(LINES[0]!, 720, 15), [LINES[1]!, 72, 704]]);
  expect(text).toContain('矿区地质');
  expect(text).toContain(LINES[0]);
});

it('reads a vertical font from top to bottom, its lines from right to left', async () => {
  const lines = LINES.map((line, at): [string, number, number] => [line, 500 - 20 * at, 700]);
  expect(await textOf(lines.toReversed(), 'UniGB-UCS2-V')).toBe(LINES.join(''));
});

it('reads characters that were set below each other one by one', async () => {
  const stacked = LINES.flatMap((line, at) =>
    [...line].map((character, down): [string, number, number] => [character, 500 - 20 * at, 700 - 13 * down]),
  );
  expect(await textOf(stacked)).toBe(LINES.join(''));
});
