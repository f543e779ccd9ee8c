import { expect, it } from 'vitest';
import type { LoadedPage } from '../rag/load/document.ts';
import { sentences } from '../rag/split/sentences.ts';
import { splitDocument } from '../rag/split/split.ts';

const page = (text: string, headings: LoadedPage['headings'] = [], number = 1): LoadedPage => ({
  page: number,
  text,
  headings,
});
const prose = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => `Sentence ${from + n} says that the vein carries quartz and tin.`).join(' ');

it('cuts chunks whose offsets give back their text exactly', () => {
  const pages = [page(`${prose(60)}\n\n${prose(40, 60)}`), page('铜矿化与绢英岩化有关。'.repeat(150), [], 2)];
  const chunks = splitDocument('doc', pages);
  expect(chunks.length).toBeGreaterThan(8);
  for (const chunk of chunks) {
    expect(pages[chunk.page - 1]!.text.slice(chunk.start, chunk.end)).toBe(chunk.text);
    expect(chunk.text).toBe(chunk.text.trim());
    expect(chunk.text.length).toBeLessThanOrEqual(1000);
  }
});

it('loses no sentence', () => {
  const chunks = splitDocument('doc', [page(prose(100))]);
  const found = new Set(
    chunks.flatMap((chunk) => [...chunk.text.matchAll(/Sentence (\d+)/g)].map((match) => match[1])),
  );
  expect(found.size).toBe(100);
});

it('ends chunks at sentence ends', () => {
  for (const chunk of splitDocument('doc', [page(prose(100))])) expect(chunk.text).toMatch(/^Sentence .*\.$/s);
  for (const chunk of splitDocument('doc', [page('明矾石见于顶部。'.repeat(300))])) expect(chunk.text).toMatch(/。$/);
});

it('does not take abbreviations and decimal points for sentence ends', () => {
  const text =
    'See Fig. 3 of Clark et al. 2003 for 2.2 µm, i.e. Al-OH. The next one (cf. U.S. Geological Survey) is here.';
  expect(sentences(text).map((span) => text.slice(span.start, span.end))).toHaveLength(2);
});

it('cuts text without any sentence end within the limit, and between words', () => {
  const words = Array.from({ length: 900 }, (_, n) => `mineral${n}`).join(' ');
  const chunks = splitDocument('doc', [page(words)]);
  expect(chunks.map((chunk) => chunk.text).join(' ')).toBe(words);
  expect(
    splitDocument('doc', [page('x'.repeat(5000))])
      .map((chunk) => chunk.text)
      .join(''),
  ).toBe('x'.repeat(5000));
});

it('carries the heading path over pages', () => {
  const first = `Geology\n\nVeins\n\n${prose(12)}`;
  const pages = [
    page(first, [
      { start: 0, level: 1, text: 'Geology' },
      { start: 9, level: 2, text: 'Veins' },
    ]),
    page(`${prose(5)}\n\nOre\n\n${prose(12)}`, [{ start: prose(5).length + 2, level: 1, text: 'Ore' }], 2),
  ];
  expect([...new Set(splitDocument('doc', pages).map((chunk) => `${chunk.page} ${chunk.heading}`))]).toEqual([
    '1 Geology › Veins',
    '2 Geology › Veins',
    '2 Ore',
  ]);
});

it('gives the same ids in every run, and others to other places', () => {
  const ids = splitDocument('doc', [page(prose(60))]).map((chunk) => chunk.id);
  expect(splitDocument('doc', [page(prose(60))]).map((chunk) => chunk.id)).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  expect(splitDocument('other', [page(prose(60))])[0]!.id).not.toBe(ids[0]);
});
