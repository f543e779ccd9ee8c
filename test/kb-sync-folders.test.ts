import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openKnowledgeBase } from '../rag/index.ts';
import { forgetSource, syncKnowledgeBase } from '../rag/sync/sync.ts';
import { watchSources } from '../rag/sync/watch.ts';
import type { KnowledgeBase } from '../rag/types.ts';
import { hashingEmbedder } from './support/hashing-embedder.ts';
import { temporaryHome } from './support/home.ts';

let home: ReturnType<typeof temporaryHome>;
let folder: string;
let base: KnowledgeBase;
const write = (name: string, text: string) => writeFileSync(join(folder, name), `# ${name}\n\n${text}\n`);
const titles = async () => (await base.list()).map(({ title }) => title).sort();

beforeEach(async () => {
  home = temporaryHome();
  folder = mkdtempSync(join(tmpdir(), 'gossan-sync-'));
  base = await openKnowledgeBase('field', { embedder: hashingEmbedder() });
  write('a.md', 'Alunite forms pale ledges.');
  write('b.md', 'Kaolinite fills the valley.');
});
afterEach(async () => {
  await base.close();
  rmSync(folder, { recursive: true, force: true });
  home.remove();
});

it('adds what is new, replaces what changed, removes what is gone, and leaves the rest', async () => {
  const first = await syncKnowledgeBase(base, { follow: [folder] });
  expect(first.added.map(({ title }) => title)).toEqual(['a.md', 'b.md']);

  write('b.md', 'Kaolinite and dickite fill the valley.');
  write('c.md', 'Jarosite coats the joints.');
  rmSync(join(folder, 'a.md'));
  const second = await syncKnowledgeBase(base);
  expect(second.added.map(({ title }) => title)).toEqual(['c.md']);
  expect(second.changed.map(({ document, item }) => [document.title, item])).toEqual([['b.md', join(folder, 'b.md')]]);
  expect(second.removed.map(({ title }) => title)).toEqual(['a.md']);
  expect(await titles()).toEqual(['b.md', 'c.md']);
  expect((await base.search('dickite'))[0]?.text).toContain('dickite');

  const third = await syncKnowledgeBase(base);
  expect([third.added, third.changed, third.removed, third.unchanged]).toEqual([[], [], [], 2]);
});

it('keeps everything where the folder itself is not there', async () => {
  await syncKnowledgeBase(base, { follow: [folder] });
  renameSync(folder, `${folder}-away`);
  const away = await syncKnowledgeBase(base);
  expect(away.unreachable.map(({ code }) => code)).toEqual(['FILE_NOT_FOUND']);
  expect(await titles()).toEqual(['a.md', 'b.md']);
  renameSync(`${folder}-away`, folder);
  expect((await syncKnowledgeBase(base)).unchanged).toBe(2);
});

it('keeps the document of a file that cannot be read any more, and says why', async () => {
  await syncKnowledgeBase(base, { follow: [folder] });
  writeFileSync(join(folder, 'b.md'), '');
  const result = await syncKnowledgeBase(base);
  expect(result.refused.map(({ code, path }) => [code, path])).toEqual([['FILE_EMPTY', join(folder, 'b.md')]]);
  expect(await titles()).toEqual(['a.md', 'b.md']);
});

it('a renamed file is the same document; a document that two sources have stays until both let it go', async () => {
  await syncKnowledgeBase(base, { follow: [folder] });
  renameSync(join(folder, 'a.md'), join(folder, 'z.md'));
  const renamed = await syncKnowledgeBase(base);
  expect([renamed.added.length, renamed.removed.length]).toEqual([0, 0]);

  const second = join(folder, '..', `${Date.now()}-second`);
  mkdirSync(second);
  writeFileSync(join(second, 'copy.md'), '# a.md\n\nAlunite forms pale ledges.\n');
  await syncKnowledgeBase(base, { follow: [second] });
  expect(await forgetSource(base, second)).toEqual([]);
  expect((await forgetSource(base, folder))?.length).toBe(2);
  expect(await titles()).toEqual([]);
  expect(await forgetSource(base, folder)).toBeNull();
  rmSync(second, { recursive: true });
});

it('documents that were added by hand are left alone', async () => {
  const own = join(folder, '..', `${Date.now()}-own.md`);
  writeFileSync(own, '# own\n\nSericite lines the veins.\n');
  await base.add([own]);
  await syncKnowledgeBase(base, { follow: [folder] });
  rmSync(own);
  await syncKnowledgeBase(base);
  expect(await titles()).toContain('own');
});

it('watching syncs after a change, also one that comes while it syncs, and ends with the signal', async () => {
  const stop = new AbortController();
  const calls: number[] = [];
  const watching = watchSources(
    [folder],
    async () => {
      calls.push(Date.now());
      // the second change arrives while the first is being dealt with
      if (calls.length === 1) {
        write('d.md', 'Late.');
        await new Promise((done) => setTimeout(done, 400));
      }
      if (calls.length === 2) stop.abort();
    },
    stop.signal,
    100,
  );
  await new Promise((done) => setTimeout(done, 200));
  write('c.md', 'New.');
  await watching;
  expect(calls.length).toBe(2);
});
