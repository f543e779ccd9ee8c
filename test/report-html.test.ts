import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeReport } from '../tools/report/index.ts';
import { sampleReport } from './support/sample-answer.ts';

let folder: string;
let page: string;
let png: Uint8Array;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-html-'));
  png = encode({ width: 2, height: 2, data: new Uint8Array(16).fill(200), channels: 4, depth: 8 });
  writeFileSync(join(folder, 'map.png'), png);
  const figures = [{ path: join(folder, 'map.png'), caption: 'Alteration "types"' }];
  const files = await writeReport(sampleReport({ figures, synthetic: true }), {
    out: join(folder, 'r.html'),
    format: 'html',
  });
  expect(files).toEqual([join(folder, 'r.html')]);
  page = readFileSync(files[0], 'utf8');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('holds its figures byte for byte', () => {
  const data = /<img src="data:image\/png;base64,([^"]+)" alt="Figure 1\. Alteration &quot;types&quot;">/.exec(
    page,
  )?.[1];
  expect(Buffer.from(data ?? '', 'base64').equals(Buffer.from(png))).toBe(true);
});

it('leads from the number in the text to the reference', () => {
  expect(page).toContain('<a class="cite" href="#ref-1">[1]</a>');
  expect(page).toContain('<li id="ref-1" value="1">');
});

it('renders lists and paragraphs of the answer', () => {
  expect(page).toMatch(/<ul>\s*<li>first<\/li>\s*<li>second<\/li>\s*<\/ul>/);
});

it('carries its style, also for print, and the synthetic label', () => {
  expect(page).toContain('@media print');
  expect(page).toContain('<p class="synthetic">SYNTHETIC SCENE');
});
