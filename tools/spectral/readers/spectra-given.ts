import type { SpectraFile } from '../types.ts';
import { Repairs } from './repairs.ts';
import { noteRepeated, notSpectra, reflectanceGain, spectrum, spectrumWavelengths } from './spectra-build.ts';

const FEWEST_WAVELENGTHS = 3;

/**
 * A spectrum whose numbers are given in place of a file.
 * @param wavelengths in nm or µm, told by their size; any order
 * @param values as many, reflectance 0..1, percent or reflectance × 10000; NaN where there is none
 * @throws GossanError SPECTRA_FORMAT
 */
export function givenSpectrum(name: string, wavelengths: readonly number[], values: readonly number[]): SpectraFile {
  if (wavelengths.length !== values.length) {
    throw notSpectra(name, `${values.length} values for ${wavelengths.length} wavelengths`);
  }
  if (wavelengths.length < FEWEST_WAVELENGTHS) throw notSpectra(name, `it has ${wavelengths.length} wavelengths`);
  const repairs = new Repairs();
  const micrometres = spectrumWavelengths(wavelengths, undefined, name, repairs);
  noteRepeated(micrometres, repairs);
  const gain = reflectanceGain(values, '', name, repairs);
  return { spectra: [spectrum(name, micrometres, values, gain)], repairs: repairs.list };
}
