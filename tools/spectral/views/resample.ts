import { GossanError } from '../../../core/errors.ts';
import type { SceneReader } from '../types.ts';
import type { Recipe } from './format.ts';
import rules from './rules.json' with { type: 'json' };

/** What one band of a recipe is made of: bands of the scene and their weights, which add up to 1. */
export interface ChannelWeights {
  bands: number[];
  weights: number[];
}

/** What resampling needs to know of a scene. */
export type SceneBandTable = Pick<SceneReader, 'path' | 'wavelengths' | 'fwhm' | 'goodBands'>;

/**
 * A recipe's bands out of a sensor's, in the recipe's order. A sensor's band weighs as much of the recipe's interval as
 * its own interval (centre ± FWHM/2) covers, which is a mean over the bands inside a broad interval, and between the two
 * nearest bands for a narrow one, whatever the order and overlap of the bands. Bad bands and water-vapour windows take no
 * part; where too little is left the gap is bridged if the recipe allows that.
 * @throws GossanError VIEW_BANDS naming the recipe's bands that the scene lacks
 */
export function channelWeights(recipe: Recipe, scene: SceneBandTable): ChannelWeights[] {
  const usable = [...scene.wavelengths.keys()]
    .filter((band) => scene.goodBands[band] && !inWaterVapour(scene.wavelengths[band]))
    .sort((a, b) => scene.wavelengths[a] - scene.wavelengths[b] || a - b);
  const missing: Recipe['bands'] = [];
  const channels = recipe.bands.map((band): ChannelWeights => {
    const [from, to] = [band.centre_um - band.width_um / 2, band.centre_um + band.width_um / 2];
    const bands: number[] = [];
    const overlaps: number[] = [];
    let covered = 0;
    for (const candidate of usable) {
      const half = scene.fwhm[candidate] / 2;
      const centre = scene.wavelengths[candidate];
      const overlap = Math.min(to, centre + half) - Math.max(from, centre - half);
      if (!(overlap > 0)) continue;
      bands.push(candidate);
      overlaps.push(overlap);
      covered += overlap;
    }
    if (covered >= rules.least_cover * band.width_um) {
      return { bands, weights: overlaps.map((overlap) => overlap / covered) };
    }
    const bridged = bridge(band.centre_um, scene.wavelengths, usable, recipe.gaps);
    if (!bridged) missing.push(band);
    return bridged ?? { bands: [], weights: [] };
  });
  if (missing.length) {
    const shown = missing.slice(0, 4).map(({ name, centre_um }) => `${centre_um.toFixed(3)} µm (${name})`);
    throw new GossanError('VIEW_BANDS', {
      path: scene.path,
      recipe: recipe.name,
      missing: shown.join(', ') + (missing.length > shown.length ? ` and ${missing.length - shown.length} more` : ''),
    });
  }
  return channels;
}

/** A straight line between the good bands beside a gap, or the last value just beyond an end of the spectrum. */
function bridge(
  centre: number,
  wavelengths: Float64Array,
  usable: readonly number[],
  gaps: Recipe['gaps'],
): ChannelWeights | undefined {
  if (!gaps || !usable.length) return undefined;
  const after = usable.findIndex((band) => wavelengths[band] > centre);
  if (after > 0) {
    const [left, right] = [usable[after - 1], usable[after]];
    const gap = wavelengths[right] - wavelengths[left];
    if (gap > gaps.largest_um) return undefined;
    const along = (centre - wavelengths[left]) / gap;
    return { bands: [left, right], weights: [1 - along, along] };
  }
  const edge = after === 0 ? usable[0] : usable[usable.length - 1];
  if (Math.abs(wavelengths[edge] - centre) > gaps.edge_um) return undefined;
  return { bands: [edge], weights: [1] };
}

function inWaterVapour(wavelength: number): boolean {
  return rules.water_vapour_um.some(([from, to]) => wavelength >= from && wavelength <= to);
}

/**
 * The bands that have to be read for some channels: theirs, and a few more spread over the spectrum, since padding shows
 * itself only by one and the same number in many bands.
 */
export function bandsToRead(channels: readonly ChannelWeights[], scene: SceneBandTable): number[] {
  const needed = new Set(channels.flatMap(({ bands }) => bands));
  const good = [...scene.wavelengths.keys()].filter((band) => scene.goodBands[band]);
  for (let at = 0; at < rules.judge_bands; at++) {
    needed.add(good[Math.floor(((at + 0.5) * good.length) / rules.judge_bands)]);
  }
  return [...needed].sort((a, b) => a - b);
}

/**
 * Resamples one line of a scene.
 * @param line BIL: value(band i, sample s) = line[i * width + s], where `bands[i]` is the scene's band
 * @param out channels × width; NaN where a pixel has none of a channel's bands. Of a pixel's bands those that are NaN are
 *   left out of its means.
 */
export function resampleLine(
  line: Float32Array,
  bands: readonly number[],
  channels: readonly ChannelWeights[],
  width: number,
  out: Float64Array,
): void {
  const place = new Map(bands.map((band, at) => [band, at * width]));
  channels.forEach((channel, c) => {
    const rows = channel.bands.map((band) => place.get(band)!);
    const mean = out.subarray(c * width, (c + 1) * width).fill(0);
    rows.forEach((row, at) => {
      addWeighted(mean, line, row, channel.weights[at]);
    });
    for (let sample = 0; sample < width; sample++) {
      if (Number.isNaN(mean[sample])) mean[sample] = meanOfRest(line, rows, channel.weights, sample);
    }
  });
}

/** The innermost loop, by itself: V8 compiles it well when nothing else is in the function. */
function addWeighted(mean: Float64Array, line: Float32Array, row: number, weight: number): void {
  for (let sample = 0; sample < mean.length; sample++) mean[sample] += weight * line[row + sample];
}

function meanOfRest(line: Float32Array, rows: readonly number[], weights: readonly number[], sample: number): number {
  let [sum, share] = [0, 0];
  rows.forEach((row, at) => {
    const value = line[row + sample];
    if (Number.isNaN(value)) return;
    sum += weights[at] * value;
    share += weights[at];
  });
  return share > 0 ? sum / share : Number.NaN;
}
