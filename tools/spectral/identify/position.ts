import table from './positions.json' with { type: 'json' };

export type PositionName = keyof typeof table.positions;

export const POSITION_NAMES = Object.keys(table.positions) as PositionName[];

/** One feature's bands at a band set. */
export interface PreparedPosition {
  name: PositionName;
  usable: boolean;
  left: Int32Array;
  right: Int32Array;
  /** Mean wavelengths of the two shoulders. */
  leftCentre: number;
  rightCentre: number;
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
    const leftCentre = meanOf(left, wavelengths);
    const rightCentre = meanOf(right, wavelengths);
    return { name, usable, left, right, leftCentre, rightCentre, bands, range: [range_um[0], range_um[1]] };
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
  const { left, right, leftCentre, rightCentre, bands, range } = prepared;
  const base = meanOf(left, spectrum, start, stride);
  const rise = (meanOf(right, spectrum, start, stride) - base) / (rightCentre - leftCentre);
  let least = -1;
  let lowest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < bands.length; i++) {
    const band = bands[i];
    const removed = spectrum[start + band * stride] / (base + rise * (wavelengths[band] - leftCentre));
    if (removed < lowest) {
      lowest = removed;
      least = i;
    }
  }
  if (least < 0 || 1 - lowest < table.least_depth.value) return Number.NaN;
  // normal equations of y = a + b·t + c·t², t from the deepest band: sums of powers of t, and of those times y
  const origin = wavelengths[bands[least]];
  let [n, t1, t2, t3, t4, y0, y1, y2] = [0, 0, 0, 0, 0, 0, 0, 0];
  const last = Math.min(bands.length - 1, least + 2);
  for (let i = Math.max(0, least - 2); i <= last; i++) {
    const band = bands[i];
    const t = (wavelengths[band] - origin) * 100;
    const y = spectrum[start + band * stride] / (base + rise * (wavelengths[band] - leftCentre));
    n++;
    t1 += t;
    t2 += t * t;
    t3 += t * t * t;
    t4 += t * t * t * t;
    y0 += y;
    y1 += t * y;
    y2 += t * t * y;
  }
  const determinant = n * (t2 * t4 - t3 * t3) - t1 * (t1 * t4 - t2 * t3) + t2 * (t1 * t3 - t2 * t2);
  const slope = (n * (y1 * t4 - t3 * y2) - y0 * (t1 * t4 - t2 * t3) + t2 * (t1 * y2 - t2 * y1)) / determinant;
  const bend = (n * (t2 * y2 - y1 * t3) - t1 * (t1 * y2 - t2 * y1) + y0 * (t1 * t3 - t2 * t2)) / determinant;
  if (!(bend > 0)) return Number.NaN;
  const position = origin - slope / (2 * bend) / 100;
  return position >= range[0] && position <= range[1] ? position : Number.NaN;
}

function meanOf(bands: Int32Array, values: ArrayLike<number>, start = 0, stride = 1): number {
  let sum = 0;
  for (let i = 0; i < bands.length; i++) sum += values[start + bands[i] * stride];
  return sum / bands.length;
}
