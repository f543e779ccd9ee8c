import { GossanError } from '../../../core/errors.ts';
import plausible from './plausible.json' with { type: 'json' };
import type { Repairs } from './repairs.ts';
import { spanOf, toMicrometres, type Wavelengths, widthInMicrometres } from './wavelengths.ts';

/** Full widths of this order belong to imaging spectrometers; others are in another unit or no widths (µm). */
const [NARROWEST, WIDEST] = [1e-4, 0.5];

export interface BandTable {
  /** µm, in the file's order. */
  wavelengths: Float64Array;
  fwhm: Float64Array;
  goodBands: boolean[];
}

/** What a file says of its bands, in its own numbers; lists that it does not have are empty. */
export interface BandFields {
  wavelengths: number[];
  unit?: string;
  fwhm: number[];
  /** 0 marks a bad band. */
  bbl: number[];
}

/**
 * Builds the table from a file's numbers; a wrong unit and lists of the wrong length are told to `repairs`.
 * Throws SCENE_WAVELENGTHS.
 */
export function bandTable(path: string, bands: number, fields: BandFields, repairs?: Repairs): BandTable {
  const { wavelengths: values, unit } = fields;
  const refuse = (detail: string) => new GossanError('SCENE_WAVELENGTHS', { path, detail });
  if (values.length === 0) throw refuse(`${bands} bands and no wavelengths`);
  if (values.length !== bands) throw refuse(`${bands} bands but ${values.length} wavelengths`);
  const found = toMicrometres(values, unit);
  if (!found) {
    const unfit = values.filter((value) => !Number.isFinite(value)).length;
    if (unfit) throw refuse(`${unfit} of its ${bands} wavelengths ${unfit === 1 ? 'is no number' : 'are no numbers'}`);
    throw refuse(`${spanOf(values)}${unit ? ` ${unit}` : ''} are no wavelengths in nm or µm`);
  }
  const wavelengths = Float64Array.from(found.micrometres);
  if (wavelengths.every((centre) => centre >= plausible.wavelengths.reflective_um)) {
    throw refuse(
      `bands from ${spanOf(found.micrometres)} µm reflect no sunlight; Ångström or wavenumbers named as ${found.unit}?`,
    );
  }
  if (bands > 1 && wavelengths.every((centre) => centre === wavelengths[0])) {
    throw refuse(`all ${bands} bands have the wavelength ${values[0]}`);
  }
  if (found.mismatch) repairs?.add('wavelength unit', bands, found.mismatch);
  return {
    wavelengths,
    fwhm: widths(fields.fwhm, found, repairs) ?? estimatedWidths(wavelengths),
    goodBands: goodBands(fields.bbl, bands, repairs),
  };
}

function goodBands(bbl: readonly number[], bands: number, repairs?: Repairs): boolean[] {
  if (bbl.length === bands) return bbl.map((flag) => flag !== 0);
  if (bbl.length > 0) {
    repairs?.add(
      'bad-band list',
      bbl.length,
      `${bbl.length} flags for ${bands} bands: not used, all bands taken as good`,
    );
  }
  return new Array(bands).fill(true);
}

/** Widths in µm; a table may give centres in µm and widths in nm. Undefined where there are none that make sense. */
function widths(values: readonly number[], found: Wavelengths, repairs?: Repairs): Float64Array | undefined {
  const { micrometres, unit } = found;
  if (values.length === micrometres.length && values.every((value) => Number.isFinite(value) && value > 0)) {
    for (const candidate of [unit, 'nm', 'µm'] as const) {
      const inUm = values.map((value, band) => widthInMicrometres(value, candidate, micrometres[band]));
      const middle = inUm.toSorted((a, b) => a - b)[values.length >> 1];
      if (middle > NARROWEST && middle < WIDEST) return Float64Array.from(inUm);
    }
  }
  // A list of zeros or NaN is how programs write that they know no widths.
  if (values.some((value) => value > 0)) {
    const detail = `${values.length} widths (fwhm) for ${micrometres.length} bands that fit no unit or count: estimated from the band spacing`;
    repairs?.add('band widths', values.length, detail);
  }
  return undefined;
}

/** Half the distance of the two neighbours in wavelength order, as for contiguous sampling. */
function estimatedWidths(wavelengths: Float64Array): Float64Array {
  const order = [...wavelengths.keys()].sort((a, b) => wavelengths[a] - wavelengths[b]);
  const estimated = new Float64Array(wavelengths.length);
  for (let at = 0; at < order.length; at++) {
    const before = wavelengths[order[Math.max(0, at - 1)]];
    const after = wavelengths[order[Math.min(order.length - 1, at + 1)]];
    const steps = (at > 0 ? 1 : 0) + (at < order.length - 1 ? 1 : 0);
    estimated[order[at]] = steps ? (after - before) / steps : 0.01;
  }
  return estimated;
}
