import type { Canvas } from '@napi-rs/canvas';
import { writePdf } from './pdf-writer.ts';

type Stream = NonNullable<NonNullable<Parameters<typeof writePdf>[1]>['streams']>[number];

/** A page of a PDF that is a picture from edge to edge, and other drawing upon it ("BT … ET"). */
export async function scannedPage(page: Canvas, besides = ''): Promise<Stream> {
  const jpeg = await page.encode('jpeg', 88);
  return picturePage(jpeg, page.width, page.height, besides);
}

/** The same of any JPEG, whole or not. */
export function picturePage(jpeg: Buffer, width: number, height: number, besides = ''): Stream {
  const head = `q 612 0 0 792 0 0 cm\nBI /W ${width} /H ${height} /CS /RGB /BPC 8 /F /DCT ID\n`;
  return { dictionary: '', data: Buffer.concat([Buffer.from(head), jpeg, Buffer.from(`\nEI Q\n${besides}`)]) };
}

/** A page of a PDF with text of its own. */
export function textPage(text: string): Stream {
  return { dictionary: '', data: Buffer.from(`BT /F1 10 Tf 72 700 Td (${text}) Tj ET`) };
}

export const pdfOf = (streams: Stream[]) => writePdf([], { streams });
