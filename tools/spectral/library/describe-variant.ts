import { absorptionTable, continuumAt, opticalDepth } from './absorption-model.ts';
import { type FitResult, fitVariant } from './fit-variant.ts';
import type { LibraryMineral, Variant } from './format.ts';
import type { LaboratorySpectrum } from './usgs-envi.ts';

/** How much more an error counts within a diagnostic window than elsewhere. */
const DIAGNOSTIC_WEIGHT = 3;
/** Laboratory water bands are no part of any decision on a scene, so errors there matter less. */
const WATER: [number, number][] = [
  [1.35, 1.42],
  [1.82, 1.98],
];
const WATER_WEIGHT = 0.3;
/** The error that a diagnostic window should keep below (continuum-removed reflectance), and how often to press for it. */
const AIM = 0.003;
const PRESSES = 4;

/** The parameters of a variant and their error in each diagnostic window of the mineral, in the order of its features. */
export type Description = Pick<Variant, 'continuum' | 'absorptions' | 'rms'>;

/**
 * Describes a laboratory spectrum of a mineral. Where a diagnostic window is left with an error above .003, its weight
 * is raised and the fit made again; the description whose worst window is best is kept.
 */
export function describeVariant(mineral: Pick<LibraryMineral, 'features'>, sample: LaboratorySpectrum): Description {
  const windows = mineral.features.map((f): [number, number] => [f.left_um[0], f.right_um[1]]);
  const windowWeights = windows.map(() => DIAGNOSTIC_WEIGHT);
  let best: Description | undefined;
  for (let press = 0; press <= PRESSES; press++) {
    const found = measured(
      fitVariant({ ...sample, weights: weightsOf(sample, windows, windowWeights) }),
      sample,
      windows,
    );
    if (!best || worst(found) < worst(best)) best = found;
    if (worst(found) <= AIM) break;
    for (const [i, rms] of found.rms.entries()) if (rms > AIM) windowWeights[i] *= 2;
  }
  return best as Description;
}

function worst({ rms }: Description): number {
  return Math.max(0, ...rms);
}

function weightsOf(sample: LaboratorySpectrum, windows: [number, number][], weights: number[]): Float64Array {
  return Float64Array.from(sample.wavelengths, (w) => {
    const diagnostic = Math.max(0, ...windows.map(([a, b], i) => (w >= a && w <= b ? weights[i] : 0)));
    if (diagnostic) return diagnostic;
    return WATER.some(([a, b]) => w >= a && w <= b) ? WATER_WEIGHT : 1;
  });
}

function measured(fit: FitResult, sample: LaboratorySpectrum, windows: [number, number][]): Description {
  const continuum = fit.continuum.map(([x, y]): [number, number] => [round(x, 4), round(y, 5)]);
  const absorptions = fit.absorptions.map(([c, w, d, a]): [number, number, number, number] => [
    round(c, 5),
    round(w, 5),
    round(d, 5),
    round(a, 3),
  ]);
  const table = absorptionTable(absorptions);
  const rms = windows.map(([a, b]) => {
    let sum = 0;
    let n = 0;
    sample.wavelengths.forEach((w, i) => {
      if (w < a || w > b) return;
      const removed = sample.reflectance[i] / continuumAt(continuum, w);
      sum += (removed - Math.exp(-opticalDepth(table, w))) ** 2;
      n++;
    });
    return n ? round(Math.sqrt(sum / n), 5) : 0;
  });
  return { continuum, absorptions, rms };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
