import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { afterAll, expect, it } from 'vitest';
import { asset } from '../core/paths.ts';
import { openKnowledgeBase } from '../rag/index.ts';
import { hashingEmbedder } from './support/hashing-embedder.ts';
import { temporaryHome } from './support/knowledge-home.ts';
import { writePdf } from './support/pdf-writer.ts';

// `npm run check:long kill-storm` does it with 2000 pages and 20 kills.
const KILLS = Number(process.env.GOSSAN_KILLS ?? 3);
const PAGES = Number(process.env.GOSSAN_KILL_PAGES ?? 120);
const PAGES_OF_ONE = 20;

const home = temporaryHome();
afterAll(() => home.remove());

/** PDF and Markdown reports in turns; a Markdown report is one page, and as long as its neighbour. */
function writeReports(): string[] {
  const folder = join(home.files, 'storm');
  mkdirSync(folder);
  return Array.from({ length: PAGES / PAGES_OF_ONE }, (_, n) => {
    const sentence = (p: number) => `Hole ${n}-${p} cut cassiterite of lode ${n} at ${p}.${n % 10} m below the collar.`;
    const pdf = Array.from({ length: PAGES_OF_ONE - 1 }, (_, p) => [{ text: sentence(p), x: 72, y: 700 }]);
    const name = join(folder, `report-${String(n).padStart(3, '0')}`);
    writeFileSync(`${name}.pdf`, writePdf(pdf));
    writeFileSync(
      `${name}.md`,
      `# Notes ${n}\n\n${Array.from({ length: 40 }, (_, p) => sentence(100 + p)).join('\n\n')}\n`,
    );
    return [`${name}.pdf`, `${name}.md`];
  }).flat();
}

/** @returns whether it was killed; false where it had finished before */
async function addUntilKilled(files: string[], chunks: number, milliseconds: number): Promise<boolean> {
  const child = spawn(process.execPath, [asset('test/support/add-slowly.ts'), 'storm', '0', ...files], {
    env: { ...process.env, GOSSAN_HOME: home.home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let seen = 0;
  for await (const _ of createInterface({ input: child.stdout! })) {
    if (++seen < chunks) continue;
    setTimeout(() => child.kill('SIGKILL'), milliseconds);
    break;
  }
  child.stdout!.resume();
  await ended;
  return child.signalCode === 'SIGKILL';
}

function contents(name: string): Record<string, unknown> {
  const db = new Database(join(home.home, 'kb', name, 'base.sqlite'));
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  const value = (sql: string) => db.prepare(sql).raw().all();
  const counts = Object.fromEntries(
    ['documents', 'pages', 'chunks', 'vectors', 'tokens'].map((table) => [
      table,
      value(`SELECT count(*) FROM ${table}`),
    ]),
  );
  const result = {
    ...counts,
    promised: value('SELECT sum(chunks), sum(tokens) FROM documents'),
    ids: value("SELECT json_extract(chunk, '$.id') AS id FROM chunks ORDER BY id"),
    postings: value('SELECT term, sum(length(postings)) FROM postings GROUP BY term ORDER BY term'),
    pieces: value('SELECT piece, chunks FROM pieces ORDER BY piece'),
  };
  db.close();
  return result;
}

it(`loses and doubles nothing of ${PAGES} pages when it is killed ${KILLS} times at random`, async () => {
  const files = writeReports();
  const clean = await openKnowledgeBase('clean', { embedder: hashingEmbedder() });
  expect((await clean.add(files)).added).toHaveLength(files.length);
  const total = (await clean.list()).reduce((sum, { chunks }) => sum + chunks, 0);
  let killed = 0;
  for (let attempt = 0; killed < KILLS; attempt++) {
    expect(attempt).toBeLessThan(4 * KILLS + 4);
    const base = await openKnowledgeBase('storm', { embedder: hashingEmbedder() });
    const done = (await base.list()).reduce((sum, { chunks }) => sum + chunks, 0);
    await base.close();
    // Small steps, so that there is something left to kill at the end.
    const most = Math.max(1, (total - done) / (KILLS - killed));
    if (await addUntilKilled(files, Math.ceil(Math.random() * most), Math.random() * 60)) killed++;
  }
  const base = await openKnowledgeBase('storm', { embedder: hashingEmbedder() });
  await base.add(files);
  const bare = async (one: typeof base) => (await one.list()).map(({ added: _, ...info }) => info);
  expect(await bare(base)).toEqual(await bare(clean));
  for (const question of ['cassiterite of lode 3', 'hole 2-117 below the collar']) {
    expect(await base.search(question, { k: 50 })).toEqual(await clean.search(question, { k: 50 }));
  }
  await base.close();
  await clean.close();
  expect(contents('storm')).toEqual(contents('clean'));
});
