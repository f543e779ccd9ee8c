import { readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { GossanError } from '../core/errors.ts';
import { type LaboratorySpectrum, readLaboratoryFolder } from '../tools/spectral/library/usgs-envi.ts';
import { readSpectra } from '../tools/spectral/readers/spectra.ts';
import type { Spectrum } from '../tools/spectral/types.ts';

/** µm: the bands of an imaging spectrometer, at which the shipped variants are fitted too. */
const GRID = { first: 0.381, step: 0.00744, bands: 285, fwhm: 0.0085 };
/** A band needs values this near (µm) on both sides. */
const LARGEST_GAP = 0.015;
/** Fewer bands than this describe no mineral. */
const FEWEST_BANDS = 40;

/**
 * Every laboratory spectrum of a folder: ENVI spectral libraries as the USGS distributes them, and text files (ECOSTRESS
 * and ASTER, splib07 ASCII, .sed, CSV). A text spectrum has its own name as title, no record, and the folder's name as
 * library; it is averaged to the bands of an imaging spectrometer. Texts that are no spectra are passed over.
 */
export async function readLaboratory(folder: string): Promise<LaboratorySpectrum[]> {
  const found = readLaboratoryFolder(folder);
  for (const file of readdirSync(folder)
    .filter((f) => /\.(txt|sed|csv|asc)$/i.test(f))
    .sort()) {
    try {
      for (const spectrum of await readSpectra(join(folder, file))) {
        const { wavelengths, reflectance } = averaged(spectrum);
        if (wavelengths.length < FEWEST_BANDS) continue;
        found.push({
          library: basename(resolve(folder)),
          title: spectrum.name,
          record: null,
          wavelengths,
          reflectance,
        });
      }
    } catch (error) {
      if (!(error instanceof GossanError)) throw error;
    }
  }
  return found;
}

/** A finely sampled spectrum at the grid's bands: Gaussian means of the grid's FWHM, as far as it reaches. */
function averaged({ wavelengths, reflectance }: Spectrum): Pick<LaboratorySpectrum, 'wavelengths' | 'reflectance'> {
  const sigma = GRID.fwhm / 2.3548;
  const kept: [number, number][] = [];
  for (let band = 0; band < GRID.bands; band++) {
    const centre = GRID.first + band * GRID.step;
    let [sum, weight, below, above] = [0, 0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let i = 0; i < wavelengths.length; i++) {
      const x = wavelengths[i] - centre;
      if (Math.abs(x) > 3 * GRID.fwhm || !(reflectance[i] > 0)) continue;
      const w = Math.exp(-0.5 * (x / sigma) ** 2);
      sum += w * reflectance[i];
      weight += w;
      if (x <= 0) below = Math.min(below, -x);
      if (x >= 0) above = Math.min(above, x);
    }
    if (weight > 0 && below < LARGEST_GAP && above < LARGEST_GAP) kept.push([centre, sum / weight]);
  }
  return {
    wavelengths: Float64Array.from(kept, ([x]) => x),
    reflectance: Float64Array.from(kept, ([, y]) => y),
  };
}
