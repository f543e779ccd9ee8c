import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AddResult, DocumentInfo, SearchHit } from '../rag/types.ts';
import { temporaryHome } from './support/home.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

const REPORT = `# Silver Peak alteration

Alunite forms pale ledges along the north ridge and absorbs near 2.17 µm.

# Access

The track to the south camp is closed in winter.
`;

let folder: string;
let home: ReturnType<typeof temporaryHome>;
const run = (...args: string[]) => gossan(['kb', ...args, '--kb', 'field'], { cwd: folder });

beforeAll(() => {
  home = temporaryHome();
  folder = mkdtempSync(join(tmpdir(), 'gossan-kb-'));
  mkdirSync(join(folder, 'reports'));
  writeFileSync(join(folder, 'reports', 'silver.md'), REPORT);
  writeFileSync(join(folder, 'broken.pdf'), '%PDF-1.4 and no more');
});
afterAll(() => {
  home.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe('gossan kb', () => {
  let id: string;

  it('add: adds what it can, lists what it cannot with the typed path, exit 0', async () => {
    const result = await run('add', 'reports', 'broken.pdf', '--json');
    expect(result.code).toBe(0);
    const { kb, added, refused } = jsonOf(result) as unknown as AddResult & { kb: string };
    expect(kb).toBe('field');
    expect(added.map(({ title }) => title)).toEqual(['Silver Peak alteration']);
    expect(refused).toHaveLength(1);
    expect(refused[0].code).toBe('DOCUMENT_DAMAGED');
    expect(refused[0].message).toMatch(/^broken\.pdf: /);
    id = added[0].id;
  });

  it('add: the same content again is unchanged', async () => {
    const { unchanged, added } = jsonOf(await run('add', 'reports', '--json')) as unknown as AddResult;
    expect(added).toEqual([]);
    expect(unchanged).toHaveLength(1);
  });

  it('add: exit 3 and the first refusal as the error where nothing could be added', async () => {
    const plain = await run('add', 'broken.pdf');
    expect(plain.code).toBe(3);
    expect(plain.stdout).toBe('');
    expect(plain.stderr).toContain('broken.pdf: the file is damaged');
    const result = await run('add', 'gone.pdf', '--json');
    expect(result.code).toBe(3);
    const { error } = jsonOf(result) as { error: Record<string, string> };
    expect(error).toEqual({
      code: 'FILE_NOT_FOUND',
      message: 'gone.pdf: no such file or folder.',
      hint: 'Check the spelling of the path.',
    });
  });

  it('list: the documents', async () => {
    const { documents } = jsonOf(await run('list', '--json')) as { documents: DocumentInfo[] };
    expect(documents.map((document) => document.id)).toEqual([id]);
    expect((await run('list')).stdout).toContain('Silver Peak alteration');
  });

  it('search: offsets are spans of the page that `kb page` prints', async () => {
    const { results } = jsonOf(await run('search', 'where is alunite', '-k', '1', '--json')) as {
      results: SearchHit[];
    };
    expect(results).toHaveLength(1);
    const [hit] = results;
    expect(hit.document).toBe(id);
    const page = jsonOf(await run('page', id, String(hit.page), '--json')) as { text: string; document: string };
    expect(page.document).toBe(id);
    expect(page.text.slice(hit.start, hit.end)).toContain('pale ledges along the north ridge');
  });

  it('page: exit 2 for a page or document that is not there', async () => {
    expect((await run('page', id, '99')).code).toBe(2);
    const unknown = await run('page', '000000000000', '1');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('has no document "000000000000"');
  });

  it('export: every page, to stdout or to a file', async () => {
    const exported = jsonOf(await run('export', '--form', 'pages')) as {
      documents: { id: string; text: { page: number; text: string }[] }[];
    };
    expect(exported.documents[0].id).toBe(id);
    expect(exported.documents[0].text[0].text).toContain('closed in winter');
    const out = join(folder, 'kb.json');
    expect(jsonOf(await run('export', '--form', 'pages', '--out', out, '--json'))).toEqual({ out });
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(exported);
  });

  it('remove: all of the named ones or none', async () => {
    const none = await run('remove', id, '000000000000');
    expect(none.code).toBe(2);
    expect((jsonOf(await run('list', '--json')) as { documents: DocumentInfo[] }).documents).toHaveLength(1);
    expect(jsonOf(await run('remove', id, '--json'))).toEqual({ kb: 'field', removed: [id] });
    expect((await run('list')).stdout).toContain('is empty');
    expect((await run('search', 'alunite')).code).toBe(2);
  });

  it('prints no escape sequence of a document', async () => {
    const hostile = join(folder, 'hostile.md');
    writeFileSync(hostile, '# Title \x1b]0;owned\x07end\n\nAlunite \x1b[2Jtext with \x9b31m colour.\n');
    await run('add', hostile);
    for (const args of [['search', 'alunite'], ['export'], ['search', 'alunite', '--json']]) {
      const { code, stdout, stderr } = await run(...args);
      expect(code).toBe(0);
      expect(stdout + stderr).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
      expect(stdout).toContain('text with');
    }
  });
});
