import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { collectFiles } from '../rag/load/collect-files.ts';
import { loadDocument } from '../rag/load/registry.ts';
import { geoTiffBytes } from './support/geotiff-scene.ts';
import { CHINESE, ENGLISH, HAN, LATIN, noOcr } from './support/ocr.ts';
import { printPage } from './support/printed-page.ts';

const page = (text: typeof ENGLISH, font: string) => printPage(text, { font, dpi: 150, size: 12, inches: 4 });
const load = (path: string, bytes: Uint8Array) => loadDocument({ path, bytes });

describe.skipIf(noOcr)(`pictures of pages${noOcr ? ` (skipped: ${noOcr})` : ''}`, { timeout: 180_000 }, () => {
  it('are read as PNG and JPEG, by their content', async () => {
    const png = await load('page.png', await page(ENGLISH, LATIN).encode('png'));
    expect(png).toMatchObject({ format: 'image', title: ENGLISH.title });
    expect(png.pages[0]!.text).toContain('Alunite and dickite cap the southern ridge above 1,940 m.');
    expect(png.pages[0]!.ocr!.confidence).toBeGreaterThan(0.9);
    const jpeg = await load('scan.txt', await page(HAN, CHINESE).encode('jpeg', 85));
    expect(jpeg.pages[0]!.text).toContain('黑云母交代角闪石');
  });

  it('are read from each page of a TIFF, packed as fax machines do', async () => {
    const pngs = await Promise.all([page(ENGLISH, LATIN).encode('png'), page(HAN, CHINESE).encode('png')]);
    const tiff = await sharp(pngs, { join: { animated: true } })
      .flatten({ background: 'white' })
      .toColourspace('b-w')
      .threshold(128)
      .tiff({ compression: 'ccittfax4', bitdepth: 1 })
      .toBuffer();
    const { pages } = await load('fax.tif', tiff);
    expect(pages.map(({ page }) => page)).toEqual([1, 2]);
    expect(pages[0]!.text).toContain('0.42 % Cu');
    expect(pages[1]!.text).toContain('钾长石');
  });

  it('that are none are refused: cut off, empty of text, bombs, rasters of measurements', async () => {
    const png = await page(ENGLISH, LATIN).encode('png');
    const cases: [string, Uint8Array, string][] = [
      ['cut.png', png.subarray(0, png.length / 2), 'DOCUMENT_DAMAGED'],
      ['head.png', png.subarray(0, 20), 'DOCUMENT_DAMAGED'],
      [
        'white.png',
        await sharp({ create: { width: 300, height: 300, channels: 3, background: 'white' } })
          .png()
          .toBuffer(),
        'DOCUMENT_NO_TEXT',
      ],
      [
        'bomb.png',
        await sharp({ create: { width: 12_000, height: 12_000, channels: 3, background: 'white' } })
          .png()
          .toBuffer(),
        'DOCUMENT_TOO_LARGE',
      ],
      [
        'scene.tif',
        geoTiffBytes({ width: 40, height: 40, bands: 9, value: (x, y, b) => x + y + b, planar: false }),
        'DOCUMENT_FORMAT',
      ],
    ];
    for (const [path, bytes, code] of cases) {
      const error = await load(path, bytes).catch((thrown) => thrown);
      expect([path, error.code]).toEqual([path, code]);
      expect(error.message).toContain(path);
    }
  });
});

it('pictures are documents where they are named, not where they lie in a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gossan-pictures-'));
  for (const name of ['photo.jpg', 'scene.tif', 'report.docx']) writeFileSync(join(folder, name), 'x');
  expect(collectFiles([folder]).files).toEqual([join(folder, 'report.docx')]);
  expect(collectFiles([join(folder, 'photo.jpg')]).files).toEqual([join(folder, 'photo.jpg')]);
  rmSync(folder, { recursive: true });
});
