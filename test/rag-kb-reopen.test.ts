import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type KnowledgeBase, listKnowledgeBases, openKnowledgeBase } from '../rag/index.ts';
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
  expect(await listKnowledgeBases()).toContain('again');
});

it('opens without the embedder and is not made by opening', async () => {
  const embedder = hashingEmbedder();
  const base = await openKnowledgeBase('again', { embedder });
  expect(await base.list()).toHaveLength(2);
  expect(embedder.embedded).toBe(0);
  await openKnowledgeBase('never-written');
  expect(existsSync(join(home.home, 'kb', 'never-written'))).toBe(false);
  await expect((await openKnowledgeBase('never-written', { embedder })).search('tin')).rejects.toMatchObject({
    code: 'KB_EMPTY',
  });
});

it('sees what another one added, without being opened again', async () => {
  const reader = await openKnowledgeBase('shared', { embedder: hashingEmbedder() });
  expect(await reader.list()).toEqual([]);
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
  const database = new Database(join(home.home, 'kb', 'moved', 'base.sqlite'));
  expect(database.prepare('SELECT DISTINCT embedder FROM documents').pluck().all()).toEqual(['hashing 2']);
  expect(database.prepare('SELECT DISTINCT embedder FROM pieces').pluck().all()).toEqual(['hashing 2']);
  database.close();
  const before = other.embedded;
  await base.search('bornite');
  expect(other.embedded).toBe(before + 1);
});

it('refuses what is not what was written', async () => {
  const path = join(home.home, 'kb', 'broken', 'base.sqlite');
  const embedder = hashingEmbedder();
  const base = await openKnowledgeBase('broken', { embedder });
  const { added } = await base.add([writeReport(home.files, 'broken', 'galena')]);
  await base.close();
  const whole = readFileSync(path);
  const broken = async (sql: string, ask: (base: KnowledgeBase) => Promise<unknown>, says: string) => {
    writeFileSync(path, whole);
    const database = new Database(path);
    database.exec(sql);
    database.close();
    const again = await openKnowledgeBase('broken', { embedder });
    await expect(ask(again)).rejects.toMatchObject({ code: 'KB_CORRUPT', message: expect.stringContaining(says) });
    await again.close();
  };
  const turned = (column: string) => `${column} = CAST(x'00000000' || substr(${column}, 5) AS BLOB)`;
  await broken("UPDATE pages SET text = replace(text, '12', '13')", (kb) => kb.page(added[0]!.id, 1), 'hash');
  await broken(`UPDATE vectors SET ${turned('vector')}`, (kb) => kb.search('galena', { stage: 'dense' }), 'vectors');
  await broken(`UPDATE tokens SET ${turned('packed')}`, (kb) => kb.search('galena'), 'token vectors');
  await broken('DELETE FROM chunks', (kb) => kb.search('galena'), 'missing');

  writeFileSync(path, whole);
  truncateSync(path, whole.length / 2);
  const open = async () => (await openKnowledgeBase('broken', { embedder })).search('galena');
  await expect(open()).rejects.toMatchObject({ code: 'KB_CORRUPT' });
  writeFileSync(
    path,
    'no database at all, but long enough to be taken for one at first sight, so that it is looked at',
  );
  await expect(open()).rejects.toMatchObject({ code: 'KB_CORRUPT' });
});

it('refuses a base of a later version, and leaves it as it is', async () => {
  const path = join(home.home, 'kb', 'later', 'base.sqlite');
  const embedder = hashingEmbedder();
  const base = await openKnowledgeBase('later', { embedder });
  await base.add([writeReport(home.files, 'later', 'pyrite')]);
  await base.close();
  const database = new Database(path);
  database.pragma('user_version = 99');
  database.close();
  const before = readFileSync(path);
  await expect(openKnowledgeBase('later', { embedder })).rejects.toMatchObject({
    code: 'KB_CORRUPT',
    message: expect.stringContaining('99'),
  });
  expect(readFileSync(path)).toEqual(before);
});
