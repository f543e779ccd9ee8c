import { GossanError } from '../../../core/errors.ts';

/** Optical remote sensing ends here: what lies outside is no wavelength in µm but an index, a wavenumber or an error. */
const SHORTEST_UM = 0.2;
const LONGEST_UM = 25;

export interface BandTable {
  /** µm, in the file's order. */
  wavelengths: Float64Array;
  fwhm: Float64Array;
  goodBands: boolean[];
}

/**
 * The factor that brings wavelengths to µm. The size of the numbers decides, because headers name their unit wrongly or
 * not at all: nothing that a spectrometer of this kind measures is 100 µm or 100 nm long.
 * @returns undefined where the numbers can be neither nm nor µm (band numbers, wavenumbers).
 */
export function wavelengthFactor(values: readonly number[], unit?: string): number | undefined {
  if (unit && /wavenumber|cm-1|1\/cm|ghz|mhz/i.test(unit)) return undefined;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) return undefined;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (least >= SHORTEST_UM && most <= LONGEST_UM) return /^index$/i.test(unit ?? '') ? undefined : 1;
  if (least >= SHORTEST_UM * 1000 && most <= LONGEST_UM * 1000) return 1e-3;
  return undefined;
}

/** Builds the table from a file's numbers. Throws SCENE_WAVELENGTHS. */
export function bandTable(
  path: string,
  bands: number,
  fields: { wavelengths: number[]; unit?: string; fwhm: number[]; bbl: number[] },
): BandTable {
  const { wavelengths: values, unit } = fields;
  if (values.length === 0) throw refuse(path, `${bands} bands and no wavelengths`);
  if (values.length !== bands) throw refuse(path, `${bands} bands but ${values.length} wavelengths`);
  const factor = wavelengthFactor(values, unit);
  if (factor === undefined) {
    const shown = [...values].sort((a, b) => a - b);
    throw refuse(path, `${shown[0]} to ${shown.at(-1)}${unit ? ` ${unit}` : ''} are no wavelengths in nm or µm`);
  }
  const wavelengths = Float64Array.from(values, (value) => value * factor);
  const given = fields.fwhm.length === bands ? givenWidths(fields.fwhm, factor) : undefined;
  return {
    wavelengths,
    fwhm: given ?? estimatedWidths(wavelengths),
    goodBands: fields.bbl.length === bands ? fields.bbl.map((flag) => flag !== 0) : new Array(bands).fill(true),
  };
}

/** Widths in µm; a table may give centres in µm and widths in nm. Undefined where the numbers make no sense. */
function givenWidths(values: number[], factor: number): Float64Array | undefined {
  if (!values.every((value) => Number.isFinite(value) && value > 0)) return undefined;
  const middle = [...values].sort((a, b) => a - b)[values.length >> 1];
  for (const candidate of [factor, 1e-3, 1]) {
    const width = middle * candidate;
    if (width > 1e-4 && width < 0.5) return Float64Array.from(values, (value) => value * candidate);
  }
  return undefined;
}

/** Half the distance of the two neighbours in wavelength order, as for contiguous sampling. */
function estimatedWidths(wavelengths: Float64Array): Float64Array {
  const order = [...wavelengths.keys()].sort((a, b) => wavelengths[a] - wavelengths[b]);
  const widths = new Float64Array(wavelengths.length);
  for (let at = 0; at < order.length; at++) {
    const before = wavelengths[order[Math.max(0, at - 1)]];
    const after = wavelengths[order[Math.min(order.length - 1, at + 1)]];
    const steps = (at > 0 ? 1 : 0) + (at < order.length - 1 ? 1 : 0);
    widths[order[at]] = steps ? (after - before) / steps : 0.01;
  }
  return widths;
}

function refuse(path: string, detail: string): GossanError {
  return new GossanError('SCENE_WAVELENGTHS', { path, detail });
}
