import type { Constraint, DiagnosticFeature, LibraryMineral, MineralLibrary, NamedMixture } from '../library/format.ts';
import { renderHullRemovedBands } from '../library/render.ts';
import type { Group } from '../types.ts';
import windows from './decision-windows.json' with { type: 'json' };
import { type Scoring, scoringOf } from './score.ts';
import thresholds from './thresholds.json' with { type: 'json' };

/** A run of bands in which candidates are compared; offset, slope and curvature of the continuum are free in each. */
export interface Block {
  /** Indices of the scene's bands, ascending in wavelength. */
  bands: Int32Array;
  /** Continuum abscissa of each band, 0 at the left shoulder's mean and 1 at the right one's. */
  abscissa: Float64Array;
  /** Orthonormal functions of the band that carry no information about minerals: rows of `bands.length`. */
  nuisance: Float64Array[];
  /** Where the block starts in a concatenated vector. */
  offset: number;
}

/** A feature's bands at this scene, or the reason why they cannot show it. */
export interface PreparedFeature {
  feature: DiagnosticFeature | { centre_um: number; left_um: [number, number]; right_um: [number, number] };
  visible: boolean;
  left: Int32Array;
  right: Int32Array;
  /** The bands nearest to the centre (up to three), whose mean is the bottom of the absorption. */
  bottom: Int32Array;
  /** Fraction of the way from the left shoulder to the right one at which the bottom lies. */
  at: number;
  /** By variant of the group: its reference at this feature, as far as it was asked for. */
  levels: (FeatureLevels | undefined)[];
}

/** Mean hull-removed reflectance of a feature's shoulders and bottom. */
export interface FeatureLevels {
  left: number;
  right: number;
  bottom: number;
}

/** A rule with its bands: the absorption of a `not`, the two ends of a `rise`. */
export interface PreparedConstraint {
  constraint: Constraint;
  feature: PreparedFeature | null;
  ends: { from: Int32Array; to: Int32Array } | null;
}

/** A name that can be given: a mineral, a mixture, or a cover that stands in for "none". */
export interface Candidate {
  name: string;
  members: string[];
  cover: boolean;
  /** Diagnostic features in this group; those of both members for a mixture. */
  features: PreparedFeature[];
  constraints: PreparedConstraint[];
  /** `must` features of the other group: siderite needs its carbonate band to be named for its iron. */
  elsewhere: PreparedFeature[];
  /** Fit that this candidate asks for, where it is more than the group's. */
  leastFit: number;
  /** The odds against it, in squares of the noise: see {@link Scoring}. */
  price: number;
}

export interface PreparedGroup {
  group: Group;
  /** Why this band set cannot name anything in this group; null where it can. */
  unusable: string | null;
  blocks: Block[];
  /** Length of a concatenated vector. */
  size: number;
  candidates: Candidate[];
  /** Unit vectors of the variants, one after another, and the candidate of each. */
  shapes: Float64Array;
  shapeCandidate: Int32Array;
  /** Length of each variant's vector at {@link REFERENCE_STRENGTH}: what a projection is divided by to get a strength. */
  shapeNorm: Float64Array;
  /** Hull-removed reflectance of each variant at {@link REFERENCE_STRENGTH}, at every band of the scene. */
  references: Float64Array[];
  /** Pairs of variants of named mixtures: first shape, second shape, candidate; and the cosine between the two. */
  pairs: Int32Array;
  pairCosine: Float64Array;
  scoring: Scoring;
  /** Minerals of the library that these bands cannot show, with the reason. */
  invisible: { mineral: string; reason: string }[];
}

/** A library resampled to the bands of one scene. */
export interface PreparedLibrary {
  wavelengths: Float64Array;
  vnir: PreparedGroup;
  swir: PreparedGroup;
}

/** References are drawn at half the laboratory's absorption: nearer to what a surface shows, so that scaling errs less. */
export const REFERENCE_STRENGTH = 0.5;
/** Fewer bands than this in a block tell too little of its shape. */
const FEWEST_BANDS = 6;
/** A feature needs this many bands from shoulder to shoulder. */
const FEWEST_FEATURE_BANDS = 4;

/**
 * Resamples a library to a scene's bands.
 * @param wavelengths band centres in µm in the scene's order (they may overlap or be unsorted).
 * @param fwhm µm, same order.
 * @param goodBands false for bands to leave out.
 */
