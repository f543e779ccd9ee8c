import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { sha256 } from '../core/hash.ts';
import { openKnowledgeBase } from '../rag/index.ts';
import { syncKnowledgeBase } from '../rag/sync/sync.ts';
import type { KnowledgeBase } from '../rag/types.ts';
import { hashingEmbedder } from './support/hashing-embedder.ts';
import { temporaryHome } from './support/knowledge-home.ts';

let home: ReturnType<typeof temporaryHome>;
let number = 0;
let name: string;
let file: string;
beforeAll(() => {
  home = temporaryHome();
});
beforeEach(() => {
  name = `older-${++number}`;
  file = join(home.files, `ridge-${number}.html`);
});
afterAll(() => home.remove());

/** Opens the base as it is after documents were read by an earlier version that took more for text. */
async function olderBase(
  fill: (base: KnowledgeBase) => Promise<unknown>,
  notes: string[] = [],
): Promise<KnowledgeBase> {
  const html = `<html><title>Ridge ${number}</title><p>Alunite.</p><p hidden>Order.</p></html>`;
  writeFileSync(file, file.endsWith('.html') ? html : `Alunite of ridge ${number}.`);
  const base = await openKnowledgeBase(name, { embedder: hashingEmbedder() });
  await fill(base);
  await base.close();
  const database = new Database(join(home.home, 'kb', name, 'base.sqlite'));
  database.function('hash', (text) => sha256(String(text)));
  database.exec(`UPDATE documents SET info = json_remove(info, '$.loader');
    UPDATE pages SET text = text || ' Order.', sha256 = hash(text || ' Order.');
    UPDATE chunks SET chunk = json_set(chunk, '$.end', json_extract(chunk, '$.end') + 7)`);
  database.close();
  return openKnowledgeBase(name, { embedder: hashingEmbedder(), onNote: (text) => notes.push(text) });
}

const textOf = async (base: KnowledgeBase) => (await base.page((await base.list())[0]!.id, 1)).text;

it('reads a document again where its file is what it was, at the first search', async () => {
  const notes: string[] = [];
  const base = await olderBase((one) => one.add([file]), notes);
  const [before] = await base.list();
  expect([before!.outdated, await textOf(base)]).toEqual([true, 'Alunite. Order.']);
  const [hit] = await base.search('alunite');
  expect(hit!.text).toBe('Alunite.');
  expect(await textOf(base)).toBe('Alunite.');
  const { outdated, ...same } = before!;
  expect(await base.list()).toEqual([same]);
  expect(notes).toEqual([]);
  await base.close();
});

it.each([
  ['is gone', () => rmSync(file)],
  ['has another content', () => writeFileSync(file, '<html><p>Dickite.</p></html>')],
])('keeps what it has and says so once where the file %s', async (_, change) => {
  const notes: string[] = [];
  const base = await olderBase((one) => one.add([file]), notes);
  change();
  for (let search = 0; search < 2; search++) expect((await base.search('alunite'))[0]!.text).toBe('Alunite. Order.');
  expect(notes).toEqual([
    expect.stringMatching(new RegExp(`1 document was read by an earlier .*ridge-${number}\\.html`)),
  ]);
  expect((await base.list())[0]!.outdated).toBe(true);
  await base.close();
});

it('reads it again when it is added again, from wherever', async () => {
  const base = await olderBase((one) => one.add([file]));
  const moved = `${file}.moved.html`;
  renameSync(file, moved);
  const result = await base.add([moved]);
  expect([result.added, result.unchanged, result.reread.map(({ chunks }) => chunks)]).toEqual([[], [], [1]]);
  expect(await textOf(base)).toBe('Alunite.');
  // and the next change of a reader finds it there
  expect((await base.add([moved])).unchanged).toEqual([moved]);
  await base.close();
});

it('reads what a followed folder holds again, also where its path was not kept', async () => {
  const base = await olderBase((one) => syncKnowledgeBase(one, { follow: [file] }));
  rmSync(join(home.home, 'kb-sources', name, 'files.json'));
  const result = await syncKnowledgeBase(base);
  expect([result.added, result.reread.length]).toEqual([[], 1]);
  expect(await textOf(base)).toBe('Alunite.');
  await base.close();
});

it('does not read again what another format changed', async () => {
  file = file.replace('.html', '.txt');
  const base = await olderBase((one) => one.add([file]));
  expect((await base.list())[0]!.outdated).toBeUndefined();
  await base.close();
});
