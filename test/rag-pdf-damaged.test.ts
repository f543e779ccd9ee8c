import { expect, it } from 'vitest';
import { loadDocument } from '../rag/load/registry.ts';
import { column, writePdf } from './support/pdf-writer.ts';

const whole = writePdf([1, 2, 3].map((n) => column([`Page ${n} about jarosite.`], 72)));

it('refuses a PDF whose end is missing, instead of losing its last pages', async () => {
  const bytes = whole.subarray(0, Math.floor(whole.length * 0.7));
  await expect(loadDocument({ path: 'half.pdf', bytes })).rejects.toMatchObject({
    code: 'DOCUMENT_DAMAGED',
    message: expect.stringContaining('truncated'),
  });
});

it('refuses a linearised PDF that is shorter than it says', async () => {
  const stated = `%PDF-1.4\n1 0 obj\n<< /Linearized 1 /L ${whole.length * 2} /N 3 >>\nendobj\n`;
  const bytes = Buffer.concat([Buffer.from(stated), whole.subarray(9)]);
  await expect(loadDocument({ path: 'web.pdf', bytes })).rejects.toMatchObject({ code: 'DOCUMENT_DAMAGED' });
});

it('refuses noise between the marks of a PDF', async () => {
  const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(4000, 0x37), Buffer.from('\n%%EOF\n')]);
  await expect(loadDocument({ path: 'noise.pdf', bytes })).rejects.toMatchObject({ code: 'DOCUMENT_DAMAGED' });
});

it('refuses a file called .pdf that is none', async () => {
  const bytes = Buffer.from('This was a web page once.');
  await expect(loadDocument({ path: 'page.pdf', bytes })).rejects.toMatchObject({ code: 'DOCUMENT_DAMAGED' });
});
