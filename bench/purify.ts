import { continuumAt } from '../tools/spectral/library/absorption-model.ts';
import { upperHull } from '../tools/spectral/library/fit-variant.ts';
import type { LaboratorySpectrum } from '../tools/spectral/library/usgs-envi.ts';

/** µm: where companions are told by the sharpness of their absorptions. */
const WINDOW = [1.45, 2.44] as const;
/** µm: the laboratory's water band, whose flanks are no companion's. */
const WATER = [1.85, 2.02] as const;

/**
 * A natural mixture without its companions. Of each companion so much is taken off as explains the second derivative of
 * the mixture's absorptions, in which narrow bands stand out and broad ones and the continuum do not (derivative
 * unmixing; Huguenin & Jones 1986, JGR 91, 9585).
 * @param share of what the derivative asks for: it takes too much where the mineral's own bands lie under the companion's
 */
export function purified(
  mixture: LaboratorySpectrum,
  companions: readonly LaboratorySpectrum[],
  share = 1,
): LaboratorySpectrum {
  const { wavelengths, reflectance } = mixture;
  const hull = upperHull(wavelengths, reflectance);
  const own = Float64Array.from(wavelengths, (w, i) => 1 - reflectance[i] / continuumAt(hull, w));
  const others = companions.map((c) => {
    const top = upperHull(c.wavelengths, c.reflectance);
    return Float64Array.from(wavelengths, (w) => 1 - Math.min(1, at(c, w) / continuumAt(top, w)));
  });
  const bend = (values: Float64Array): number[] =>
    Array.from(wavelengths).flatMap((w, i) =>
      i > 0 && i + 1 < wavelengths.length && w > WINDOW[0] && w < WINDOW[1] && !(w > WATER[0] && w < WATER[1])
        ? [values[i - 1] - 2 * values[i] + values[i + 1]]
        : [],
    );
  const amounts = nonNegative(bend(own), others.map(bend));
  const clean = own.map((value, i) =>
    Math.max(0, value - others.reduce((sum, o, k) => sum + share * amounts[k] * o[i], 0)),
  );
  return { ...mixture, reflectance: clean.map((a, i) => Math.max(0.01, continuumAt(hull, wavelengths[i]) * (1 - a))) };
}

function at({ wavelengths, reflectance }: LaboratorySpectrum, w: number): number {
  let i = 1;
  while (i < wavelengths.length - 1 && wavelengths[i] < w) i++;
  const t = Math.max(0, Math.min(1, (w - wavelengths[i - 1]) / (wavelengths[i] - wavelengths[i - 1])));
  return reflectance[i - 1] + t * (reflectance[i] - reflectance[i - 1]);
}

/** Least squares with coefficients of at least 0, by coordinate descent: columns are few. */
function nonNegative(target: readonly number[], columns: readonly (readonly number[])[]): number[] {
  const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, v, i) => sum + v * b[i], 0);
  const amounts = columns.map(() => 0);
  const rest = [...target];
  for (let round = 0; round < 200; round++) {
    for (const [k, column] of columns.entries()) {
      const next = Math.max(0, amounts[k] + dot(rest, column) / dot(column, column));
      for (let i = 0; i < rest.length; i++) rest[i] -= (next - amounts[k]) * column[i];
      amounts[k] = next;
    }
  }
  return amounts;
}
