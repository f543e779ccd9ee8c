import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { temporaryFolder } from './support/envi-scene.ts';
import { hasShared, sharedData } from './support/shared-data.ts';

const emit = 'spectral/emit/emit20250324t221005_jpl_unmix_ex';
const aviris = 'spectral/aviris_ng_pycoal';

async function whole(path: string) {
  const reader = await openScene(path);
  const { width, height } = reader;
  const data = await reader.readWindow({ x: 0, y: 0, width, height });
  const bands = reader.wavelengths.length;
  const isFill = (x: number, y: number) => {
    for (let b = 0; b < bands; b++) if (!Number.isNaN(data[(y * bands + b) * width + x])) return false;
    return true;
  };
  let fill = 0;
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) if (isFill(x, y)) fill++;
  await reader.close();
  return { reader, data, fill };
}

describe.skipIf(!hasShared)('real crops (skipped where the shared data folder is absent)', () => {
  test('EMIT: 10 × 10 × 285, reflectance, no fill', async () => {
    const { reader, data, fill } = await whole(sharedData(emit));
    expect([reader.width, reader.height, reader.wavelengths.length]).toEqual([10, 10, 285]);
    expect([reader.sensor, reader.quantity, reader.georeference, fill]).toEqual(['EMIT', 'reflectance', undefined, 0]);
    expect(reader.wavelengths[0]).toBeCloseTo(0.381, 3);
    expect(Math.max(...data)).toBeCloseTo(0.39784, 4);
  });

  for (const [name, expected] of [
    ['ang20140912t192359_corr_v1c_img_2580-2590_540-550', 0],
    ['ang20140912t192359_corr_v1c_img_400-410_10-20', 100],
    ['ang20150422t163638_corr_v1e_img_4000-4010_550-560', 60],
    ['ang20150420t182808_corr_v1e_img_4200-4210_70-80', 0],
  ] as [string, number][]) {
    test(`AVIRIS-NG ${name}: ${expected} of 100 pixels are fill though no ignore value is named`, async () => {
      const { reader, fill } = await whole(sharedData(aviris, `${name}.img`));
      expect(fill).toBe(expected);
      expect(reader.sensor).toBe('AVIRIS-NG');
      expect(reader.goodBands.filter((good) => !good).length).toBeGreaterThan(0);
      expect(reader.georeference?.epsg).toBe(name.startsWith('ang2014') ? 32613 : 32612);
    });
  }

  test('AVIRIS radiance is refused by its spectrum, even without "rdn" in its name', async () => {
    const folder = await temporaryFolder();
    const source = sharedData(aviris, 'f080702t01p00r08rdn_c_sc01_ort_img_123_456');
    await copyFile(`${source}.img`, join(folder, 'flight.img'));
    await copyFile(`${source}.hdr`, join(folder, 'flight.hdr'));
    await expect(openScene(join(folder, 'flight.hdr'))).rejects.toMatchObject({
      code: 'SCENE_NOT_REFLECTANCE',
      values: { quantity: 'radiance' },
    });
  });
});
