import table from './emit-bands.json' with { type: 'json' };

/** Band centres in µm of the EMIT-like spectrometer of the demo scene, ascending. */
export function bandCentres(): Float64Array {
  return Float64Array.from({ length: table.bands }, (_, band) => polynomial(table.centre_nm, band) / 1000);
}

/** Full widths at half maximum in µm. */
export function bandWidths(centres: Float64Array): Float64Array {
  return centres.map((centre) => polynomial(table.fwhm_nm, centre) / 1000);
}

/** true where the product carries no reflectance (water vapour). */
export function isDeleted(centre: number): boolean {
  return table.deleted_um.some(([from, to]) => centre > from && centre < to);
}

function polynomial(coefficients: number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}
