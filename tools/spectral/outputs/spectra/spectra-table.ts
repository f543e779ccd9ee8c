import type { MineralSpectrum } from '../../types.ts';
import { csv } from '../class-tables.ts';

/**
 * `spectra.csv`: the mean spectrum of every mineral of a map, wavelengths (µm) down the first column, one mineral a
 * column. Spectra of other programs, and `gossan identify`, are read in this layout. Missing values are left empty.
 */
export function spectraCsv(spectra: readonly MineralSpectrum[], columns: readonly string[]): string {
  const wavelengths = spectra[0]?.wavelengths ?? new Float64Array();
  const rows = Array.from(wavelengths, (wavelength, i) => [
    wavelength.toFixed(5),
    ...spectra.map(({ mean }) => (Number.isFinite(mean[i]) ? mean[i].toFixed(5) : '')),
  ]);
  return csv([['wavelength_um', ...columns], ...rows]);
}
