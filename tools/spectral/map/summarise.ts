import { HIGH_FAVOURABILITY } from '../alteration/copper-favourability.ts';
import notDetectable from '../alteration/not-detectable.json' with { type: 'json' };
import { placesOf } from '../alteration/places.ts';
import { findZoning } from '../alteration/zoning.ts';
import { POSITION_NAMES } from '../identify/position.ts';
import type { PreparedLibrary } from '../identify/prepare-library.ts';
import { boundsOf, crsName, pixelAreaKm2, windowGeoreference } from '../readers/georeference.ts';
import {
  MASK,
  type MapRasters,
  type MineralSummary,
  type PixelWindow,
  type SceneReader,
  type SceneSummary,
  type WavelengthSummary,
} from '../types.ts';
import units from './units.json' with { type: 'json' };

/** What a summary is made of. Margins are by pixel and group, as the rasters are. */
export interface MapFacts {
  rasters: MapRasters;
  swirMargin: Float32Array;
  vnirMargin: Float32Array;
  prepared: PreparedLibrary;
  reader: SceneReader;
  window: PixelWindow;
}

/** Everything in `scene.json` but the files and the cost of making it. */
export function summarise(facts: MapFacts): Omit<SceneSummary, 'files' | 'ms' | 'pixels_per_s' | 'peak_rss_mib'> {
  const { rasters, reader, window, prepared } = facts;
  const { georeference } = reader;
  const { width, height } = rasters;
  const masked = { vegetation: 0, water: 0, shade: 0, cloud: 0, fill: 0 };
  let valid = 0;
  let none = 0;
  for (let i = 0; i < rasters.mask.length; i++) {
    const value = rasters.mask[i];
    if (value === MASK.valid) {
      valid++;
      if (!rasters.swir[i] && !rasters.vnir[i]) none++;
    } else masked[MASK_NAMES[value]]++;
  }
  const rowArea = georeference
    ? Array.from({ length: height }, (_, y) => pixelAreaKm2(georeference, window.y + y, window.x + width / 2))
    : [];
  const areaKnown = rowArea.length > 0 && rowArea.every((a) => a !== undefined);
  const pixel = georeference?.transform;
  const inWindow = georeference && windowGeoreference(georeference, window.x, window.y);
  const bounds = georeference && boundsOf(georeference, window);
  const zoning = findZoning(rasters, inWindow);
  if (zoning) {
    // like every pixel coordinate of scene.json, in the scene and not in the window
    zoning.core.x += window.x;
    zoning.core.y += window.y;
  }
  const tally = (belongs: (i: number) => boolean) => {
    let pixels = 0;
    let area = 0;
    for (let y = 0; y < height; y++) {
      let inRow = 0;
      for (let i = y * width; i < (y + 1) * width; i++) if (belongs(i)) inRow++;
      pixels += inRow;
      if (areaKnown) area += inRow * (rowArea[y] as number);
    }
    return { pixels, ...(areaKnown ? { area_km2: round(area, 6) } : {}), share: round(pixels / Math.max(valid, 1), 6) };
  };
  const alteration: SceneSummary['alteration'] = {};
  for (const { index, name } of rasters.alterationTypes) {
    const t = tally((i) => rasters.alteration[i] === index);
    if (t.pixels) alteration[name] = t;
  }
  return {
    scene: reader.name,
    synthetic: reader.synthetic,
    sensor: reader.sensor,
    quantity: reader.quantity,
    ...(reader.conversion ? { conversion: reader.conversion } : {}),
    size: { width, height, bands: reader.wavelengths.length },
    crs: georeference ? crsName(georeference) : null,
    pixel: pixel
      ? { x: Math.hypot(pixel[1], pixel[4]), y: Math.hypot(pixel[2], pixel[5]), unit: georeference.unit }
      : { x: 1, y: 1, unit: 'pixel' },
    ...(bounds
      ? {
          bounds: {
            west: round(bounds.west, 6),
            south: round(bounds.south, 6),
            east: round(bounds.east, 6),
            north: round(bounds.north, 6),
          },
        }
      : {}),
    valid_pixels: valid,
    masked,
    none_pixels: none,
    minerals: mineralSummaries(facts, tally),
    alteration,
    not_detectable: notDetectableNames(prepared),
    copper: copperSummary(rasters.copper),
    wavelengths: wavelengthSummaries(rasters),
    ...(zoning ? { zoning } : {}),
    places: placesOf(rasters, window, georeference),
    units: { ...units, '/pixel/x': georeference?.unit ?? 'pixel', '/pixel/y': georeference?.unit ?? 'pixel' },
  };
}

