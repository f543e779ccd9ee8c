import { absorptionTable, continuumAt, opticalDepth } from './absorption-model.ts';
import type { Absorption } from './format.ts';

/** A laboratory spectrum to describe: µm ascending, reflectance > 0. */
export interface FitInput {
  wavelengths: Float64Array;
  reflectance: Float64Array;
  /** Weight of each band; diagnostic windows weigh more. */
  weights: Float64Array;
}

export interface FitResult {
  continuum: [number, number][];
  absorptions: Absorption[];
}

const MAX_NODES = 12;
const MAX_ABSORPTIONS = 24;
/** Starting widths (sigma, µm): from one band of an imaging spectrometer to the breadth of an iron absorption. */
const START_WIDTHS = [0.005, 0.008, 0.013, 0.02, 0.035, 0.06, 0.1, 0.18];
const WIDTH_RANGE: [number, number] = [0.003, 0.4];
const MAX_ASYMMETRY = 0.8;
/** Adding absorptions stops when the weighted error falls below this (continuum-removed reflectance). */
const GOOD_ENOUGH = 0.0005;

/** Upper convex hull of a spectrum, thinned to {@link MAX_NODES} vertices by dropping the one that matters least. */
export function upperHull(wavelengths: ArrayLike<number>, reflectance: ArrayLike<number>): [number, number][] {
  const hull: [number, number][] = [];
  for (let i = 0; i < wavelengths.length; i++) {
    const p: [number, number] = [wavelengths[i], reflectance[i]];
    while (hull.length > 1) {
      const [x1, y1] = hull[hull.length - 2];
      const [x2, y2] = hull[hull.length - 1];
      if ((y2 - y1) * (p[0] - x1) > (p[1] - y1) * (x2 - x1)) break;
      hull.pop();
    }
    hull.push(p);
  }
  while (hull.length > MAX_NODES) {
    let least = 1;
    let loss = Infinity;
    for (let i = 1; i < hull.length - 1; i++) {
      const line = continuumAt([hull[i - 1], hull[i + 1]], hull[i][0]);
      const missing = (hull[i][1] - line) / hull[i][1];
      if (missing < loss) [loss, least] = [missing, i];
    }
    hull.splice(least, 1);
  }
  return hull;
}

/**
 * Describes a spectrum as an upper hull and a sum of asymmetric Gaussians in log reflectance. Absorptions are added one
 * at a time where the residual matches one best (matching pursuit) and all are refined together after each
 * (Levenberg-Marquardt; Marquardt 1963, SIAM J. 11, 431).
 */
export function fitVariant({ wavelengths, reflectance, weights }: FitInput): FitResult {
  const continuum = upperHull(wavelengths, reflectance).map(([x, y]): [number, number] => [x, Math.max(y, 1e-4)]);
  const n = wavelengths.length;
  const target = new Float64Array(n);
  const w = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const removed = Math.max(reflectance[i], 1e-4) / continuumAt(continuum, wavelengths[i]);
    target[i] = -Math.log(removed);
    // an error in the logarithm counts as the error in continuum-removed reflectance that it makes
    w[i] = weights[i] * Math.max(removed, 0.05);
  }
  let parameters: number[] = [];
  for (let count = 0; count < MAX_ABSORPTIONS; count++) {
    const residual = residualOf(parameters, wavelengths, target);
    parameters = [...parameters, ...bestStart(residual, wavelengths, w)];
    parameters = refine(parameters, wavelengths, target, w, 8);
    if (weightedRms(parameters, wavelengths, target, w, weights) < GOOD_ENOUGH) break;
  }
  parameters = refine(parameters, wavelengths, target, w, 80);
  const absorptions = decode(parameters)
    .filter(([, , depth]) => depth > 2e-4)
    .sort((a, b) => a[0] - b[0]);
  return { continuum, absorptions };
}

function decode(parameters: readonly number[]): Absorption[] {
  const out: Absorption[] = [];
  for (let p = 0; p < parameters.length; p += 4) {
    out.push([
      parameters[p],
      Math.exp(parameters[p + 1]),
      Math.exp(parameters[p + 2]),
      MAX_ASYMMETRY * Math.tanh(parameters[p + 3]),
    ]);
  }
  return out;
}

function residualOf(parameters: readonly number[], wavelengths: Float64Array, target: Float64Array): Float64Array {
  const absorptions = absorptionTable(decode(parameters));
  return target.map((t, i) => t - opticalDepth(absorptions, wavelengths[i]));
}

function weightedRms(
  parameters: readonly number[],
  wavelengths: Float64Array,
  target: Float64Array,
  w: Float64Array,
  weights: Float64Array,
): number {
  let sum = 0;
  let total = 0;
  residualOf(parameters, wavelengths, target).forEach((r, i) => {
    sum += (w[i] * r) ** 2;
    total += weights[i] ** 2;
  });
  return Math.sqrt(sum / total);
}

/** The one Gaussian that takes most from the residual. */
function bestStart(residual: Float64Array, wavelengths: Float64Array, w: Float64Array): number[] {
  let best = [wavelengths[0], Math.log(0.02), Math.log(1e-4), 0];
  let gain = 0;
  for (const width of START_WIDTHS) {
    for (let c = 0; c < wavelengths.length; c++) {
      let cross = 0;
      let norm = 0;
      for (let i = 0; i < wavelengths.length; i++) {
        const t = (wavelengths[i] - wavelengths[c]) / width;
        if (t < -4 || t > 4) continue;
        const g = Math.exp(-0.5 * t * t) * w[i];
        cross += g * residual[i] * w[i];
        norm += g * g;
      }
      if (cross > 0 && (cross * cross) / norm > gain) {
        gain = (cross * cross) / norm;
        best = [wavelengths[c], Math.log(width), Math.log(Math.max((0.8 * cross) / norm, 1e-4)), 0];
      }
    }
  }
  return best;
}

