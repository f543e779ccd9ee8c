import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openKnowledgeBase } from '../rag/index.ts';
import { syncKnowledgeBase } from '../rag/sync/sync.ts';
import type { KnowledgeBase } from '../rag/types.ts';
import { hashingEmbedder } from './support/hashing-embedder.ts';
import { temporaryHome } from './support/home.ts';

let home: ReturnType<typeof temporaryHome>;
let base: KnowledgeBase;
let server: Server;
let address: string;
/** What the server has, and what it was asked. */
let report = { body: '', etag: '' };
let answers: number[] = [];
let broken = false;

beforeEach(async () => {
  home = temporaryHome();
  base = await openKnowledgeBase('web', { embedder: hashingEmbedder() });
  report = { body: '<title>Ridge report</title><p>Alunite forms pale ledges on the ridge.</p>', etag: '"1"' };
  answers = [];
  broken = false;
  server = createServer((request, response) => {
    const status = broken ? 200 : request.headers['if-none-match'] === report.etag ? 304 : 200;
    answers.push(status);
    if (request.url === '/missing') return response.writeHead(404).end();
    if (status === 304) return response.writeHead(304).end();
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', etag: report.etag });
    if (!broken) return response.end(report.body);
    response.write(report.body.slice(0, 20));
    return setTimeout(() => response.destroy(), 50);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/reports/ridge`;
});
afterEach(async () => {
  await base.close();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  home.remove();
});

it('fetches a report, and again only when its server says that it changed', async () => {
  const first = await syncKnowledgeBase(base, { follow: [`${address}#page=2`] });
  expect(first.added.map(({ title, file }) => [title, file])).toEqual([['Ridge report', 'ridge.html']]);
  expect(first.sources).toEqual([address]);

  expect((await syncKnowledgeBase(base)).unchanged).toBe(1);
  report = { body: report.body.replace('Alunite', 'Dickite'), etag: '"2"' };
  const changed = await syncKnowledgeBase(base);
  expect(changed.changed.map(({ item }) => item)).toEqual([address]);
  expect(answers).toEqual([200, 304, 200]);
  const documents = await base.list();
  expect(documents.length).toBe(1);
  expect((await base.page(documents[0]!.id, 1)).text).toContain('Dickite');
});

it('keeps the address and the DOI of what it fetched, for references', async () => {
  report.body = report.body.replace('<p>', '<meta name="DC.Identifier" content="doi:10.5555/Ridge-7.(2)"><p>');
  await syncKnowledgeBase(base, { follow: [address] });
  const [document] = await base.list();
  expect([document!.url, document!.doi]).toEqual([address, '10.5555/ridge-7.(2)']);
});

it('keeps what it has where the server is gone, breaks off, or has it no more', async () => {
  await syncKnowledgeBase(base, { follow: [address] });
  broken = true;
  report.etag = '"3"';
  const cut = await syncKnowledgeBase(base);
  expect(cut.unreachable.map(({ code }) => code)).toEqual(['SOURCE_UNREACHABLE']);
  broken = false;
  expect((await syncKnowledgeBase(base)).unreachable).toEqual([]);

  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  const gone = await syncKnowledgeBase(base);
  expect(gone.unreachable[0]!.message).toContain(address);
  expect((await base.list()).length).toBe(1);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});

it('says what the server answered, and asks nothing when it is to be offline', async () => {
  const missing = new URL('/missing', address).href;
  const result = await syncKnowledgeBase(base, { follow: [missing] });
  expect(result.unreachable[0]!.message).toContain('404');
  // an address that never answered is not followed: it may be mistyped
  expect((await syncKnowledgeBase(base, { follow: [address] })).sources).toEqual([address]);
  const before = answers.length;
  const offline = await syncKnowledgeBase(base, { offline: true });
  expect(offline.unreachable.map(({ message }) => message)).toEqual([expect.stringContaining('GOSSAN_OFFLINE')]);
  expect(answers.length).toBe(before);
});

it('refuses what is neither a path nor an http address', async () => {
  await expect(syncKnowledgeBase(base, { follow: ['ftp://example.org/report.pdf'] })).rejects.toMatchObject({
    code: 'USAGE',
  });
});
