import { writePdf } from './pdf-writer.ts';

/** A font that is not embedded and whose codes are read by one of Adobe's character maps, as older programs wrote them. */
const FONT =
  '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [<< /Type /Font ' +
  '/Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> ' +
  '/DW 1000 /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] ' +
  '/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 90 >> >>] >>';
const LEADING = 16;
const PARAGRAPH_SKIP = 20;

/** Writes a PDF of Chinese text: pages of paragraphs of lines. */
export function writeChinesePdf(pages: readonly (readonly (readonly string[])[])[]): Buffer {
  return writePdf([], { streams: pages.map(drawPage), font: FONT });
}

/** Cuts a paragraph into lines of about so many characters; numbers and Latin words stay whole, no line begins with a mark. */
export function chineseLines(paragraph: string, width = 36): string[] {
  const lines = [''];
  for (const [piece] of paragraph.matchAll(/(?:[\p{ASCII}\p{Script=Greek}°±µ]+|.)[，。；：、）%]*/gu)) {
    if (lines.at(-1)!.length + piece.length > width) lines.push('');
    lines[lines.length - 1] += piece;
  }
  return lines;
}

function drawPage(paragraphs: readonly (readonly string[])[]): { dictionary: string; data: Buffer } {
  const operators: string[] = [];
  let y = 720;
  for (const lines of paragraphs) {
    for (const line of lines) {
      const codes = Buffer.from(line, 'utf16le').swap16().toString('hex');
      operators.push(`BT /F1 12 Tf 1 0 0 1 72 ${y} Tm <${codes}> Tj ET`);
      y -= LEADING;
    }
    y -= PARAGRAPH_SKIP;
  }
  return { dictionary: '', data: Buffer.from(operators.join('\n')) };
}
