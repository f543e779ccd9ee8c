import { expect, it } from 'vitest';
import type { LoadedDocument } from '../rag/load/document.ts';
import { loadDocument, readSource } from '../rag/load/registry.ts';
import { hasShared, sharedData } from './support/shared-data.ts';

const report = async (name: string): Promise<LoadedDocument> =>
  loadDocument(await readSource(sharedData('rag', 'reports', name)));

// Skipped where the shared data folder is absent.
it.skipIf(!hasShared)('reads the USGS report: printed labels, a title that the metadata lacks', async () => {
  const document = await report('usgs_of2013-1300_tetracorder_user_guide.pdf');
  expect(document.title).toMatch(/^The Tetracorder User Guide/);
  expect(document.pages).toHaveLength(57);
  expect(document.pages.slice(0, 7).map((page) => page.label)).toEqual(['Cover 1', 'i', 'ii', 'iii', 'iv', '1', '2']);
});

it.skipIf(!hasShared)('takes the printed title where the metadata still holds a template', async () => {
  const document = await report('jpl_sbg_l3_surface_mineralogy_atbd_20231107.pdf');
  expect(document.title).toMatch(/^Surface Biology and Geology .*Surface Mineralogy/);
  expect(document.pages).toHaveLength(39);
});

it.skipIf(!hasShared)('reads the two-column report column by column', async () => {
  const document = await report('gns_nz_mineral_commodity_report_11_tin.pdf');
  const text = document.pages[2]!.text;
  expect(document.title).toBe('Mineral Commodity Report 11 - Tin');
  // The first heading of the right column follows the whole left column.
  expect(text.indexOf('Placer deposits')).toBeLessThan(text.indexOf('Uses'));
  expect(text.indexOf('Uses')).toBeLessThan(text.indexOf('\nPrice'));
  expect(text).toContain('cassiterite-bearing greisens');
});

it.skipIf(!hasShared)('keeps table rows and finds the section headings', async () => {
  const document = await report('asu_carbonmapper_mineral_detection_atbd_v1.pdf');
  expect(document.pages.flatMap((page) => page.headings).map((heading) => heading.text)).toContain(
    '1.2. Theoretical Background',
  );
  expect(document.pages[24]!.text.split('\n').filter((line) => line.split(' | ').length === 5).length).toBeGreaterThan(
    15,
  );
});
