import type { MineralSpectrum, Spectrum } from '../types.ts';

/** A straight piece of continuum as two points (µm, reflectance), in the form of a polyline. */
export type ContinuumLine = [left: [number, number], right: [number, number]];

/** The straight line between the mean reflectances at the two shoulders of a feature; null where a shoulder has no values. */
export function continuumLine(
  { wavelengths, reflectance }: Pick<Spectrum, 'wavelengths' | 'reflectance'>,
  { left_um, right_um }: Pick<MineralSpectrum['features'][number], 'left_um' | 'right_um'>,
): ContinuumLine | null {
  const [left, right] = [left_um, right_um].map(([from, to]) => {
    const at = [...wavelengths.keys()].filter(
      (i) => wavelengths[i]! >= from && wavelengths[i]! <= to && Number.isFinite(reflectance[i]),
    );
    if (!at.length) return undefined;
    const mean = (values: Float64Array) => at.reduce((sum, i) => sum + values[i]!, 0) / at.length;
    return [mean(wavelengths), mean(reflectance)] as [number, number];
  });
  return left && right ? [left, right] : null;
}
