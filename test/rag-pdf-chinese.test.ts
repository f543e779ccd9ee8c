import { expect, it } from 'vitest';
import { loadDocument } from '../rag/load/registry.ts';
import { writePdf } from './support/pdf-writer.ts';

/** A font that is not embedded and whose codes are read by one of Adobe's character maps, as older programs wrote them. */
const FONT =
  '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [<< /Type /Font ' +
  '/Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> ' +
  '/DW 1000 /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] ' +
  '/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 90 >> >>] >>';

function page(lines: string[]): { dictionary: string; data: Buffer } {
  const hex = (text: string) => Buffer.from(text, 'utf16le').swap16().toString('hex');
  const operators = lines.map((text, at) => `BT /F1 12 Tf 1 0 0 1 72 ${720 - 16 * at} Tm <${hex(text)}> Tj ET`);
  return { dictionary: '', data: Buffer.from(operators.join('\n')) };
}

it('reads Chinese of a font that is not embedded, and joins its lines without spaces', async () => {
  const lines = [
    '斑岩铜矿的蚀变分带由中心向外依次为钾化带、绢英岩',
    '化带和青磐岩化带，顶部常见高级泥化，其中有明矾石。',
  ];
  const document = await loadDocument({ path: 'cu.pdf', bytes: writePdf([], { streams: [page(lines)], font: FONT }) });
  expect(document.pages[0]!.text).toBe(lines.join(''));
});
