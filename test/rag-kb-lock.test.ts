import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EmbeddedStore } from '../rag/index/embedded-store.ts';
import { type KnowledgeBase, openKnowledgeBase } from '../rag/index.ts';
import { hashingEmbedder } from './support/hashing-embedder.ts';
import { temporaryHome, writeReport } from './support/knowledge-home.ts';

let home: ReturnType<typeof temporaryHome>;
let base: KnowledgeBase;
let other: Database.Database;
beforeAll(async () => {
  home = temporaryHome();
  const folder = join(home.home, 'kb', 'shared');
  base = await openKnowledgeBase('shared', {
    embedder: hashingEmbedder(),
    store: new EmbeddedStore(folder, 'shared', { lockWaitMs: 300 }),
  });
  await base.add([writeReport(home.files, 'first', 'galena')]);
  other = new Database(join(folder, 'base.sqlite'));
});
afterAll(async () => {
  other.close();
  await base.close();
  home.remove();
});

it('says so when another writer does not finish, and searches meanwhile', async () => {
  other.exec('BEGIN IMMEDIATE');
  other.exec('UPDATE state SET generation = generation + 1');
  await expect(base.add([writeReport(home.files, 'second', 'pyrite')])).rejects.toMatchObject({
    code: 'KB_LOCKED',
    message: expect.stringContaining('"shared"'),
  });
  expect((await base.search('galena'))[0]!.text).toContain('galena');
  expect(await base.list()).toHaveLength(1);
  other.exec('ROLLBACK');
});

it('waits for a writer that finishes', async () => {
  other.exec('BEGIN IMMEDIATE');
  setTimeout(() => other.exec('COMMIT'), 120);
  await base.add([writeReport(home.files, 'third', 'sphalerite')]);
  expect(await base.list()).toHaveLength(2);
});
