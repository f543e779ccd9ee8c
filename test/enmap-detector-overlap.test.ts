import { expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { enmapCentre, writeEnmap } from './support/enmap-product.ts';
import { temporaryFolder } from './support/envi-scene.ts';

test('where both detectors see the ground only SWIR bands are good', async () => {
  // 200 bands; of those from 0.9 to 1.0 µm every second is VNIR, as in a product ordered by wavelength.
  const bands = 200;
  const centres = Array.from({ length: bands }, (_, band) => enmapCentre(band, bands));
  const vnir = centres.flatMap((nm, band) => (nm < 900 || (nm < 1000 && band % 2) ? [band] : []));
  const swir = [...centres.keys()].filter((band) => !vnir.includes(band));
  const reader = await openScene(await writeEnmap(await temporaryFolder(), { bands, detectors: { vnir, swir } }));
  await reader.close();
  const firstSwir = centres[swir[0]];
  expect(vnir.filter((band) => centres[band] > firstSwir).length).toBeGreaterThan(0);
  reader.goodBands.forEach((good, band) => {
    expect([band, good]).toEqual([band, !(vnir.includes(band) && centres[band] > firstSwir)]);
  });
});
