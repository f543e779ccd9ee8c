/** A straight continuum between two shoulders of a spectrum. */
export interface ContinuumLine {
  /** Reflectance and wavelength (µm) of the shoulders: means over their bands. */
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** An absorption between two shoulders, with its continuum removed (Clark & Roush 1984, JGR 89, 6329). */
export interface MeasuredAbsorption {
  /** µm, refined between bands by a parabola through the deepest band and its neighbours. */
  centre_um: number;
  /** 1 - reflectance over continuum at the centre, 0..1. */
  depth: number;
}

/** Mean over the bands of an interval; the nearest band on either side of its middle where the interval holds none. */
export function continuumLine(
  wavelengths: ArrayLike<number>,
  reflectance: ArrayLike<number>,
  left: readonly [number, number],
  right: readonly [number, number],
): ContinuumLine | null {
  const a = shoulder(wavelengths, reflectance, left);
  const b = shoulder(wavelengths, reflectance, right);
  return a && b && b.x > a.x ? { x0: a.x, y0: a.y, x1: b.x, y1: b.y } : null;
}

function shoulder(
  wavelengths: ArrayLike<number>,
  reflectance: ArrayLike<number>,
  [from, to]: readonly [number, number],
) {
  let x = 0;
  let y = 0;
  let n = 0;
  for (let i = 0; i < wavelengths.length; i++) {
    if (wavelengths[i] < from || wavelengths[i] > to || !Number.isFinite(reflectance[i])) continue;
    x += wavelengths[i];
    y += reflectance[i];
    n++;
  }
  if (n) return { x: x / n, y: y / n };
  // a coarse sensor: take the band nearest to the interval if it is not farther away than one of its own bands
  const middle = (from + to) / 2;
  let nearest = -1;
  for (let i = 0; i < wavelengths.length; i++) {
    if (!Number.isFinite(reflectance[i])) continue;
    if (nearest < 0 || Math.abs(wavelengths[i] - middle) < Math.abs(wavelengths[nearest] - middle)) nearest = i;
  }
  return nearest >= 0 && Math.abs(wavelengths[nearest] - middle) < 0.02
    ? { x: wavelengths[nearest], y: reflectance[nearest] }
    : null;
}

/**
 * Measures the deepest point between two shoulders (intervals in µm) of a spectrum in ascending wavelengths.
 * Returns null where the bands do not reach the shoulders or fewer than three lie between them.
 */
export function measureAbsorption(
  wavelengths: ArrayLike<number>,
  reflectance: ArrayLike<number>,
  left: readonly [number, number],
  right: readonly [number, number],
): MeasuredAbsorption | null {
  const line = continuumLine(wavelengths, reflectance, left, right);
  if (!line) return null;
  const x: number[] = [];
  const removed: number[] = [];
  for (let i = 0; i < wavelengths.length; i++) {
    const w = wavelengths[i];
    if (w < line.x0 || w > line.x1 || !Number.isFinite(reflectance[i])) continue;
    x.push(w);
    removed.push(reflectance[i] / (line.y0 + ((line.y1 - line.y0) * (w - line.x0)) / (line.x1 - line.x0)));
  }
  if (x.length < 3) return null;
  let least = 0;
  for (let i = 1; i < x.length; i++) if (removed[i] < removed[least]) least = i;
  if (least === 0 || least === x.length - 1) return { centre_um: x[least], depth: 1 - removed[least] };
  const vertex = parabolaVertex(x, removed, least);
  return { centre_um: vertex.x, depth: 1 - vertex.y };
}

/** Lowest point of the parabola through three neighbouring points; the middle one where they do not bend upwards. */
function parabolaVertex(x: readonly number[], y: readonly number[], middle: number): { x: number; y: number } {
  const [xa, xb, xc] = [x[middle - 1], x[middle], x[middle + 1]];
  const [ya, yb, yc] = [y[middle - 1], y[middle], y[middle + 1]];
  const slopeLeft = (yb - ya) / (xb - xa);
  const slopeRight = (yc - yb) / (xc - xb);
  const bend = (slopeRight - slopeLeft) / (xc - xa);
  if (!(bend > 0)) return { x: xb, y: yb };
  const at = (xa + xb) / 2 - slopeLeft / (2 * bend);
  const vertex = Math.min(xc, Math.max(xa, at));
  return { x: vertex, y: ya + slopeLeft * (vertex - xa) + bend * (vertex - xa) * (vertex - xb) };
}
