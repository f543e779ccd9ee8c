import { MASK, type MapRasters } from '../types.ts';
import { BoxSum } from './box-sum.ts';
import copper from './copper.json' with { type: 'json' };

/** From here a pixel counts as high (share in `scene.json`). */
export const HIGH_FAVOURABILITY = copper.high;

/**
 * Copper-related favourability of every pixel, 0..1; NaN where masked. A stated score (`copper.json` has formula,
 * weights and sources) of the pixel's assemblage and of the zones around it; not a probability.
 * @param pixelMetres size of a pixel on the ground, or undefined without georeference.
 */
export function copperFavourability(
  rasters: Pick<
    MapRasters,
    | 'width'
    | 'height'
    | 'mask'
    | 'alteration'
    | 'alterationTypes'
    | 'classes'
    | 'swir'
    | 'vnir'
    | 'swirDepth'
    | 'vnirDepth'
  >,
  pixelMetres: number | undefined,
): Float32Array {
  const { width, height, mask, alteration, alterationTypes, classes, swir, vnir, swirDepth, vnirDepth } = rasters;
  const radius = pixelMetres
    ? Math.max(2, Math.min(Math.round(copper.radius_m / pixelMetres), Math.max(width, height)))
    : copper.radius_px;
  const valid = new BoxSum(width, height, mask, only(MASK.valid));
  const present = new Set<number>();
  for (let i = 0; i < alteration.length; i++) present.add(alteration[i]);
  const zones = alterationTypes
    .filter((t) => copper.zone_types.includes(t.name) && present.has(t.index))
    .map((t) => ({ index: t.index, sum: new BoxSum(width, height, alteration, only(t.index)) }));
  const typeWeight = new Float64Array(alterationTypes.length + 1);
  for (const t of alterationTypes) typeWeight[t.index] = (copper.type_weight as Record<string, number>)[t.name] ?? 0;
  const bonus = new Float64Array(classes.reduce((most, c) => Math.max(most, c.index), 0) + 1);
  for (const c of classes) {
    bonus[c.index] = Math.max(0, ...c.members.map((m) => (copper.mineral_bonus as Record<string, number>)[m] ?? 0));
  }
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (mask[i] !== MASK.valid) {
        out[i] = Number.NaN;
        continue;
      }
      const type = alteration[i];
      if (!type) continue;
      const around = valid.around(x, y, radius);
      let others = 0;
      for (const zone of zones) {
        if (zone.index !== type && zone.sum.around(x, y, radius) >= copper.least_neighbour_share * around) others++;
      }
      const depth = Math.max(swir[i] ? swirDepth[i] : 0, vnir[i] ? vnirDepth[i] : 0);
      const confidence = Math.sqrt(Math.min(1, depth / copper.full_depth));
      const zoning = 1 - copper.zoning_share + copper.zoning_share * Math.min(1, others / copper.full_zones);
      out[i] = Math.min(1, (typeWeight[type] + Math.max(bonus[swir[i]], bonus[vnir[i]])) * confidence * zoning);
    }
  }
  return out;
}

/** Weights by label that count one label alone. */
function only(label: number): Uint8Array {
  const weight = new Uint8Array(256);
  weight[label] = 1;
  return weight;
}
