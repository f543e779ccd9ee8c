import { expect, it } from 'vitest';
import type { LoadedPage } from '../rag/load/document.ts';
import { splitDocument } from '../rag/split/split.ts';

const HEAD = 'Sample | Mineral | Depth (m)';
const CAPTION = 'Table 3. Minerals of the drill core.';
const rows = (count: number) =>
  Array.from({ length: count }, (_, at) => `GS-${100 + at} | alunite with quartz and some pyrite | ${at}.5`);

function pageOf(before: string, table: string[], head: string, caption: string): LoadedPage {
  const text = [before, table.join('\n')].filter((part) => part !== '').join('\n\n');
  const start = text.length - table.join('\n').length;
  return { page: 1, text, headings: [], tables: [{ start, end: text.length, head, caption }] };
}

it('gives rows in later chunks the caption and the names of the columns', () => {
  const page = pageOf(CAPTION, [HEAD, ...rows(60)], HEAD, CAPTION);
  const [first, ...others] = splitDocument('d', [page]);
  expect(first!.heading).toBe('');
  expect(others.length).toBeGreaterThan(1);
  for (const chunk of others) expect(chunk.heading).toBe(`${CAPTION} › ${HEAD}`);
});

it('gives them to a table that goes on from the page before', () => {
  const [chunk] = splitDocument('d', [pageOf('', rows(5), HEAD, CAPTION)]);
  expect(chunk!.heading).toBe(`${CAPTION} › ${HEAD}`);
});

it('keeps the sentences of a caption in one chunk', () => {
  const prose = Array.from({ length: 9 }, (_, at) => `Sentence ${at} speaks of the rocks in the west of the ridge.`);
  const caption = 'Figure 2. Section of the ridge. A, silica cap. B, clays below it. C, fresh rock. Heights in metres.';
  for (let more = 0; more < 9; more++) {
    const before = prose
      .slice(0, more + 1)
      .join(' ')
      .repeat(2);
    const text = `${before}\n\n${caption}\n\n${prose.join(' ')}`;
    const start = before.length + 2;
    const captions = [{ start, end: start + caption.length, kind: 'figure' as const, label: 'Figure 2' }];
    const chunks = splitDocument('d', [{ page: 1, text, headings: [], captions }]);
    expect(chunks.some((chunk) => chunk.text.includes(caption))).toBe(true);
  }
});
