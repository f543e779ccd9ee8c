import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { asset } from '../core/paths.ts';
import { openKnowledgeBase } from '../rag/index.ts';
import { hashingEmbedder } from './support/hashing-embedder.ts';
import { temporaryHome, writeReport } from './support/knowledge-home.ts';

let home: ReturnType<typeof temporaryHome>;
beforeAll(() => {
  home = temporaryHome();
});
afterAll(() => home.remove());

function addSlowly(name: string, delay: number, files: string[]): ChildProcess {
  return spawn(process.execPath, [asset('test/support/add-slowly.ts'), name, String(delay), ...files], {
    env: { ...process.env, GOSSAN_HOME: home.home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Kills the process when it has begun to index its n-th file. */
async function killAtFile(child: ChildProcess, n: number, after = 0): Promise<void> {
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout! })) {
    if (!line.startsWith('indexing') || ++seen < n) continue;
    setTimeout(() => child.kill('SIGKILL'), after);
    break;
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
}

it('keeps what was committed when an add is killed, and a second add does the rest only', async () => {
  // Large enough to be committed one by one.
  const files = ['a', 'b', 'c', 'd'].map((name) => writeReport(home.files, name, `mineral${name}`, 40));
  await killAtFile(addSlowly('killed', 3, files), 3);
  const embedder = hashingEmbedder();
  const base = await openKnowledgeBase('killed', { embedder });
  expect((await base.list()).map((document) => document.file)).toEqual(['a.md', 'b.md']);
  expect((await base.search('mineralb'))[0]!.text).toContain('mineralb');

  const chunksOfOne = (await base.list())[0]!.chunks;
  const before = embedder.embedded;
  const result = await base.add(files);
  expect([result.unchanged.length, result.added.length]).toEqual([2, 2]);
  expect(embedder.embedded - before).toBe(2 * chunksOfOne);
});

it('is never in between, whenever the writer is killed', async () => {
  const files = Array.from({ length: 6 }, (_, n) => writeReport(home.files, `k${n}`, `rock${n}`, 14));
  for (const after of [0, 5, 15, 40, 80, 140]) {
    await killAtFile(addSlowly('moments', 2, files), 1, after);
    const base = await openKnowledgeBase('moments', { embedder: hashingEmbedder() });
    for (const { id, chunks } of await base.list()) {
      const hits = await base.search('rock', { stage: 'dense', documents: [id], k: 1000 });
      expect(hits).toHaveLength(chunks);
      for (const hit of hits) expect((await base.page(id, hit.page)).text.slice(hit.start, hit.end)).toBe(hit.text);
    }
    await base.close();
  }
  const base = await openKnowledgeBase('moments', { embedder: hashingEmbedder() });
  await base.add(files);
  expect(await base.list()).toHaveLength(6);
  await base.close();
  // What the killed writers left is gone.
  expect(readdirSync(join(home.home, 'kb', 'moments'))).toEqual(['base.sqlite']);
  const database = new Database(join(home.home, 'kb', 'moments', 'base.sqlite'));
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  database.close();
});

it('loses nothing when two processes add at the same time', async () => {
  const halves = ['left', 'right'].map((side) =>
    Array.from({ length: 8 }, (_, n) => writeReport(home.files, `${side}${n}`, `${side}vein${n}`, 12)),
  );
  const children = halves.map((files) => addSlowly('both', 1, files));
  await Promise.all(children.map((child) => once(child, 'exit')));
  expect(children.map((child) => child.exitCode)).toEqual([0, 0]);
  const base = await openKnowledgeBase('both', { embedder: hashingEmbedder() });
  expect(await base.list()).toHaveLength(16);
  for (const subject of ['leftvein3', 'rightvein7']) expect((await base.search(subject))[0]!.text).toContain(subject);
});
