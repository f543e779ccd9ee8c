import { expect, it } from 'vitest';
import { loadDocument } from '../rag/load/registry.ts';

const load = (text: string) => loadDocument({ path: 'notes.md', bytes: Buffer.from(text) });

it('stores the text that a reader of the rendered page sees', async () => {
  const { pages } = await load(
    '# Alteration {#alt}\n\nThe **advanced argillic** zone holds _alunite_, FeS~2~ and [dickite](http://x.org).\n\n' +
      '- one\n- two\n\n| Mineral | Depth |\n| --- | --- |\n| Jarosite | 0.21 |\n',
  );
  expect(pages[0]!.text).toBe(
    'Alteration\n\nThe advanced argillic zone holds alunite, FeS2 and dickite.\n\n- one\n- two\n\nMineral\tDepth\nJarosite\t0.21',
  );
});

it('takes the title from the front matter, which is no text', async () => {
  const document = await load('---\ntitle: "Notes on greisen"\nauthor: A\n---\n# Veins\n\nTin.\n');
  expect(document.title).toBe('Notes on greisen');
  expect(document.pages[0]!.text).toBe('Veins\n\nTin.');
});

it('takes the first heading as the title otherwise, and the file name at last', async () => {
  expect((await load('# Skarn deposits\n\nGarnet.')).title).toBe('Skarn deposits');
  expect((await loadDocument({ path: 'x/red_hills.md', bytes: Buffer.from('Garnet.') })).title).toBe('red hills');
});

it('gives each heading its place in the text', async () => {
  const { pages } = await load('# A\n\ntext\n\n## B **bold**\n\nmore\n');
  const { text, headings } = pages[0]!;
  expect(
    headings.map((heading) => [heading.level, text.slice(heading.start, heading.start + heading.text.length)]),
  ).toEqual([
    [1, 'A'],
    [2, 'B bold'],
  ]);
});

it('keeps superscripts apart from the digits before them', async () => {
  expect((await load('About 10^5^ tonnes at 2 cm^-1^.')).pages[0]!.text).toContain('10^5');
});
