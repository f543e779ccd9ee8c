import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openKnowledgeBase } from '../rag/index.ts';
import { hashingEmbedder } from './support/hashing-embedder.ts';
import { temporaryHome, writeReport } from './support/knowledge-home.ts';
import { writePdf } from './support/pdf-writer.ts';

let home: ReturnType<typeof temporaryHome>;
beforeAll(() => {
  home = temporaryHome();
});
afterAll(() => home.remove());

it('adds a folder with all below it, refuses the bad files by name, and goes on', async () => {
  const folder = join(home.files, 'reports');
  mkdirSync(join(folder, 'deep', '.hidden'), { recursive: true });
  writeReport(folder, 'tin', 'cassiterite');
  writeReport(join(folder, 'deep'), 'gold', 'electrum');
  writeReport(join(folder, 'deep', '.hidden'), 'secret', 'jarosite');
  writeFileSync(join(folder, 'empty.txt'), '');
  writeFileSync(join(folder, 'locked.pdf'), writePdf([[{ text: 'Secret.', x: 72, y: 700 }]], { userPassword: 'x' }));
  writeFileSync(join(folder, 'old.doc'), 'not read');
  writeFileSync(join(folder, 'photo.png'), 'no document');
  const base = await openKnowledgeBase('folder', { embedder: hashingEmbedder() });
  const result = await base.add([folder]);
  expect(result.added.map((document) => document.title).sort()).toEqual([
    'Report on cassiterite',
    'Report on electrum',
  ]);
  expect(result.refused.map(({ path, code }) => [path.slice(folder.length + 1), code]).sort()).toEqual([
    ['empty.txt', 'FILE_EMPTY'],
    ['locked.pdf', 'DOCUMENT_ENCRYPTED'],
    ['old.doc', 'DOCUMENT_FORMAT'],
  ]);
  expect(
    (await base.list()).every(({ chunks, pages, format }) => chunks > 1 && pages === 1 && format === 'markdown'),
  ).toBe(true);
});

it('refuses a single named file in the same way, without an exception', async () => {
  const base = await openKnowledgeBase('single', { embedder: hashingEmbedder() });
  const result = await base.add([join(home.files, 'nowhere.pdf')]);
  expect(result).toMatchObject({ added: [], unchanged: [], refused: [{ code: 'FILE_NOT_FOUND' }] });
});

it('adds the same content once, under whatever name, and embeds nothing for it', async () => {
  const embedder = hashingEmbedder();
  const base = await openKnowledgeBase('twice', { embedder });
  const path = writeReport(home.files, 'skarn', 'garnet');
  const copy = join(home.files, 'copy of skarn.md');
  copyFileSync(path, copy);
  expect((await base.add([path, copy])).unchanged).toEqual([copy]);
  const before = embedder.embedded;
  expect((await base.add([path])).unchanged).toEqual([path]);
  expect(embedder.embedded).toBe(before);
  expect(await base.list()).toHaveLength(1);
});

it('removes a document with all that was known of it', async () => {
  const base = await openKnowledgeBase('remove', { embedder: hashingEmbedder() });
  const { added } = await base.add([writeReport(home.files, 'a', 'scheelite'), writeReport(home.files, 'b', 'topaz')]);
  const [first, second] = added.map((document) => document.id);
  await base.remove(first!);
  expect((await base.list()).map((document) => document.id)).toEqual([second]);
  expect((await base.search('scheelite')).every((hit) => hit.document === second)).toBe(true);
  await expect(base.page(first!, 1)).rejects.toMatchObject({ code: 'DOCUMENT_UNKNOWN' });
  await expect(base.remove(first!)).rejects.toMatchObject({ code: 'DOCUMENT_UNKNOWN' });
});

it('gives pages by number, and says how many there are', async () => {
  const base = await openKnowledgeBase('pages', { embedder: hashingEmbedder() });
  const { added } = await base.add([writeReport(home.files, 'c', 'wolframite')]);
  const id = added[0]!.id;
  expect((await base.page(id, 1)).text).toMatch(/^Report on wolframite/);
  await expect(base.page(id, 2)).rejects.toMatchObject({ code: 'PAGE_UNKNOWN' });
});

it.each(['..', '.hidden', 'a/b', '', 'x'.repeat(80)])('refuses "%s" as a name', async (name) => {
  await expect(openKnowledgeBase(name)).rejects.toMatchObject({ code: 'KB_NAME' });
});
