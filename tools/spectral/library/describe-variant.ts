import { absorptionTable, continuumAt, opticalDepth } from './absorption-model.ts';
import { type FitResult, fitVariant } from './fit-variant.ts';
import type { DiagnosticFeature, LibraryMineral, Variant } from './format.ts';
import { measureAbsorption } from './measure-absorption.ts';
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

/** µm: farther than one band of an imaging spectrometer a centre may not stray. */
const ONE_BAND = 0.0074;
/** µm on either side of a stray centre that are pressed. */
const AROUND_CENTRE = 0.01;

/** The parameters of a variant and their error in each diagnostic window of the mineral, in the order of its features. */
export type Description = Pick<Variant, 'continuum' | 'absorptions' | 'rms'>;

/** An interval in µm and how much more an error counts there than elsewhere. */
interface Press {
  from: number;
  to: number;
  weight: number;
}

/**
 * Describes a laboratory spectrum of a mineral. Where a diagnostic window is left with an error above .003, or its centre
 * more than a band away from the laboratory's, its weight is raised and the fit made again; the description with the
 * fewest strayed centres, and of those the one whose worst window is best, is kept.
 */
export function describeVariant(mineral: Pick<LibraryMineral, 'features'>, sample: LaboratorySpectrum): Description {
  const windows = mineral.features.map(
    (f): Press => ({ from: f.left_um[0], to: f.right_um[1], weight: DIAGNOSTIC_WEIGHT }),
  );
  const bottoms: Press[] = [];
  let best: { description: Description; strayed: number } | undefined;
  for (let press = 0; press <= PRESSES; press++) {
    const weights = weightsOf(sample, [...windows, ...bottoms]);
    const description = measured(fitVariant({ ...sample, weights }), sample, windows);
    const strayed = mineral.features.flatMap((f) => strayedCentre(f, description, sample));
    const better =
      !best ||
      strayed.length < best.strayed ||
      (strayed.length === best.strayed && worst(description) < worst(best.description));
    if (better) best = { description, strayed: strayed.length };
    if (!strayed.length && worst(description) <= AIM) break;
    for (const [i, rms] of description.rms.entries()) if (rms > AIM) windows[i].weight *= 2;
    for (const centre of strayed) {
      const known = bottoms.find((b) => b.from < centre && centre < b.to);
      if (known) known.weight *= 2;
      else bottoms.push({ from: centre - AROUND_CENTRE, to: centre + AROUND_CENTRE, weight: 2 * DIAGNOSTIC_WEIGHT });
    }
  }
  return (best as { description: Description }).description;
}

function worst({ rms }: Description): number {
  return Math.max(0, ...rms);
}

/** The laboratory's centre of a feature from which the description's strays. */
function strayedCentre(
  { left_um, right_um }: DiagnosticFeature,
  { continuum, absorptions }: Description,
  sample: LaboratorySpectrum,
): number[] {
  const { wavelengths, reflectance } = sample;
  const table = absorptionTable(absorptions);
  const drawn = wavelengths.map((w) => continuumAt(continuum, w) * Math.exp(-opticalDepth(table, w)));
  const real = measureAbsorption(wavelengths, reflectance, left_um, right_um);
  const ours = measureAbsorption(wavelengths, drawn, left_um, right_um);
  return real && ours && Math.abs(real.centre_um - ours.centre_um) > ONE_BAND ? [real.centre_um] : [];
}

function weightsOf(sample: LaboratorySpectrum, presses: readonly Press[]): Float64Array {
  return Float64Array.from(sample.wavelengths, (w) => {
    const pressed = Math.max(0, ...presses.map(({ from, to, weight }) => (w >= from && w <= to ? weight : 0)));
    if (pressed) return pressed;
    return WATER.some(([a, b]) => w >= a && w <= b) ? WATER_WEIGHT : 1;
  });
}

function measured(fit: FitResult, sample: LaboratorySpectrum, windows: readonly Press[]): Description {
  const continuum = fit.continuum.map(([x, y]): [number, number] => [round(x, 4), round(y, 5)]);
  const absorptions = fit.absorptions.map(([c, w, d, a]): [number, number, number, number] => [
    round(c, 5),
    round(w, 5),
    round(d, 5),
    round(a, 3),
  ]);
  const table = absorptionTable(absorptions);
  const rms = windows.map(({ from, to }) => {
    let sum = 0;
    let n = 0;
    sample.wavelengths.forEach((w, i) => {
      if (w < from || w > to) return;
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
