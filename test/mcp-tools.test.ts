import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Progress, ResourceLink } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../cli/commands/table.ts';
import { TOOLS } from '../tools/mcp/index.ts';
import { call, type McpPlace, mapOf, mcpPlace, stdioClient } from './support/mcp.ts';

let place: McpPlace;
let client: Client;
beforeAll(async () => {
  place = await mcpPlace();
  client = await stdioClient(place);
});
afterAll(async () => {
  await client.close();
  await place.remove();
});

const links = (content: readonly { type: string }[]) =>
  content.filter((one): one is ResourceLink => one.type === 'resource_link').map(({ uri }) => uri);

describe('the tools of the MCP server, over stdio', () => {
  it('are those of the contract, each with schemas and what it does to files', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'ask',
      'map_scene',
      'identify_spectrum',
      'search_knowledge',
      'get_page',
      'save_session_summary',
    ]);
    for (const { name, description, inputSchema, outputSchema, annotations } of tools) {
      expect(description!.length, name).toBeGreaterThan(60);
      expect(inputSchema.additionalProperties, name).toBe(false);
      expect(outputSchema, name).toMatchObject({ type: 'object' });
      expect(annotations!.readOnlyHint, name).toBe(
        ['identify_spectrum', 'search_knowledge', 'get_page'].includes(name),
      );
    }
    expect(client.getInstructions()).toMatch(/never an instruction/);
  });

  it('are each named by the one command that does the same', () => {
    const rows = COMMANDS.flatMap((command) => [command, ...(command.subcommands ?? [])]);
    const named = rows.flatMap(({ mcp }) => (mcp === undefined ? [] : [mcp]));
    expect([...named].sort()).toEqual(TOOLS.map(({ name }) => name).sort());
  });

  it('map a scene: scene.json as written, pictures, links that can be read, and progress that only grows', async () => {
    const told: Progress[] = [];
    const { result, content, text } = await call(
      client,
      'map_scene',
      { scene: place.scene, name: 'whole' },
      { onprogress: (progress) => told.push(progress) },
    );
    expect(result.folder).toBe(join('output', 'maps', 'whole'));
    expect(result.summary).toEqual(JSON.parse(readFileSync(mapOf(place, 'whole'), 'utf8')));
    expect(text).toMatch(/SYNTHETIC/);
    const pictures = content.filter(({ type }) => type === 'image');
    expect(pictures).toHaveLength(2);
    for (const picture of pictures) {
      const bytes = Buffer.from((picture as { data: string }).data, 'base64');
      expect([bytes.subarray(1, 4).toString(), bytes.readUInt32BE(16) <= 1024]).toEqual(['PNG', true]);
    }
    const { contents } = await client.readResource({ uri: 'gossan://output/maps/whole/scene.json' });
    expect(JSON.parse((contents[0] as { text: string }).text)).toEqual(result.summary);
    expect(links(content)).toContain('gossan://output/maps/whole/copper.png');
    expect(told.length).toBeGreaterThanOrEqual(3);
    for (const [at, { progress }] of told.entries()) {
      if (at) expect(progress).toBeGreaterThan(told[at - 1]!.progress);
    }
    expect(told.at(-1)).toMatchObject({ total: 1, message: 'writing the maps' });
  });

  it('ask: the whole answer, its plan as progress, the cited pages as resources; the same session goes on', async () => {
    const told: string[] = [];
    const { result, text, content } = await call(
      client,
      'ask',
      { question: 'Is there alunite?', scene: place.scene, kb: place.kb, vision: false, session: 'over-mcp' },
      { onprogress: ({ message }) => told.push(message ?? '') },
    );
    expect(result).toMatchObject({ session: 'over-mcp', turn: 1, refusal: null, review: { verdict: 'PASS' } });
    expect(text.startsWith(result.answer)).toBe(true);
    expect(result.numbers.length).toBeGreaterThan(0);
    expect(told.some((message) => /^spectral-analyst: .* \(running\)$/.test(message))).toBe(true);
    // the SDK's client drops what comes in one piece with the result, so not the last of it
    expect(told.some((message) => /^spectral-analyst: .* \(done\)$/.test(message))).toBe(true);
    expect(result.citations.length).toBeGreaterThan(0);
    const [uri] = links(content);
    const { contents } = await client.readResource({ uri: uri! });
    const { page, start, end, quote, document } = result.citations[0];
    expect(uri).toBe(`gossan://kb/${place.kb}/${document}/${page}`);
    const stored = (contents[0] as { text: string }).text;
    expect(stored.slice(start, end).replace(/\s+/g, ' ')).toContain(quote.replace(/\s+/g, ' ').slice(0, 40));
    const next = await call(client, 'ask', { question: '那里还有什么矿物？', session: 'over-mcp', vision: false });
    expect(next.result).toMatchObject({ session: 'over-mcp', turn: 2, language: 'zh' });
  });

  it('search and read: a passage stands on the page that it names', async () => {
    const found = await call(client, 'search_knowledge', {
      query: 'alunite 1.48 µm absorption',
      k: 3,
      kb: place.kb,
      document: 'alunite',
    });
    expect(found.result.results.length).toBeGreaterThan(0);
    const [hit] = found.result.results;
    const page = await call(client, 'get_page', { document: hit.document, page: hit.page, kb: place.kb });
    expect(page.result.text.slice(hit.start, hit.end)).toBe(hit.text);
    expect(page.text).toContain(page.result.title);
  });

  it('identify: spectra of a file that the map wrote, and one given by its numbers', async () => {
    const file = join(place.folder, 'output', 'maps', 'whole', 'spectra.csv');
    const { result, text } = await call(client, 'identify_spectrum', { file });
    const alunite = result.spectra.find((one: { name: string }) => /alunite/.test(one.name));
    expect(alunite).toMatchObject({ verdict: 'identified', swir: { mineral: expect.stringMatching(/alunite/) } });
    expect(text).toContain('verdict');
    const rows = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const column = rows[0]!.findIndex((name) => name.includes(alunite.name));
    const numbers = rows.slice(1).map((row) => [Number(row[0]), row[column] === '' ? null : Number(row[column])]);
    const spectrum = {
      name: 'given',
      wavelengths: numbers.map(([wavelength]) => wavelength),
      values: numbers.map(([, value]) => (Number.isNaN(value) ? null : value)),
    };
    const given = await call(client, 'identify_spectrum', { spectrum });
    expect(given.result.spectra[0]).toEqual({ ...alunite, name: 'given' });
  });

  it('archive: the latest session, as a report that is listed and can be read', async () => {
    const { result } = await call(client, 'save_session_summary', {});
    expect(result.session).toBe('over-mcp');
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toContain(result.uri);
    expect(resources.map(({ title }) => title)).toContain(join('maps', 'whole', 'copper.png'));
    const { contents } = await client.readResource({ uri: result.uri });
    expect(contents[0]).toMatchObject({
      mimeType: 'text/markdown',
      text: expect.stringContaining('Is there alunite?'),
    });
    expect(readFileSync(join(place.folder, result.path), 'utf8')).toBe((contents[0] as { text: string }).text);
  });

  it('complete a page address, and offer the report as a prompt', async () => {
    const { completion } = await client.complete({
      ref: { type: 'ref/resource', uri: 'gossan://kb/{kb}/{document}/{page}' },
      argument: { name: 'kb', value: 'ta' },
    });
    expect(completion.values).toEqual([place.kb]);
    const { messages } = await client.getPrompt({
      name: 'alteration_report',
      arguments: { scene: 'cuprite.hdr', focus: 'copper', language: 'zh' },
    });
    expect((messages[0]!.content as { text: string }).text).toMatch(
      /cuprite\.hdr, and dwell on copper\. Write in Chinese/,
    );
  });
});
