import { projectBlock, shoulderWidth } from '../identify/block.ts';
import { featureDepth } from '../identify/judge.ts';
import { REFERENCE_STRENGTH } from '../identify/prepare-library.ts';
import type { Candidate, PreparedGroup, PreparedLibrary } from '../identify/prepared.ts';
import type { DiagnosticFeature, MineralLibrary } from '../library/format.ts';
import { renderHullRemovedBands } from '../library/render.ts';
import type { MapRasters, MineralSpectrum } from '../types.ts';
import type { ClassSpectrum } from './class-spectra.ts';
import type { SceneBands } from './classify-tile.ts';

/**
 * The mean spectra of the minerals of a map, largest first, each with the library's variant that fits it best (two for a
 * mixture), scaled by the identification's own method: least squares of the absorptions' shape, the continuum free.
 * @param spectra by class index, bands in the scene's order
 */
export function meanSpectra(
  spectra: ReadonlyMap<number, ClassSpectrum>,
  classes: MapRasters['classes'],
  library: MineralLibrary,
  prepared: PreparedLibrary,
  scene: SceneBands,
): MineralSpectrum[] {
  const order = [...scene.wavelengths.keys()].sort((a, b) => scene.wavelengths[a] - scene.wavelengths[b]);
  const sorted = (values: Float64Array) => Float64Array.from(order, (b) => values[b]);
  const known = new Map<string, Shape[]>();
  return classes
    .flatMap((entry) => {
      const found = spectra.get(entry.index);
      return found ? [{ ...entry, ...found }] : [];
    })
    .sort((a, b) => b.pixels - a.pixels)
    .map(({ index, mineral, group: name, pixels, mean, spread }) => {
      const group = prepared[name];
      const candidate = group.candidates.find((one) => !one.cover && one.name === mineral);
      const features = candidate ? featuresOf(candidate, mean) : [];
      const shapes = (candidate?.members ?? []).map((member) => shapesOf(member, group, library, scene, known));
      const reference = bestReference(mean, group, shapes);
      return {
        index,
        mineral,
        group: name,
        pixels,
        wavelengths: sorted(scene.wavelengths),
        mean: sorted(mean),
        spread: sorted(spread),
        reference: reference && { ...reference, reflectance: sorted(reference.reflectance) },
        window_um: decidingWindow(features, group, scene.wavelengths),
        features,
      };
    });
}

/** The diagnostic features that the mean shows, deepest first. */
function featuresOf(candidate: Candidate, mean: Float64Array): MineralSpectrum['features'] {
  return candidate.features
    .filter((prepared) => prepared.visible && 'role' in prepared.feature)
    .map((prepared) => {
      const { centre_um, left_um, right_um, role } = prepared.feature as DiagnosticFeature;
      return { centre_um, left_um, right_um, role, depth: featureDepth(prepared, mean) };
    })
    .filter(({ depth }) => depth > 0)
    .sort((a, b) => b.depth - a.depth);
}

/** From the outermost shoulders of the features that lie in the same block as the deepest one. */
function decidingWindow(
  features: MineralSpectrum['features'],
  group: PreparedGroup,
  wavelengths: Float64Array,
): [number, number] | null {
  const [deepest] = features;
  if (!deepest) return null;
  const block = group.blocks.find(
    ({ bands }) =>
      wavelengths[bands[0]] <= deepest.centre_um && wavelengths[bands[bands.length - 1]] >= deepest.centre_um,
  );
  const inBlock = features.filter(
    ({ centre_um }) =>
      block &&
      wavelengths[block.bands[0]] <= centre_um &&
      wavelengths[block.bands[block.bands.length - 1]] >= centre_um,
  );
  const together = inBlock.length ? inBlock : [deepest];
  return [Math.min(...together.map((f) => f.left_um[0])), Math.max(...together.map((f) => f.right_um[1]))];
}

/** A variant's absorptions over all blocks of a group, continuum taken out. */
interface Shape {
  label: string;
  vector: Float64Array;
}

function shapesOf(
  member: string,
  group: PreparedGroup,
  library: MineralLibrary,
  { wavelengths, fwhm }: SceneBands,
  known: Map<string, Shape[]>,
): Shape[] {
  const key = `${group.group} ${member}`;
  let shapes = known.get(key);
  if (!shapes) {
    const variants = library.minerals.find(({ name }) => name === member)?.variants ?? [];
    shapes = variants.flatMap((variant) => {
      const hull = renderHullRemovedBands(variant, wavelengths, fwhm);
      const vector = new Float64Array(group.size);
      for (const block of group.blocks) {
        projectBlock(
          block,
          hull.map((r) => 1 - REFERENCE_STRENGTH * (1 - r)),
          vector,
        );
      }
      return vector.every(Number.isFinite) && vector.some((v) => v !== 0)
        ? [{ label: `${member}, ${variant.id}`, vector }]
        : [];
    });
    known.set(key, shapes);
  }
  return shapes;
}

/** The variant (or pair of variants) that explains most of the mean's shape with strengths that are not negative. */
function bestReference(mean: Float64Array, group: PreparedGroup, members: Shape[][]): MineralSpectrum['reference'] {
  const target = new Float64Array(group.size);
  for (const block of group.blocks) projectBlock(block, mean, target);
  if (!members.length || !target.every(Number.isFinite)) return null;
  const [first, second = [undefined]] = members as [Shape[], (Shape | undefined)[]?];
  let best: { label: string; shape: Float64Array; explained: number } | undefined;
  for (const one of first) {
    for (const two of second) {
      const [s1, s2] = strengths(one.vector, two?.vector, target);
      if (!(s1 > 0) || (two && !(s2 > 0))) continue;
      const shape = one.vector.map((v, i) => s1 * v + (two ? s2 * two.vector[i] : 0));
      const explained = dot(target, target) - squaredDistance(target, shape);
      if (best && explained <= best.explained) continue;
      best = { label: [one.label, ...(two ? [two.label] : [])].join(' + '), shape, explained };
    }
  }
  return best ? { label: best.label, reflectance: withContinuum(mean, target, best.shape, group) } : null;
}

/** Least squares of a target by one shape or by two. */
function strengths(one: Float64Array, two: Float64Array | undefined, target: Float64Array): [number, number] {
  const [a, d] = [dot(one, one), dot(one, target)];
  if (!two) return [d / a, 0];
  const [b, c, e] = [dot(one, two), dot(two, two), dot(two, target)];
  const determinant = a * c - b * b;
  return [(d * c - e * b) / determinant, (a * e - b * d) / determinant];
}

/** Puts a fitted shape back on the mean's own continuum: the part of it that carries no absorption. */
function withContinuum(
  mean: Float64Array,
  projected: Float64Array,
  shape: Float64Array,
  group: PreparedGroup,
): Float64Array {
  const out = new Float64Array(mean.length).fill(Number.NaN);
  for (const { bands, abscissa, offset } of group.blocks) {
    const ends = shoulderWidth(bands.length);
    let [left, right] = [0, 0];
    for (let i = 0; i < ends; i++) {
      left += mean[bands[i]] / ends;
      right += mean[bands[bands.length - 1 - i]] / ends;
    }
    for (const [i, band] of bands.entries()) {
      const line = left + (right - left) * abscissa[i];
      out[band] = mean[band] + line * (shape[offset + i] - projected[offset + i]);
    }
  }
  return out;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return sum;
}