function refine(
  start: number[],
  wavelengths: Float64Array,
  target: Float64Array,
  w: Float64Array,
  iterations: number,
): number[] {
  let parameters = start;
  let damping = 1e-2;
  let error = squaredError(parameters, wavelengths, target, w);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const { normal, gradient } = normalEquations(parameters, wavelengths, target, w);
    let improved = false;
    for (let attempt = 0; attempt < 6 && !improved; attempt++) {
      const step = solveDamped(normal, gradient, damping);
      const next = clampParameters(
        parameters.map((p, i) => p + step[i]),
        wavelengths,
      );
      const nextError = squaredError(next, wavelengths, target, w);
      if (nextError < error) {
        improved = true;
        const gained = (error - nextError) / error;
        parameters = next;
        error = nextError;
        damping = Math.max(damping / 4, 1e-9);
        if (gained < 1e-5) return parameters;
      } else damping *= 5;
    }
    if (!improved) return parameters;
  }
  return parameters;
}

function clampParameters(parameters: number[], wavelengths: Float64Array): number[] {
  const first = wavelengths[0] - 0.15;
  const last = wavelengths[wavelengths.length - 1] + 0.15;
  for (let p = 0; p < parameters.length; p += 4) {
    parameters[p] = Math.min(last, Math.max(first, parameters[p]));
    parameters[p + 1] = Math.min(Math.log(WIDTH_RANGE[1]), Math.max(Math.log(WIDTH_RANGE[0]), parameters[p + 1]));
    parameters[p + 2] = Math.min(2, Math.max(-12, parameters[p + 2]));
    parameters[p + 3] = Math.min(3, Math.max(-3, parameters[p + 3]));
  }
  return parameters;
}

function squaredError(
  parameters: readonly number[],
  wavelengths: Float64Array,
  target: Float64Array,
  w: Float64Array,
): number {
  const residual = residualOf(parameters, wavelengths, target);
  let sum = 0;
  for (let i = 0; i < residual.length; i++) sum += (w[i] * residual[i]) ** 2;
  return sum;
}

function normalEquations(
  parameters: readonly number[],
  wavelengths: Float64Array,
  target: Float64Array,
  w: Float64Array,
) {
  const m = parameters.length;
  const n = wavelengths.length;
  const absorptions = decode(parameters);
  const residual = Float64Array.from(target);
  const jacobian = Array.from({ length: m }, () => new Float64Array(n));
  absorptions.forEach(([centre, width, depth, asymmetry], k) => {
    for (let i = 0; i < n; i++) {
      const x = wavelengths[i] - centre;
      const side = x < 0 ? -1 : 1;
      const flank = width * (1 + side * asymmetry);
      const t = x / flank;
      if (t < -6 || t > 6) continue;
      const value = depth * Math.exp(-0.5 * t * t);
      residual[i] -= value;
      jacobian[4 * k][i] = ((value * t) / flank) * w[i];
      jacobian[4 * k + 1][i] = value * t * t * w[i];
      jacobian[4 * k + 2][i] = value * w[i];
      const slope = MAX_ASYMMETRY - asymmetry ** 2 / MAX_ASYMMETRY;
      jacobian[4 * k + 3][i] = ((value * t * t * side * width) / flank) * slope * w[i];
    }
  });
  const normal = Array.from({ length: m }, () => new Float64Array(m));
  const gradient = new Float64Array(m);
  for (let a = 0; a < m; a++) {
    const ja = jacobian[a];
    let g = 0;
    for (let i = 0; i < n; i++) g += ja[i] * residual[i] * w[i];
    gradient[a] = g;
    for (let b = a; b < m; b++) {
      const jb = jacobian[b];
      let s = 0;
      for (let i = 0; i < n; i++) s += ja[i] * jb[i];
      normal[a][b] = s;
      normal[b][a] = s;
    }
  }
  return { normal, gradient };
}

/** Solves (N + damping·diag N)·x = g by Cholesky decomposition. */
function solveDamped(normal: Float64Array[], gradient: Float64Array, damping: number): Float64Array {
  const m = gradient.length;
  const l = normal.map((row) => Float64Array.from(row));
  for (let a = 0; a < m; a++) l[a][a] = normal[a][a] * (1 + damping) + 1e-12;
  for (let a = 0; a < m; a++) {
    for (let b = 0; b <= a; b++) {
      let s = l[a][b];
      for (let k = 0; k < b; k++) s -= l[a][k] * l[b][k];
      l[a][b] = a === b ? Math.sqrt(Math.max(s, 1e-14)) : s / l[b][b];
    }
  }
  const x = Float64Array.from(gradient);
  for (let a = 0; a < m; a++) {
    for (let k = 0; k < a; k++) x[a] -= l[a][k] * x[k];
    x[a] /= l[a][a];
  }
  for (let a = m - 1; a >= 0; a--) {
    for (let k = a + 1; k < m; k++) x[a] -= l[k][a] * x[k];
    x[a] /= l[a][a];
  }
  return x;
}