export function prepareLibrary(
  library: MineralLibrary,
  wavelengths: Float64Array,
  fwhm: Float64Array,
  goodBands: readonly boolean[],
): PreparedLibrary {
  const order = Int32Array.from(
    Array.from(wavelengths.keys())
      .filter((i) => goodBands[i] !== false && Number.isFinite(wavelengths[i]))
      .sort((a, b) => wavelengths[a] - wavelengths[b]),
  );
  return {
    wavelengths,
    vnir: prepareGroup('vnir', library, wavelengths, fwhm, order),
    swir: prepareGroup('swir', library, wavelengths, fwhm, order),
  };
}

function prepareGroup(
  group: Group,
  library: MineralLibrary,
  wavelengths: Float64Array,
  fwhm: Float64Array,
  order: Int32Array,
): PreparedGroup {
  const blocks: Block[] = [];
  let size = 0;
  for (const window of windows[group].blocks) {
    const bands = order.filter((b) => wavelengths[b] >= window.from_um && wavelengths[b] <= window.to_um);
    if (bands.length < FEWEST_BANDS) continue;
    blocks.push(prepareBlock(bands, wavelengths, window.curvature, size));
    size += bands.length;
  }
  const needed = windows[group].blocks[windows[group].blocks.length - 1];
  const unusable = blocks.some((b) => wavelengths[b.bands[0]] >= needed.from_um)
    ? null
    : `fewer than ${FEWEST_BANDS} usable bands between ${needed.from_um} and ${needed.to_um} µm`;

  const candidates: Candidate[] = [];
  const invisible: { mineral: string; reason: string }[] = [];
  const shapes: Float64Array[] = [];
  const references: Float64Array[] = [];
  const shapeCandidate: number[] = [];
  const shapeNorm: number[] = [];
  const shapeStrength: number[] = [];
  const shapesOf = new Map<string, number[]>();
  const minerals = library.minerals.filter((m) => m.groups.includes(group));
  for (const mineral of minerals) {
    const features = mineral.features
      .filter((f) => f.group === group)
      .map((f) => prepareFeature(f, wavelengths, order));
    const hidden = features.find((f) => 'role' in f.feature && f.feature.role === 'must' && !f.visible);
    if (unusable || hidden) {
      if (mineral.kind === 'mineral') {
        invisible.push({
          mineral: mineral.name,
          reason: unusable ?? `no bands around ${hidden?.feature.centre_um} µm`,
        });
      }
      continue;
    }
    const index = candidates.length;
    candidates.push({
      name: mineral.name,
      members: [mineral.name],
      cover: mineral.kind === 'cover',
      features,
      constraints: prepareConstraints(mineral, group, wavelengths, order),
      elsewhere: mineral.features
        .filter((f) => mineral.together && f.group !== group && f.role === 'must')
        .map((f) => prepareFeature(f, wavelengths, order))
        .filter((f) => f.visible),
      leastFit: mineral.least_fit ?? 0,
      price: thresholds.odds[mineral.occurrence ?? 'common'].price,
    });
    const mine: number[] = [];
    for (const variant of mineral.variants) {
      if (!covers(variant.continuum, blocks, wavelengths)) continue;
      const hull = renderHullRemovedBands(variant, wavelengths, fwhm);
      const reference = hull.map((r) => 1 - REFERENCE_STRENGTH * (1 - r));
      for (const strength of windows[group].strengths) {
        const vector = new Float64Array(size);
        const weakened = hull.map((r) => 1 - strength * (1 - r));
        for (const block of blocks) projectBlock(block, weakened, vector);
        const norm = Math.hypot(...vector);
        if (!(norm > 1e-4)) continue;
        mine.push(shapes.length);
        shapes.push(vector.map((v) => v / norm));
        shapeCandidate.push(index);
        shapeNorm.push((norm * REFERENCE_STRENGTH) / strength);
        shapeStrength.push(strength);
        references.push(reference);
      }
    }
    shapesOf.set(mineral.name, mine);
  }
  const pairs: number[] = [];
  const pairCosine: number[] = [];
  for (const mixture of library.mixtures) {
    const [first, second] = mixture.members.map((m) => shapesOf.get(m));
    if (mixture.group !== group || !first?.length || !second?.length) continue;
    const index = candidates.length;
    const shown = (mixture.shows ?? []).map((f) => prepareFeature(f, wavelengths, order));
    candidates.push(mixtureCandidate(mixture, candidates, shown));
    for (const a of first) {
      for (const b of second) {
        let cosine = 0;
        for (let i = 0; i < size; i++) cosine += shapes[a][i] * shapes[b][i];
        if (shapeStrength[a] !== shapeStrength[b]) continue;
        // two variants that point the same way cannot be told apart in a mixture
        if (cosine > 0.985) continue;
        pairs.push(a, b, index);
        pairCosine.push(cosine);
      }
    }
  }
  const flat = new Float64Array(shapes.length * size);
  for (const [i, shape] of shapes.entries()) flat.set(shape, i * size);
  const prepared: Omit<PreparedGroup, 'scoring'> = {
    group,
    unusable,
    blocks,
    size,
    candidates,
    shapes: flat,
    shapeCandidate: Int32Array.from(shapeCandidate),
    shapeNorm: Float64Array.from(shapeNorm),
    references,
    pairs: Int32Array.from(pairs),
    pairCosine: Float64Array.from(pairCosine),
    invisible,
  };
  return { ...prepared, scoring: scoringOf(prepared) };
}

