import { GossanError } from '../../../core/errors.ts';
import { identifySpectra } from '../identify/identify-spectra.ts';
import { prepareLibrary } from '../identify/prepare-library.ts';
import type { MineralLibrary } from '../library/format.ts';
import type { Identification, MineralSpectrum, SceneReader } from '../types.ts';
import { meanSpectra } from './mean-spectra.ts';

/** The spectrum of one pixel and what it says. */
export interface PixelSpectrum {
  x: number;
  y: number;
  /** µm, ascending. */
  wavelengths: Float64Array;
  /** 0..1; NaN in bands that the file marks bad and where there is no data. */
  reflectance: Float64Array;
  /** The pixel has no data at all. */
  isFill: boolean;
  identification: Identification;
  /** For each group that was named: the spectrum beside the library's curve, with the features that decided. */
  matches: MineralSpectrum[];
}

/**
 * Reads the spectrum of a pixel and names its minerals, alone: a map also looks at the pixels around.
 * @param x column and @param y row, from 0 at the upper left corner
 * @throws GossanError SCENE_WINDOW where it lies outside, and what reading throws
 */
export async function pixelSpectrum(
  reader: SceneReader,
  x: number,
  y: number,
  library: MineralLibrary,
  options: { signal?: AbortSignal } = {},
): Promise<PixelSpectrum> {
  const { width, height, goodBands } = reader;
  if (!Number.isInteger(x) || !Number.isInteger(y) || x < 0 || y < 0 || x >= width || y >= height)
    throw new GossanError('SCENE_WINDOW', { window: `${x} ${y} 1 1`, width, height });
  const values = await reader.readWindow({ x, y, width: 1, height: 1 }, options);
  const order = [...reader.wavelengths.keys()].sort((a, b) => reader.wavelengths[a]! - reader.wavelengths[b]!);
  const isFill = values.every(Number.isNaN);
  const usable = Float64Array.from(order, (band) => (goodBands[band] ? values[band]! : Number.NaN));
  const wavelengths = Float64Array.from(order, (band) => reader.wavelengths[band]!);
  const fwhm = Float64Array.from(order, (band) => reader.fwhm[band]!);
  const name = `${x} ${y}`;
  const identification: Identification = isFill
    ? { name, verdict: 'none', vnir: null, swir: null }
    : identifySpectra([{ name, wavelengths, reflectance: usable }], library)[0]!;
  const good = Array.from(usable, Number.isFinite);
  const prepared = prepareLibrary(library, wavelengths, fwhm, good);
  const classes = (['swir', 'vnir'] as const).flatMap((group, at) => {
    const match = identification[group];
    return match ? [{ index: at + 1, mineral: match.mineral, members: match.members, group, colour: '' }] : [];
  });
  const alone = { pixels: 1, mean: usable, spread: new Float64Array(usable.length) };
  const matches = meanSpectra(new Map(classes.map(({ index }) => [index, alone])), classes, library, prepared, {
    wavelengths,
    fwhm,
    goodBands: good,
    noise: { vnir: 0, swir: 0 },
  });
  return { x, y, wavelengths, reflectance: usable, isFill, identification, matches };
}
