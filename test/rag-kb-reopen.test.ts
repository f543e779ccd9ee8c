import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listKnowledgeBases, openKnowledgeBase } from '../rag/index.ts';
import { hashingEmbedder } from './support/hashing-embedder.ts';
import { temporaryHome, writeReport } from './support/knowledge-home.ts';

let home: ReturnType<typeof temporaryHome>;
beforeAll(() => {
  home = temporaryHome();
});
afterAll(() => home.remove());

it('is there again after it was closed, with the same results', async () => {
  const embedder = hashingEmbedder();
  const base = await openKnowledgeBase('again', { embedder });
  await base.add([writeReport(home.files, 'tin', 'cassiterite'), writeReport(home.files, 'gold', 'electrum')]);
  const before = await base.search('cassiterite veins of the tin traverse', { k: 5 });
  await base.close();
  const reopened = await openKnowledgeBase('again', { embedder });
  expect(await reopened.search('cassiterite veins of the tin traverse', { k: 5 })).toEqual(before);
  expect(listKnowledgeBases()).toContain('again');
});

it('opens without the embedder and is not made by opening', async () => {
  const embedder = hashingEmbedder();
  const base = await openKnowledgeBase('again', { embedder });
  expect(base.list()).toHaveLength(2);
  expect(embedder.embedded).toBe(0);
  await openKnowledgeBase('never-written');
  expect(existsSync(join(home.home, 'kb', 'never-written'))).toBe(false);
  await expect((await openKnowledgeBase('never-written', { embedder })).search('tin')).rejects.toMatchObject({
    code: 'KB_EMPTY',
  });
});

it('sees what another one added, without being opened again', async () => {
  const reader = await openKnowledgeBase('shared', { embedder: hashingEmbedder() });
  expect(reader.list()).toEqual([]);
  const writer = await openKnowledgeBase('shared', { embedder: hashingEmbedder() });
  await writer.add([writeReport(home.files, 'shared', 'molybdenite')]);
  expect((await reader.search('molybdenite'))[0]!.text).toContain('molybdenite');
});

it('embeds stored documents again when the embedder is another one', async () => {
  const first = await openKnowledgeBase('moved', { embedder: hashingEmbedder('hashing 1', 32) });
  const path = writeReport(home.files, 'moved', 'bornite');
  await first.add([path]);
  const other = hashingEmbedder('hashing 2', 48);
  const base = await openKnowledgeBase('moved', { embedder: other });
  const [hit] = await base.search('bornite');
  expect(hit!.text).toContain('bornite');
  const manifest = JSON.parse(readFileSync(join(home.home, 'kb', 'moved', 'manifest.json'), 'utf8'));
  expect(manifest.documents.map((entry: { versions: { embedder: string } }) => entry.versions.embedder)).toEqual([
    'hashing 2',
  ]);
  const before = other.embedded;
  await base.search('bornite');
  expect(other.embedded).toBe(before + 1);
});

it('refuses files that are not what was written', async () => {
  const base = await openKnowledgeBase('broken', { embedder: hashingEmbedder() });
  await base.add([writeReport(home.files, 'broken', 'galena')]);
  const folder = join(home.home, 'kb', 'broken', 'documents');
  const vectors = join(folder, readdirSync(folder).find((name) => name.endsWith('.vectors'))!);
  const good = readFileSync(vectors);
  writeFileSync(vectors, Buffer.concat([good.subarray(0, 40), Buffer.from([good[40]! ^ 1]), good.subarray(41)]));
  await expect(openKnowledgeBase('broken')).rejects.toMatchObject({
    code: 'KB_CORRUPT',
    message: expect.stringContaining('hash'),
  });
  writeFileSync(vectors, good);
  truncateSync(join(folder, readdirSync(folder).find((name) => name.endsWith('.tokens'))!), 10);
  await expect(openKnowledgeBase('broken')).rejects.toMatchObject({ code: 'KB_CORRUPT' });
  writeFileSync(join(home.home, 'kb', 'broken', 'manifest.json'), '{"format":1,');
  await expect(openKnowledgeBase('broken')).rejects.toMatchObject({ code: 'KB_CORRUPT' });
});
