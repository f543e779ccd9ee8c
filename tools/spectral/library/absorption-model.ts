import type { Absorption } from './format.ts';

/** Reflectance of the continuum: straight lines between the nodes, the end values beyond them. */
export function continuumAt(nodes: readonly [number, number][], wavelength: number): number {
  const last = nodes.length - 1;
  if (wavelength <= nodes[0][0]) return nodes[0][1];
  if (wavelength >= nodes[last][0]) return nodes[last][1];
  let i = 1;
  while (nodes[i][0] < wavelength) i++;
  const [x0, y0] = nodes[i - 1];
  const [x1, y1] = nodes[i];
  return y0 + ((y1 - y0) * (wavelength - x0)) / (x1 - x0);
}

/** Absorptions as numbers one after another: centre, width of the short-wave and of the long-wave flank, depth. */
export type AbsorptionTable = Float64Array;

const FIELDS = 4;

export function absorptionTable(absorptions: readonly Absorption[]): AbsorptionTable {
  const table = new Float64Array(FIELDS * absorptions.length);
  for (const [i, [centre, width, depth, asymmetry]] of absorptions.entries())
    table.set([centre, width * (1 - asymmetry), width * (1 + asymmetry), depth], FIELDS * i);
  return table;
}

/**
 * Optical depth (minus the logarithm of continuum-removed reflectance) at a wavelength in µm: a sum of asymmetric
 * Gaussians, the shape of the modified Gaussian model (Sunshine, Pieters & Pratt 1990, JGR 95, 6955) with one width
 * for each flank. The long-wave flank is `1 + asymmetry` times the width, the short-wave flank `1 - asymmetry` times.
 */
export function opticalDepth(table: AbsorptionTable, wavelength: number): number {
  let sum = 0;
  for (let at = 0; at < table.length; at += FIELDS) {
    const x = wavelength - table[at];
    const t = x / (x < 0 ? table[at + 1] : table[at + 2]);
    if (t > -6 && t < 6) sum += table[at + 3] * Math.exp(-0.5 * t * t);
  }
  return sum;
}
