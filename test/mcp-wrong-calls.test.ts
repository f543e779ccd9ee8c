import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, type McpPlace, mcpPlace, stdioClient } from './support/mcp.ts';

let place: McpPlace;
let client: Client;
beforeAll(async () => {
  place = await mcpPlace();
  client = await stdioClient(place);
  await client.listTools();
});
afterAll(async () => {
  await client.close();
  await place.remove();
});

it.each([
  ['a scene that is not there', 'map_scene', { scene: 'nowhere.hdr' }, 'FILE_NOT_FOUND'],
  [
    'a question on such a scene',
    'ask',
    { question: 'Is there alunite?', scene: 'no.hdr', rag: false },
    'FILE_NOT_FOUND',
  ],
  ['an unknown document', 'get_page', { document: 'none', page: 1, kb: 'empty' }, 'DOCUMENT_UNKNOWN'],
  ['neither file nor spectrum', 'identify_spectrum', {}, 'MCP_INPUT'],
  [
    'numbers that do not pair',
    'identify_spectrum',
    { spectrum: { wavelengths: [1, 2, 3], values: [1] } },
    'SPECTRA_FORMAT',
  ],
  ['a session that is not there', 'save_session_summary', { session: 'none' }, 'SESSION_UNKNOWN'],
  ['an archive before any session', 'save_session_summary', {}, 'MCP_INPUT'],
  ['a name that is no knowledge base', 'search_knowledge', { query: 'x', kb: '../up' }, 'KB_NAME'],
])('%s is an error of the table, with its hint', async (_, tool, input, code) => {
  const { failed, error, text } = await call(client, tool, input);
  expect({ failed, code: error?.code }).toEqual({ failed: true, code });
  expect(text).toContain(error!.message);
  expect(text).toContain(error!.hint);
});

it('an unknown page of a known document says which there are', async () => {
  const { result } = await call(client, 'search_knowledge', { query: 'alunite', k: 1, kb: place.kb });
  const [{ document }] = result.results;
  const { error } = await call(client, 'get_page', { document, page: 99, kb: place.kb });
  expect(error).toMatchObject({ code: 'PAGE_UNKNOWN', message: expect.stringContaining('1 to 1') });
  await expect(client.readResource({ uri: `gossan://kb/${place.kb}/${document}/99` })).rejects.toMatchObject({
    code: -32002,
    data: { code: 'PAGE_UNKNOWN' },
  });
});

it.each([
  ['an argument too many', 'ask', { question: 'x', unknown: true }],
  ['a missing one', 'ask', {}],
  ['an empty question', 'ask', { question: '  ' }],
  ['a name that climbs out', 'map_scene', { scene: 'x', name: '../../up' }],
  ['a page before the first', 'get_page', { document: 'x', page: 0 }],
  ['a window without height', 'map_scene', { scene: 'x', window: { x: 0, y: 0, width: 3 } }],
])('%s is refused by the schema', async (_, tool, input) => {
  const { failed, text } = await call(client, tool, input);
  expect(failed).toBe(true);
  expect(text).toMatch(/Input validation error/);
});

it('a tool that does not exist is an error of the call', async () => {
  const { failed, text } = await call(client, 'rm', {});
  expect(failed).toBe(true);
  expect(text).toMatch(/rm not found/);
});

it('resources stay within output/, also through links, and are of known kinds', async () => {
  mkdirSync(join(place.folder, 'output', 'reports'), { recursive: true });
  writeFileSync(join(place.folder, 'secret.md'), 'secret');
  writeFileSync(join(place.folder, 'output', 'reports', 'raw.bin'), 'x');
  writeFileSync(join(place.folder, 'output', 'reports', '铜 report.md'), 'copper');
  symlinkSync(join(place.folder, 'secret.md'), join(place.folder, 'output', 'reports', 'link.md'));
  for (const path of [
    '../secret.md',
    '..%2Fsecret.md',
    'reports/%2e%2e/%2e%2e/secret.md',
    'reports/..%2f..%2fsecret.md',
    'reports/link.md',
    'reports/raw.bin',
    'reports',
    'reports/none.md',
    'reports/%E0%A4%A',
  ]) {
    await expect(client.readResource({ uri: `gossan://output/${path}` }), path).rejects.toMatchObject({ code: -32002 });
  }
  const { resources } = await client.listResources();
  const report = resources.find(({ name }) => name.endsWith('铜 report.md'))!;
  const { contents } = await client.readResource({ uri: report.uri });
  expect(contents[0]).toMatchObject({ text: 'copper' });
});
