import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { readBands } from '../tools/spectral/readers/read-bands.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import {
  GF5_NAME,
  gf5Counts,
  SWIR_BANDS,
  swirCentre,
  VNIR_BANDS,
  vnirCentre,
  writeGf5,
} from './support/gf5-product.ts';

const suffix = '_FLAASH_reflectance';

test('folder and either image open the pair as one cube, VNIR first', async () => {
  const folder = await writeGf5(await temporaryFolder(), { suffix });
  for (const path of [folder, ...['VN', 'SW'].map((code) => join(folder, `${GF5_NAME}_${code}${suffix}.tif`))]) {
    const reader = await openScene(path);
    expect([reader.path, reader.sensor, reader.wavelengths.length]).toEqual([
      path,
      'GF-5 AHSI',
      VNIR_BANDS + SWIR_BANDS,
    ]);
    expect(reader.wavelengths[3]).toBeCloseTo(vnirCentre(3) / 1000, 9);
    expect(reader.wavelengths[VNIR_BANDS + 5]).toBeCloseTo(swirCentre(5) / 1000, 9);
    expect(reader.fwhm[VNIR_BANDS]).toBeCloseTo(0.0079, 9);
    const data = await reader.readWindow({ x: 2, y: 3, width: 4, height: 2 });
    const bands = VNIR_BANDS + SWIR_BANDS;
    expect(data[(1 * bands + 10) * 4 + 3]).toBeCloseTo(gf5Counts(5, 4, 10) / 10000, 6);
    expect(data[(1 * bands + VNIR_BANDS + 10) * 4]).toBeCloseTo(gf5Counts(2, 4, 10) / 10000, 6);
    const chosen = await readBands(reader, { x: 1, y: 1, width: 1, height: 1 }, [VNIR_BANDS + 7, 2, VNIR_BANDS]);
    expect([...chosen]).toEqual([7, 2, 0].map((band) => expect.closeTo(gf5Counts(1, 1, band) / 10000, 6)));
    await reader.close();
  }
});

test('in the overlap each detector is good on its own side only', async () => {
  const reader = await openScene(await writeGf5(await temporaryFolder(), { suffix }));
  const good = [...reader.wavelengths].filter((_, band) => reader.goodBands[band]);
  expect(good).toEqual([...good].sort((a, b) => a - b));
  expect(reader.goodBands.filter((flag) => !flag).length).toBeGreaterThan(0);
  expect(reader.goodBands.slice(0, VNIR_BANDS - 2)).not.toContain(false);
  await reader.close();
});

test('calibration texts with a heading and a column of band numbers', async () => {
  const folder = await writeGf5(await temporaryFolder(), { suffix });
  const path = join(folder, 'GF5B_AHSI_Spectral_SWIR.raw');
  const rows = (await readFile(path, 'utf8')).trim().split('\n');
  await writeFile(
    path,
    `Band Center FWHM\r\n${rows.map((row, i) => `${i + 1}\t${row.replace(',', '\t')}`).join('\r\n')}\r\n`,
  );
  const reader = await openScene(folder);
  expect(reader.wavelengths[VNIR_BANDS + 5]).toBeCloseTo(swirCentre(5) / 1000, 9);
  await reader.close();
});

test('files that do not fit together', async () => {
  const small = await writeGf5(await temporaryFolder(), { suffix, swir: { height: 7 } });
  await expect(openScene(small)).rejects.toMatchObject({ code: 'SCENE_PARTS' });
  const short = await writeGf5(await temporaryFolder(), { suffix });
  await writeFile(join(short, 'GF5B_AHSI_Spectral_VNIR.raw'), '400,4\n404,4\n');
  await expect(openScene(short)).rejects.toThrow(/2 rows of numbers for an image of 30 bands/);
  const none = await writeGf5(await temporaryFolder(), { suffix, spectral: false });
  await expect(openScene(none)).rejects.toMatchObject({ code: 'SCENE_WAVELENGTHS' });
});
