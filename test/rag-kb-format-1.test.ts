import { appendFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { indexDocument } from '../rag/index/index-document.ts';
import type { NewDocument } from '../rag/index/store.ts';
import { listKnowledgeBases, openKnowledgeBase } from '../rag/index.ts';
import { loadDocument, readSource } from '../rag/load/registry.ts';
import { writeFormat1 } from './support/format-1-base.ts';
import { hashingEmbedder } from './support/hashing-embedder.ts';
import { temporaryHome, writeReport } from './support/knowledge-home.ts';

let home: ReturnType<typeof temporaryHome>;
const embedder = hashingEmbedder();
const documents: NewDocument[] = [];
const paths: string[] = [];
beforeAll(async () => {
  home = temporaryHome();
  for (const [at, subject] of ['tin', 'gold', 'copper'].entries()) {
    const path = writeReport(home.files, `old${at}`, subject, 5);
    paths.push(path);
    const file = await readSource(path);
    const { format, title, pages } = await loadDocument(file);
    const { sha256 } = await import('../core/hash.ts');
    const id = sha256(file.bytes).slice(0, 12);
    const added = '2026-01-01T00:00:00.000Z';
    const info = {
      id,
      title,
      file: `old${at}.md`,
      format,
      language: 'en' as const,
      pages: pages.length,
      added,
      shipped: false,
    };
    documents.push(await indexDocument({ info, pages, loader: '1' }, embedder));
  }
});
afterAll(() => home.remove());

const folderOf = (name: string) => join(home.home, 'kb', name);

it('is taken over at the first opening, with nothing lost and nothing embedded again', async () => {
  writeFormat1(folderOf('old'), documents);
  expect(await listKnowledgeBases()).toContain('old');
  const fresh = await openKnowledgeBase('fresh', { embedder });
  await fresh.add(paths);
  const before = embedder.embedded;
  const base = await openKnowledgeBase('old', { embedder });
  // and by what it was read: Markdown is read otherwise today
  expect(await base.list()).toEqual(documents.map(({ info }) => ({ ...info, outdated: true })));
  for (const { info, pages } of documents) expect(await base.page(info.id, 1)).toMatchObject({ text: pages[0]!.text });
  expect(embedder.embedded).toBe(before);
  for (const stage of ['bm25', 'dense', 'hybrid', 'rerank'] as const) {
    expect(await base.search('copper traverse veins', { stage })).toEqual(
      await fresh.search('copper traverse veins', { stage }),
    );
  }
  const again = await base.add(paths);
  expect(again.added).toEqual([]);
  expect(again.reread.map(({ id }) => id)).toEqual(documents.map(({ info }) => info.id));
  await base.close();
  expect(readdirSync(folderOf('old'))).toEqual(['base.sqlite']);
});

it('is indexed again from its pages where the embedder is another one', async () => {
  writeFormat1(folderOf('other'), documents);
  const other = hashingEmbedder('another', 48);
  const base = await openKnowledgeBase('other', { embedder: other });
  expect((await base.search('gold', { stage: 'dense' }))[0]!.text).toContain('gold');
  expect(other.embedded).toBe(documents.reduce((sum, { info }) => sum + info.chunks, 0) + 1);
  await base.close();
});

it('is taken over once by two that open it at the same time', async () => {
  writeFormat1(folderOf('twice'), documents);
  const both = await Promise.all([openKnowledgeBase('twice', { embedder }), openKnowledgeBase('twice', { embedder })]);
  for (const base of both) {
    expect(await base.list()).toHaveLength(documents.length);
    await base.close();
  }
});

it('keeps its files where one of them is damaged, and does not double what a killed one had taken over', async () => {
  writeFormat1(folderOf('damaged'), documents);
  const tokens = readdirSync(join(folderOf('damaged'), 'documents')).find((name) => name.endsWith('.tokens'))!;
  appendFileSync(join(folderOf('damaged'), 'documents', tokens), 'x');
  await expect(openKnowledgeBase('damaged', { embedder })).rejects.toMatchObject({
    code: 'KB_CORRUPT',
    message: expect.stringContaining(tokens),
  });
  expect(readdirSync(join(folderOf('damaged'), 'documents'))).toHaveLength(3 * documents.length);

  // Killed between the commit and the removal of the old files.
  writeFormat1(folderOf('damaged'), documents);
  await (await openKnowledgeBase('damaged', { embedder })).close();
  writeFormat1(folderOf('damaged'), documents);
  const base = await openKnowledgeBase('damaged', { embedder });
  expect(await base.list()).toHaveLength(documents.length);
  await base.close();
  expect(existsSync(join(folderOf('damaged'), 'manifest.json'))).toBe(false);
});

it('refuses a manifest that is none', async () => {
  writeFormat1(folderOf('half'), documents);
  writeFileSync(join(folderOf('half'), 'manifest.json'), '{"format":1,');
  await expect(openKnowledgeBase('half', { embedder })).rejects.toMatchObject({ code: 'KB_CORRUPT' });
});
