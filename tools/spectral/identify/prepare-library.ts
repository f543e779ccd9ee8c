import type { MineralLibrary, NamedMixture } from '../library/format.ts';
import { renderHullRemovedBands } from '../library/render.ts';
import type { Group } from '../types.ts';
import { prepareBlock, projectBlock } from './block.ts';
import windows from './decision-windows.json' with { type: 'json' };
import { prepareConstraints, prepareFeature } from './prepare-features.ts';
import type { Block, Candidate, PreparedFeature, PreparedGroup, PreparedLibrary } from './prepared.ts';
import { scoringOf } from './score.ts';
import thresholds from './thresholds.json' with { type: 'json' };

/** References are drawn at half the laboratory's absorption: nearer to what a surface shows, so that scaling errs less. */
export const REFERENCE_STRENGTH = 0.5;
/** Fewer bands than this in a block tell too little of its shape. */
const FEWEST_BANDS = 6;

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
