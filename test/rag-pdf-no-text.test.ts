import { expect, it } from 'vitest';
import { loadDocument } from '../rag/load/registry.ts';
import { writePdf } from './support/pdf-writer.ts';

const drawing = { dictionary: '', data: Buffer.from('72 72 m 540 720 l S') };

it('refuses a PDF without text and says how many pages it has', async () => {
  const bytes = writePdf([], { streams: [drawing, drawing] });
  await expect(loadDocument({ path: 'scan.pdf', bytes })).rejects.toMatchObject({
    code: 'DOCUMENT_NO_TEXT',
    message: expect.stringContaining('2 pages'),
  });
});

it('keeps the numbers of the pages when only some have text', async () => {
  const text = { dictionary: '', data: Buffer.from('BT /F1 10 Tf 72 700 Td (Skarn with garnet.) Tj ET') };
  const document = await loadDocument({ path: 'plates.pdf', bytes: writePdf([], { streams: [drawing, text] }) });
  expect(document.pages.map((page) => page.text)).toEqual(['', 'Skarn with garnet.']);
});
