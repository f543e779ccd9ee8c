import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EmbeddedStore } from '../rag/index/embedded-store.ts';
import { indexDocument } from '../rag/index/index-document.ts';
import { PostgresStore } from '../rag/index/postgres-store.ts';
import type { KnowledgeStore, NewDocument } from '../rag/index/store.ts';
import { hashingEmbedder } from './support/hashing-embedder.ts';
import { temporaryHome } from './support/knowledge-home.ts';
import { hasPostgres, PostgresServer } from './support/postgres-server.ts';

let home: ReturnType<typeof temporaryHome>;
let server: PostgresServer | null = null;
const embedder = hashingEmbedder();
beforeAll(async () => {
  home = temporaryHome();
  if (hasPostgres) server = await PostgresServer.start();
});
afterAll(async () => {
  await server?.stop();
  home.remove();
});

function documentOf(id: string, text: string): Promise<NewDocument> {
  const info = {
    id,
    title: id,
    file: id,
    format: 'text',
    language: 'en' as const,
    pages: 1,
    added: '',
    shipped: false,
  };
  return indexDocument({ info, pages: [{ page: 1, text, headings: [] }], loader: '1' }, embedder);
}

const stores: [string, boolean, (name: string) => KnowledgeStore][] = [
  ['files', true, (name) => new EmbeddedStore(join(home.home, 'kb', name), name)],
  // Skipped where the Python package pgserver, which brings the server, is not installed.
  ['PostgreSQL', hasPostgres, (name) => new PostgresStore(server!.database(name), name)],
];

describe.each(stores)('a view of %s', (_, ready, storeOf) => {
  it.skipIf(!ready)('does not change while it is open, whatever is committed meanwhile', async () => {
    const store = storeOf('still');
    await store.commit({ add: [await documentOf('old', 'Galena in the old adit.')] });
    const view = await store.view();
    await store.commit({ remove: ['old'], add: [await documentOf('new', 'Galena in the new shaft.')] });
    expect((await view.documents()).map(({ info }) => info.id)).toEqual(['old']);
    expect((await view.pages('old'))[0]!.text).toContain('old adit');
    expect(await view.pages('new')).toEqual([]);
    const { vector: values } = await embedder.embed('galena');
    const query = { terms: new Map([['galena', 1]]), vector: { embedder: embedder.id, values }, most: 10 };
    const found = await view.candidates(query);
    const chunks = await view.chunks(found.map(({ chunk }) => chunk));
    expect([...chunks.values()].map(({ text }) => text)).toEqual(['Galena in the old adit.']);
    view.release();

    const next = await store.view();
    expect(next.generation).toBeGreaterThan(view.generation);
    expect((await next.documents()).map(({ info }) => info.id)).toEqual(['new']);
    expect(await next.chunks(found.map(({ chunk }) => chunk))).toEqual(new Map());
    expect((await next.candidates(query)).map(({ chunk }) => chunk)).not.toContain(found[0]!.chunk);
    next.release();
    await store.close();
  });

  it.skipIf(!ready)('holds a document again only while nobody removed it, and one of the same id once', async () => {
    const store = storeOf('again');
    await store.commit({ add: [await documentOf('a', 'Azurite.'), await documentOf('b', 'Bornite.')] });
    await store.commit({ again: [await documentOf('a', 'Azurite anew.'), await documentOf('gone', 'Gone.')] });
    await store.commit({ add: [await documentOf('b', 'Bornite anew.')] });
    const view = await store.view();
    expect((await view.documents()).map(({ info }) => info.id)).toEqual(['a', 'b']);
    expect((await view.pages('a'))[0]!.text).toBe('Azurite anew.');
    view.release();
    await store.close();
  });

  it.skipIf(!ready)('keeps every character of a page, and the chunks as spans of it', async () => {
    const text = 'Malachite\u0000 at 2.20 µm 𝒳 “铜矿” naïve\r\n\tpast the end.';
    const store = storeOf('signs');
    await store.commit({ add: [await documentOf('signs', text)] });
    const view = await store.view();
    const [page] = await view.pages('signs');
    // PostgreSQL holds no U+0000; another character of the same length stands for it.
    expect(page!.text.replace('\ufffd', '\u0000')).toBe(text);
    const [found] = await view.candidates({ terms: new Map([['malachit', 1]]), vector: null, most: 1 });
    const chunk = (await view.chunks([found!.chunk])).get(found!.chunk)!;
    expect(page!.text.slice(chunk.start, chunk.end)).toBe(chunk.text);
    view.release();
    await store.close();
  });
});
