import { loadLibrary } from '../../tools/spectral/library/load-library.ts';
import { renderVariant } from '../../tools/spectral/library/render.ts';
import { openScene } from '../../tools/spectral/readers/open.ts';
import type { SceneReader } from '../../tools/spectral/types.ts';
import { temporaryFolder, writeEnvi } from './envi-scene.ts';

/** A sensor's bands, µm. */
export interface SensorBands {
  wavelengths: number[];
  fwhm: number[];
}

/** EMIT-like bands. */
export const EMIT: SensorBands = evenBands(0.381, 2.493, 285, 0.0085);

export function evenBands(first: number, last: number, count: number, fwhm: number): SensorBands {
  const wavelengths = Array.from({ length: count }, (_, at) => first + ((last - first) * at) / (count - 1));
  return { wavelengths, fwhm: wavelengths.map(() => fwhm) };
}

/** Writes and opens a scene in which `spectrum(x, y)` gives each pixel's reflectance by wavelength (µm); undefined is fill. */
export async function viewScene(
  size: { samples: number; lines: number },
  bands: SensorBands,
  spectrum: (x: number, y: number) => ((wavelength: number) => number) | undefined,
  options: { bbl?: number[]; name?: string; header?: string[] } = {},
): Promise<SceneReader> {
  const { wavelengths, fwhm } = bands;
  const list = (values: number[]) => `{${values.join(', ')}}`;
  const header = await writeEnvi(await temporaryFolder(), {
    ...size,
    bands: wavelengths.length,
    value: (x, y, band) => spectrum(x, y)?.(wavelengths[band]) ?? -9999,
    wavelengths: wavelengths.map((um) => um * 1000),
    name: options.name,
    header: [
      `fwhm = ${list(fwhm.map((um) => um * 1000))}`,
      'data ignore value = -9999',
      ...(options.bbl ? [`bbl = ${list(options.bbl)}`] : []),
      ...(options.header ?? []),
    ],
  });
  return openScene(header, { as: 'reflectance' });
}

/** Reflectance of a library mineral's first variant, by wavelength (µm). */
export function mineral(name: string): (wavelength: number) => number {
  const variant = loadLibrary().minerals.find((entry) => entry.name === name)?.variants[0];
  if (!variant) throw new Error(`the library has no ${name}`);
  return (wavelength) => renderVariant(variant, [wavelength])[0];
}
