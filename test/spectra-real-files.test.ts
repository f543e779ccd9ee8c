import { describe, expect, test } from 'vitest';
import { readSpectra } from '../tools/spectral/readers/spectra.ts';
import { hasShared, sharedData } from './support/shared-data.ts';

describe.skipIf(!hasShared)('real libraries (skipped where the shared data folder is absent)', () => {
  for (const [file, count, channels] of [
    ['usgs_splib06/s06emitd_envi', 1364, 285],
    ['usgs_splib06/s06av18a_envi.hdr', 1364, 224],
    ['usgs_splib06/NNS_s06cr08a.hdr', 1365, 438],
    ['usgs_splib07/s07_AV95_envi.sli', 2457, 224],
    ['usgs_splib07/splib07a_Brick_GDS355_Paving_Dk_Gry_ASDFRa_AREF.txt', 1, 2151],
    ['ecostress_samples/jpl.nicolet.mineral.silicate.phyllosilicate.coarse.ps21a.spectrum.txt', 1, 2256],
    ['ecostress_samples/usgs.perknic.rock.igneous.felsic.solid.rhy149.spectrum.txt', 1, 2530],
    ['emit/basic_endmember_library.csv', 5, 224],
  ] as [string, number, number][]) {
    test(`${file}: ${count} spectra of ${channels} channels, reflectance 0..1, wavelengths ascending`, async () => {
      const spectra = await readSpectra(sharedData('spectral', file));
      expect(spectra.length).toBe(count);
      for (const { name, wavelengths, reflectance } of spectra) {
        expect(name).not.toMatch(/error bars|^wavelength|^resolution/i);
        expect(wavelengths.length).toBe(channels);
        expect(wavelengths.every((um, at) => at === 0 || um >= wavelengths[at - 1])).toBe(true);
        // Laboratory spectra of bright powders and of minerals beyond 2.5 µm go over 1.
        const values = reflectance.filter((value) => !Number.isNaN(value));
        expect(values.length).toBeGreaterThan(0);
        expect(values.every((value) => Math.abs(value) < 2)).toBe(true);
      }
    });
  }
});
