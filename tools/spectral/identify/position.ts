import table from './positions.json' with { type: 'json' };

export type PositionName = keyof typeof table.positions;

export const POSITION_NAMES = Object.keys(table.positions) as PositionName[];

/** One feature's bands at a band set. */
export interface PreparedPosition {
  name: PositionName;
  usable: boolean;
  left: Int32Array;
  right: Int32Array;
  /** Bands in which the minimum is looked for, ascending, with one more on either side for the parabola. */
  bands: Int32Array;
  range: [number, number];
}

/** Finds the bands of each position feature. @param wavelengths µm, in the scene's order. */
export function preparePositions(wavelengths: Float64Array, goodBands: readonly boolean[]): PreparedPosition[] {
  const order = Array.from(wavelengths.keys())
    .filter((b) => goodBands[b] !== false)
    .sort((a, b) => wavelengths[a] - wavelengths[b]);
  const within = ([from, to]: readonly number[]): Int32Array =>
    Int32Array.from(order.filter((b) => wavelengths[b] >= from && wavelengths[b] <= to));
  return POSITION_NAMES.map((name) => {
    const { range_um, left_um, right_um } = table.positions[name];
    const left = within(left_um);
    const right = within(right_um);
    const spacing = 0.012;
    const bands = within([range_um[0] - spacing, range_um[1] + spacing]);
    const usable = left.length > 0 && right.length > 0 && bands.length >= 4;
    return { name, usable, left, right, bands, range: [range_um[0], range_um[1]] };
  });
}

/** Whether a position means anything for a mineral's or a mixture's members. */
export function hasPosition(name: PositionName, members: readonly string[]): boolean {
  const { any, unless } = table.positions[name] as { any: string[]; unless: string[] };
  return members.some((m) => any.includes(m)) && !members.some((m) => unless.includes(m));
}

/**
 * Position of an absorption in µm to a fraction of a band: the vertex of the least-squares parabola through the deepest
 * band and its two neighbours on either side, continuum removed (Rodger et al. 2012, RSE 118, 273). NaN where the
 * minimum lies outside the feature's range or is too shallow.
 * @param spectrum value of band b is `spectrum[start + b * stride]`.
 */
export function measurePosition(
  prepared: PreparedPosition,
  wavelengths: Float64Array,
  spectrum: ArrayLike<number>,
  start = 0,
  stride = 1,
): number {
  if (!prepared.usable) return Number.NaN;
  const { left, right, bands, range } = prepared;
  const [x0, y0] = shoulder(left, wavelengths, spectrum, start, stride);
  const [x1, y1] = shoulder(right, wavelengths, spectrum, start, stride);
  const removed = (b: number): number =>
    spectrum[start + b * stride] / (y0 + ((y1 - y0) * (wavelengths[b] - x0)) / (x1 - x0));
  let least = -1;
  let lowest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < bands.length; i++) {
    const r = removed(bands[i]);
    if (r < lowest) [lowest, least] = [r, i];
  }
  if (least < 0 || 1 - lowest < table.least_depth.value) return Number.NaN;
  // sums of the normal equations of y = a + b·t + c·t², t from the deepest band
  const origin = wavelengths[bands[least]];
  const m = [0, 0, 0, 0, 0];
  const v = [0, 0, 0];
  for (let i = Math.max(0, least - 2); i <= Math.min(bands.length - 1, least + 2); i++) {
    const t = (wavelengths[bands[i]] - origin) * 100;
    const y = removed(bands[i]);
    for (let k = 0, power = 1; k < 5; k++, power *= t) {
      m[k] += power;
      if (k < 3) v[k] += power * y;
    }
  }
  const determinant =
    m[0] * (m[2] * m[4] - m[3] * m[3]) - m[1] * (m[1] * m[4] - m[2] * m[3]) + m[2] * (m[1] * m[3] - m[2] * m[2]);
  const slope =
    (m[0] * (v[1] * m[4] - m[3] * v[2]) - v[0] * (m[1] * m[4] - m[2] * m[3]) + m[2] * (m[1] * v[2] - m[2] * v[1])) /
    determinant;
  const bend =
    (m[0] * (m[2] * v[2] - v[1] * m[3]) - m[1] * (m[1] * v[2] - m[2] * v[1]) + v[0] * (m[1] * m[3] - m[2] * m[2])) /
    determinant;
  if (!(bend > 0)) return Number.NaN;
  const position = origin - slope / (2 * bend) / 100;
  return position >= range[0] && position <= range[1] ? position : Number.NaN;
}

function shoulder(
  bands: Int32Array,
  wavelengths: Float64Array,
  spectrum: ArrayLike<number>,
  start: number,
  stride: number,
): [number, number] {
  let x = 0;
  let y = 0;
  for (const b of bands) {
    x += wavelengths[b];
    y += spectrum[start + b * stride];
  }
  return [x / bands.length, y / bands.length];
}
