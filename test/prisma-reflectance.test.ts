import { describe, expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { type PrismaVariant, writePrisma } from './support/hdf5-products.ts';

/** Descending, with unused bands at the ends, and an overlap at 943 to 972 nm, as in the product. */
const VNIR = [972, 961, 950, 700, 600, 500, 410, 0, 0];
const SWIR = [2490, 2300, 2200, 1600, 1100, 953, 943, 0];
const MERGED = [410, 500, 600, 700, 943, 953, 1100, 1600, 2200, 2300, 2490];
const FILL_LINE = 4;

const counts = (line: number, sample: number, centre: number) =>
  centre === 0 || line === FILL_LINE ? 0 : 10_000 + centre * 10 + line * 100 + sample;

const scene: PrismaVariant = {
  lines: 7,
  samples: 5,
  vnir: VNIR,
  swir: SWIR,
  counts,
  scale: { vnir: [0.02, 0.9], swir: [-0.01, 1.2] },
};

/** The formula of the specification, written out again. */
function reflectance(line: number, sample: number, centre: number): number {
  const [least, most] = centre < 943 ? [0.02, 0.9] : [-0.01, 1.2];
  return least + (counts(line, sample, centre) * (most - least)) / 65535;
}

const whole = { x: 0, y: 0, width: 5, height: 7 };
const storages: [string, PrismaVariant['chunks']][] = [
  ['in one piece', null],
  ['in chunks', [3, 4, 2]],
  ['in chunks of one band', [7, 1, 5]],
];

describe.each(storages)('a scene stored %s', (_, chunks) => {
  test.each([whole, { x: 1, y: 2, width: 3, height: 4 }, { x: 4, y: 6, width: 1, height: 1 }])(
    'is both cubes in ascending wavelength, each with its scale: $x $y $width $height',
    async (window) => {
      const reader = await openScene(await writePrisma(await temporaryFolder(), { ...scene, chunks }));
      const data = await reader.readWindow(window);
      await reader.close();
      expect(Array.from(reader.wavelengths, (um) => Math.round(um * 1000))).toEqual(MERGED);
      for (let l = 0; l < window.height; l++) {
        for (let s = 0; s < window.width; s++) {
          MERGED.forEach((centre, b) => {
            const got = data[(l * MERGED.length + b) * window.width + s];
            if (window.y + l === FILL_LINE) expect(got).toBeNaN();
            else expect(got).toBeCloseTo(reflectance(window.y + l, window.x + s, centre), 6);
          });
        }
      }
    },
  );
});

test('widths follow their bands', async () => {
  const List_Fwhm_Vnir = Float32Array.from(VNIR, (centre) => centre && 9 + centre / 1000);
  const List_Fwhm_Swir = Float32Array.from(SWIR, (centre) => centre && 9 + centre / 1000);
  const attributes = { List_Fwhm_Vnir, List_Fwhm_Swir };
  const reader = await openScene(await writePrisma(await temporaryFolder(), { ...scene, attributes }));
  await reader.close();
  MERGED.forEach((centre, band) => {
    expect(reader.fwhm[band]).toBeCloseTo((9 + centre / 1000) / 1000, 7);
  });
  expect(reader).toMatchObject({ sensor: 'PRISMA', quantity: 'reflectance', width: 5, height: 7, synthetic: false });
});

test('bands that the product deselects are left out', async () => {
  const attributes = {
    List_Cw_Vnir_Flags: Int32Array.from(VNIR, (centre) => Number(centre !== 600 && centre > 0)),
    CNM_SWIR_SELECT: Uint8Array.from(SWIR, (centre) => Number(centre !== 2300 && centre > 0)),
  };
  const reader = await openScene(await writePrisma(await temporaryFolder(), { ...scene, attributes }));
  const data = await reader.readWindow({ x: 2, y: 1, width: 1, height: 1 });
  await reader.close();
  const left = MERGED.filter((centre) => centre !== 600 && centre !== 2300);
  expect(Array.from(reader.wavelengths, (um) => Math.round(um * 1000))).toEqual(left);
  left.forEach((centre, band) => {
    expect(data[band]).toBeCloseTo(reflectance(1, 2, centre), 6);
  });
});

test('values that the error matrices mark are missing, and only those', async () => {
  const error = (line: number, sample: number, centre: number) =>
    (line === 1 && sample === 2 && centre === 2200) || (line === 3 && sample === 0 && centre === 500) ? 2 : 0;
  for (const [, chunks] of storages.slice(0, 2)) {
    const reader = await openScene(await writePrisma(await temporaryFolder(), { ...scene, error, chunks }));
    const data = await reader.readWindow(whole);
    await reader.close();
    const missing: string[] = [];
    for (let l = 0; l < 7; l++) {
      if (l === FILL_LINE) continue;
      MERGED.forEach((centre, b) => {
        for (let s = 0; s < 5; s++) {
          if (Number.isNaN(data[(l * MERGED.length + b) * 5 + s])) missing.push(`${l} ${s} ${centre}`);
        }
      });
    }
    expect(missing).toEqual(['1 2 2200', '3 0 500']);
  }
});

test('a pixel that is dark in one band is no fill', async () => {
  const dark = (line: number, sample: number, centre: number) => (centre === 2490 ? 0 : counts(line, sample, centre));
  const reader = await openScene(await writePrisma(await temporaryFolder(), { ...scene, counts: dark }));
  const data = await reader.readWindow({ x: 0, y: 0, width: 1, height: 1 });
  await reader.close();
  expect(data[MERGED.indexOf(2490)]).toBeCloseTo(-0.01, 6);
  expect(data[0]).toBeCloseTo(reflectance(0, 0, 410), 6);
});
