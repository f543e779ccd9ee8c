import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openKnowledgeBase } from '../rag/index.ts';
import { syncKnowledgeBase } from '../rag/sync/sync.ts';
import { renderMarkdown } from '../tools/report/index.ts';
import { temporaryHome } from './support/knowledge-home.ts';
import { gossan } from './support/run-gossan.ts';
import { sampleReport } from './support/sample-answer.ts';

let home: ReturnType<typeof temporaryHome>;
let server: Server;
let address: string;
beforeAll(async () => {
  home = temporaryHome();
  server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(
      '<html><head><title>Ridge survey</title><meta name="citation_doi" content="10.5555/ridge.7"></head>' +
        '<body><p>Zunyite was found only in the northern ledge of the ridge, together with pyrophyllite.</p></body></html>',
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/reports/ridge`;
  const base = await openKnowledgeBase('fetched');
  await syncKnowledgeBase(base, { follow: [address] });
  await base.close();
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  home.remove();
});

it('stand in the citations and the references of an answer from a fetched report', async () => {
  const args = ['ask', 'Where was zunyite found?', '--kb', 'fetched', '--no-vision'];
  const answer = JSON.parse((await gossan([...args, '--json'])).stdout);
  expect(answer.citations[0]).toMatchObject({ verdict: 'verified', url: address, doi: '10.5555/ridge.7' });
  const { stdout } = await gossan(args);
  expect(stdout).toContain(`[1] Ridge survey, p. 1, doi:10.5555/ridge.7, ${address} (verified)`);
});

it('stand in the references of a report', () => {
  const report = sampleReport();
  const [first] = report.answer.citations;
  Object.assign(first!, { url: address, doi: '10.5555/ridge.7' });
  expect(renderMarkdown(report)).toContain(`, doi:10.5555/ridge.7, ${address} (verified on that page)`);
});
