import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loadDocument, readSource } from '../rag/index.ts';
import { sentences } from '../rag/split/sentences.ts';

const folder = mkdtempSync(join(tmpdir(), 'gossan-wrapped-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function sentencesOf(name: string, text: string): Promise<string[]> {
  const path = join(folder, name);
  writeFileSync(path, text);
  const { pages } = await loadDocument(await readSource(path));
  return sentences(pages[0]!.text).map(({ start, end }) => pages[0]!.text.slice(start, end));
}

const WRAPPED =
  'No calcite was found in this part of the area, although the\nlight was poor on the last day. Alunite crops out.';
const WHOLE = 'No calcite was found in this part of the area, although the light was poor on the last day.';

it('a sentence of Markdown that runs over a line break is one sentence', async () => {
  expect(await sentencesOf('a.md', `# Report\n\n${WRAPPED}\n`)).toContain(WHOLE);
  expect(await sentencesOf('b.md', '# 报告\n\n研究区东北部出露明矾石，\n质地坚硬。\n')).toContain(
    '研究区东北部出露明矾石，质地坚硬。',
  );
});

it('so is one of a text file that an editor wrapped', async () => {
  expect(await sentencesOf('a.txt', `A title\n\n${WRAPPED}\n`)).toContain(WHOLE);
});

it('lists, rows and short lines of a text file keep their lines', async () => {
  const text =
    'Samples taken\n\n1. alunite from the ledge on the northern ridge above the lake\n2. kaolinite\nsample\tdepth of the absorption at the two wavelengths measured\na\t0.2\n';
  const found = await sentencesOf('b.txt', text);
  expect(found).toContain('2. kaolinite');
  expect(found).toContain('a\t0.2');
});