/** A variant fitted to a spectrometer that began at 1.1 µm says nothing about the visible. */
function covers(continuum: readonly [number, number][], blocks: readonly Block[], wavelengths: Float64Array): boolean {
  const slack = 0.03;
  return blocks.every(
    (b) =>
      continuum[0][0] <= wavelengths[b.bands[0]] + slack &&
      continuum[continuum.length - 1][0] >= wavelengths[b.bands[b.bands.length - 1]] - slack,
  );
}

function mixtureCandidate(
  mixture: NamedMixture,
  candidates: readonly Candidate[],
  shown: PreparedFeature[],
): Candidate {
  const parts = mixture.members.map((name) => candidates.find((c) => c.name === name) as Candidate);
  return {
    name: mixture.name,
    members: [...mixture.members],
    cover: false,
    features: [...shown, ...parts.flatMap((p) => p.features)],
    constraints: [],
    elsewhere: [],
    leastFit: 0,
    price: Math.max(thresholds.odds[mixture.occurrence ?? 'common'].price, ...parts.map((p) => p.price)),
  };
}

function prepareConstraints(mineral: LibraryMineral, group: Group, wavelengths: Float64Array, order: Int32Array) {
  return mineral.constraints
    .filter((c) => c.group === group)
    .map((constraint) => ({
      constraint,
      feature: constraint.kind === 'not' ? prepareFeature(constraint, wavelengths, order) : null,
      ends:
        constraint.kind === 'rise'
          ? {
              from: bandsAround(constraint.from_um, wavelengths, order),
              to: bandsAround(constraint.to_um, wavelengths, order),
            }
          : null,
    }));
}

function prepareBlock(bands: Int32Array, wavelengths: Float64Array, curvature: boolean, offset: number): Block {
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

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
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

/** The bands within an interval (µm); of a coarse sensor the nearest one, if it is near; none otherwise. */
function bandsAround([from, to]: readonly [number, number], wavelengths: Float64Array, order: Int32Array): Int32Array {
  const inside = order.filter((b) => wavelengths[b] >= from && wavelengths[b] <= to);
  if (inside.length) return inside;
  const middle = (from + to) / 2;
  let best = -1;
  for (const b of order) {
    if (best < 0 || Math.abs(wavelengths[b] - middle) < Math.abs(wavelengths[best] - middle)) best = b;
  }
  return best >= 0 && Math.abs(wavelengths[best] - middle) < 0.02 ? Int32Array.of(best) : new Int32Array();
}

function prepareFeature(
  feature: PreparedFeature['feature'],
  wavelengths: Float64Array,
  order: Int32Array,
): PreparedFeature {
  const left = bandsAround(feature.left_um, wavelengths, order);
  const right = bandsAround(feature.right_um, wavelengths, order);
  const mean = (bands: Int32Array): number => bands.reduce((sum, b) => sum + wavelengths[b], 0) / bands.length;
  const x0 = mean(left);
  const x1 = mean(right);
  const inside = order.filter((b) => wavelengths[b] > x0 && wavelengths[b] < x1);
  const visible = left.length > 0 && right.length > 0 && inside.length >= FEWEST_FEATURE_BANDS - 2;
  const bottom = Int32Array.from(
    [...inside]
      .sort((a, b) => Math.abs(wavelengths[a] - feature.centre_um) - Math.abs(wavelengths[b] - feature.centre_um))
      .slice(0, x1 - x0 > 0.06 ? 3 : 1),
  );
  const at = visible ? (mean(bottom) - x0) / (x1 - x0) : 0;
  return { feature, visible, left, right, bottom, at, levels: [] };
}
