import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { loadDocument, readSource } from '../rag/load/registry.ts';

const folder = mkdtempSync(join(tmpdir(), 'gossan-binary-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

it('refuses a program called .txt', async () => {
  const source = await readSource(file('tool.txt', Buffer.from('7f454c4602010100'.padEnd(512, '0'), 'hex')));
  await expect(loadDocument(source)).rejects.toMatchObject({ code: 'DOCUMENT_FORMAT' });
});

it('refuses compressed data called .txt, which has few zero bytes', async () => {
  const noise = Buffer.concat(
    Array.from({ length: 40 }, (_, n) => deflateSync(Buffer.from(`${n} ${Math.sin(n)} alunite`))),
  );
  const source = await readSource(file('noise.txt', noise));
  await expect(loadDocument(source)).rejects.toMatchObject({ code: 'DOCUMENT_FORMAT' });
});

it('refuses a file of 0 bytes', async () => {
  await expect(readSource(file('empty.md', Buffer.alloc(0)))).rejects.toMatchObject({ code: 'FILE_EMPTY' });
});

it('refuses a format that it does not know, naming the ending', async () => {
  const source = await readSource(file('slides.pptx', Buffer.from('PK\u0003\u0004rest')));
  await expect(loadDocument(source)).rejects.toMatchObject({
    code: 'DOCUMENT_FORMAT',
    message: expect.stringContaining('.pptx'),
  });
});

it('reads a PDF by its content when it is called .txt', async () => {
  const { writePdf } = await import('./support/pdf-writer.ts');
  const bytes = writePdf([[{ text: 'Greisen with topaz.', x: 72, y: 700 }]]);
  expect((await loadDocument({ path: 'misnamed.txt', bytes })).format).toBe('pdf');
});
