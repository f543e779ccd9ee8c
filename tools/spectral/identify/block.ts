import type { Block } from './prepared.ts';

/**
 * Lays a block over bands.
 * @param bands indices of the scene's bands, ascending in wavelength
 * @param curvature whether the continuum may bend
 * @param offset where the block starts in a concatenated vector
 */
export function prepareBlock(bands: Int32Array, wavelengths: Float64Array, curvature: boolean, offset: number): Block {
  const n = bands.length;
  const shoulder = shoulderWidth(n);
  let x0 = 0;
  let x1 = 0;
  for (let i = 0; i < shoulder; i++) {
    x0 += wavelengths[bands[i]] / shoulder;
    x1 += wavelengths[bands[n - 1 - i]] / shoulder;
  }
  const abscissa = Float64Array.from(bands, (b) => (wavelengths[b] - x0) / (x1 - x0));
  const nuisance: Float64Array[] = [];
  for (let power = 0; power <= (curvature ? 2 : 1); power++) {
    const row = abscissa.map((x) => (2 * x - 1) ** power);
    for (const earlier of nuisance) {
      const along = dot(row, earlier);
      for (let i = 0; i < n; i++) row[i] -= along * earlier[i];
    }
    const length = Math.sqrt(dot(row, row));
    nuisance.push(row.map((v) => v / length));
  }
  return { bands, abscissa, nuisance, offset };
}

/** Number of bands averaged for each end of a block's continuum. */
export function shoulderWidth(bands: number): number {
  return Math.max(1, Math.min(4, Math.floor(bands / 8)));
}

/**
 * Removes a block's continuum from a spectrum: divides by the straight line through its ends, then takes out offset,
 * slope and curvature, so that only the shape of absorptions is left. Writes to `out` at the block's offset.
 * @returns the mean reflectance of the block's continuum, or NaN where the spectrum has no usable values there.
 */
export function projectBlock(
  block: Block,
  spectrum: ArrayLike<number>,
  out: Float64Array,
  start = 0,
  stride = 1,
): number {
  const { bands, abscissa, nuisance, offset } = block;
  const n = bands.length;
  const shoulder = shoulderWidth(n);
  let left = 0;
  let right = 0;
  for (let i = 0; i < shoulder; i++) {
    left += spectrum[start + bands[i] * stride];
    right += spectrum[start + bands[n - 1 - i] * stride];
  }
  left /= shoulder;
  right /= shoulder;
  if (!(left > 0) || !(right > 0)) return Number.NaN;
  const rise = right - left;
  for (let i = 0; i < n; i++) out[offset + i] = spectrum[start + bands[i] * stride] / (left + rise * abscissa[i]);
  for (const row of nuisance) {
    let along = 0;
    for (let i = 0; i < n; i++) along += row[i] * out[offset + i];
    for (let i = 0; i < n; i++) out[offset + i] -= along * row[i];
  }
  return (left + right) / 2;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
