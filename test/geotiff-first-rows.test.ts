import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { expandHead } from '../tools/spectral/readers/geotiff-deflate.ts';
import { openScene } from '../tools/spectral/readers/open.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { gdalItems, writeGeoTiff } from './support/geotiff-scene.ts';

const [width, height, bands, tile] = [200, 300, 6, 128];
const wavelength = Array.from({ length: bands }, (_, band) => 2050 + 50 * band);
/** Numbers without a pattern: the top bits of a multiplicative sequence. */
const noise = Array.from({ length: 4096 }, (_, at) => 50 + (Math.imul(at + 1, 2654435761) >>> 22));
const noisy = (x: number, y: number, band: number) => noise[(x * 31 + y * 977 + band * 131 + ((x * y) % 613)) % 4096];

const values = {
  'rows that pack alike': noisy,
  // The first rows of each tile take nearly all of its packed bytes: twice their part does not reach them.
  'rows that pack unevenly': (x: number, y: number, band: number) => (y % tile < 6 ? noisy(x, y, band) : 100),
};

for (const [name, value] of Object.entries(values)) {
  test(`the first rows of a packed tile are those of the whole tile: ${name}`, async () => {
    const metadata = gdalItems({ wavelength, SCALE: wavelength.map(() => 0.001) });
    const scene = { width, height, bands, value, metadata, tile, deflate: true, type: 'uint16' as const };
    const reader = await openScene(await writeGeoTiff(await temporaryFolder(), scene));
    for (const top of [0, tile, 2 * tile]) {
      const data = await reader.readWindow({ x: 0, y: top, width, height: 3 });
      const wanted = Float32Array.from(data, (_, at) => {
        const [line, band, x] = [Math.floor(at / (width * bands)), Math.floor(at / width) % bands, at % width];
        return Math.fround(value(x, top + line, band) * 0.001);
      });
      expect([...data]).toEqual([...wanted]);
    }
    await reader.close();
  });
}

test('a head is put through the predictor, row by row', async () => {
  const [tileWidth, tileHeight, rows] = [16, 64, 2];
  const numbers = Uint16Array.from({ length: tileWidth * tileHeight }, (_, at) => noise[at]);
  const differences = numbers.map((value, at) => (at % tileWidth ? value - numbers[at - 1] : value));
  const packed = deflateSync(new Uint8Array(differences.buffer));
  const parameters = { tileWidth, tileHeight, planarConfiguration: 2, bitsPerSample: [16], predictor: 2 };
  const part = packed.buffer.slice(packed.byteOffset, packed.byteOffset + (packed.length >> 2));
  const head = await expandHead(part as ArrayBuffer, rows * tileWidth * 2, parameters);
  expect([...new Uint16Array(head!)]).toEqual([...numbers.subarray(0, rows * tileWidth)]);
});

test('a head that its packed bytes do not reach, or that is damaged, is not given', async () => {
  const parameters = { tileWidth: 64, tileHeight: 64, planarConfiguration: 2, bitsPerSample: [8], predictor: 1 };
  const packed = new Uint8Array(deflateSync(Uint8Array.from({ length: 4096 }, (_, at) => noise[at])));
  expect(await expandHead(packed.slice(0, 100).buffer, 2048, parameters)).toBeUndefined();
  expect(await expandHead(packed.fill(255).buffer, 64, parameters)).toBeUndefined();
});