const MASK_NAMES = Object.fromEntries(Object.entries(MASK).map(([name, value]) => [value, name])) as Record<
  number,
  keyof SceneSummary['masked']
>;

type Tally = (belongs: (i: number) => boolean) => { pixels: number; area_km2?: number; share: number };

/** A mineral that both groups know (jarosite) is one entry: the pixels where either names it. */
function mineralSummaries({ rasters, swirMargin, vnirMargin }: MapFacts, tally: Tally): SceneSummary['minerals'] {
  const { swir, vnir } = rasters;
  const entries: [string, MineralSummary][] = [];
  const byName = new Map<string, MapRasters['classes']>();
  for (const c of rasters.classes) byName.set(c.mineral, [...(byName.get(c.mineral) ?? []), c]);
  const present = new Set<number>([...new Set(swir), ...new Set(vnir)]);
  for (const [name, classes] of byName) {
    if (!classes.some((c) => present.has(c.index))) continue;
    const swirIndex = classes.find((c) => c.group === 'swir')?.index ?? -1;
    const vnirIndex = classes.find((c) => c.group === 'vnir')?.index ?? -1;
    const sum = { swir: [0, 0, 0, 0], vnir: [0, 0, 0, 0] };
    for (let i = 0; i < swir.length; i++) {
      if (swir[i] === swirIndex) add(sum.swir, rasters.swirDepth[i], rasters.swirFit[i], swirMargin[i]);
      if (vnir[i] === vnirIndex) add(sum.vnir, rasters.vnirDepth[i], rasters.vnirFit[i], vnirMargin[i]);
    }
    const group = sum.swir[0] >= sum.vnir[0] ? 'swir' : 'vnir';
    const [n, depth, fit, margin] = sum[group];
    entries.push([
      name,
      {
        members: classes[0].members,
        group,
        ...tally((i) => swir[i] === swirIndex || vnir[i] === vnirIndex),
        mean_depth: round(depth / n, 4),
        mean_fit: round(fit / n, 4),
        margin: round(margin / n, 4),
      },
    ]);
  }
  return Object.fromEntries(entries.sort((a, b) => b[1].pixels - a[1].pixels));
}

function add(sum: number[], depth: number, fit: number, margin: number): void {
  sum[0]++;
  sum[1] += depth;
  sum[2] += fit;
  sum[3] += margin;
}

function notDetectableNames(prepared: PreparedLibrary): string[] {
  const named = new Set([...prepared.swir.candidates, ...prepared.vnir.candidates].map((c) => c.name));
  const hidden = [...prepared.swir.invisible, ...prepared.vnir.invisible].map((m) => m.mineral);
  return [...new Set([...notDetectable.always.map((m) => m.mineral), ...hidden.filter((m) => !named.has(m))])];
}

function copperSummary(copper: Float32Array): SceneSummary['copper'] {
  const values = copper.filter((v) => !Number.isNaN(v)).sort();
  if (!values.length) return { mean: 0, p95: 0, high_share: 0, calibrated: false };
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const high = values.filter((v) => v >= HIGH_FAVOURABILITY).length;
  return {
    mean: round(mean, 4),
    p95: round(quantile(values, 0.95), 4),
    high_share: round(high / values.length, 6),
    calibrated: false,
  };
}

function wavelengthSummaries(rasters: MapRasters): SceneSummary['wavelengths'] {
  const out: SceneSummary['wavelengths'] = {};
  for (const name of POSITION_NAMES) {
    const values = rasters[name].filter((v) => !Number.isNaN(v)).sort();
    if (!values.length) continue;
    const summary: WavelengthSummary = {
      median: round(quantile(values, 0.5), 4),
      p10: round(quantile(values, 0.1), 4),
      p90: round(quantile(values, 0.9), 4),
      pixels: values.length,
    };
    out[name] = summary;
  }
  return out;
}

function quantile(sorted: Float32Array, q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
