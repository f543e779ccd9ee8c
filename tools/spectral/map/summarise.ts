import { HIGH_FAVOURABILITY } from '../alteration/copper-favourability.ts';
import notDetectable from '../alteration/not-detectable.json' with { type: 'json' };
import { placesOf } from '../alteration/places.ts';
import { findTargets } from '../alteration/targets.ts';
import { findZoning } from '../alteration/zoning.ts';
import { POSITION_NAMES } from '../identify/position.ts';
import type { PreparedLibrary } from '../identify/prepared.ts';
import { valuesAtRanks } from '../raster/ranks.ts';
import { datumOfPlaces } from '../readers/datum-of-places.ts';
import { boundsOf, crsName, pixelAreaKm2, windowGeoreference } from '../readers/georeference.ts';
import {
  type AreaSummary,
  MASK,
  type MapRasters,
  type MineralSummary,
  type PixelWindow,
  type SceneReader,
  type SceneSummary,
} from '../types.ts';
import units from './units.json' with { type: 'json' };

/** What a summary is made of. Margins are by pixel and group, as the rasters are. */
export interface MapFacts {
  rasters: MapRasters;
  swirMargin: Float32Array;
  vnirMargin: Float32Array;
  /** Pixels whose name the neighbours decided. */
  settled: number;
  prepared: PreparedLibrary;
  reader: SceneReader;
  window: PixelWindow;
  /** The area of interest to which the map was cut. */
  area?: AreaSummary;
}

/** What a map says in numbers, and which pixels belong to its targets ({@link findTargets}). */
export interface MapSummary {
  /** Everything in `scene.json` but the files and the cost of making it. */
  summary: Omit<SceneSummary, 'files' | 'ms' | 'pixels_per_s' | 'peak_rss_mib'>;
  targetLabels: Uint8Array;
}

export function summarise(facts: MapFacts): MapSummary {
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
  // what lies outside the area of interest is fill in the rasters and no finding
  masked.fill -= facts.area?.outside_pixels ?? 0;
  const rowArea = georeference
    ? Array.from({ length: height }, (_, y) => pixelAreaKm2(georeference, window.y + y, window.x + width / 2))
    : [];
  const areaKnown = rowArea.length > 0 && !rowArea.includes(undefined);
  const areaOfRow = Float64Array.from({ length: height }, (_, y) => rowArea[y] ?? 0);
  const pixel = georeference?.transform;
  const inWindow = georeference && windowGeoreference(georeference, window.x, window.y);
  const bounds = georeference && boundsOf(georeference, window);
  const zoning = findZoning(rasters, inWindow);
  const { targets, labels } = findTargets(rasters, inWindow, zoning);
  const datum = georeference && datumOfPlaces(georeference);
  // like every pixel coordinate of scene.json, in the scene and not in the window
  for (const place of [...(zoning ? [zoning.core] : []), ...targets]) {
    place.x += window.x;
    place.y += window.y;
  }
  const share = (pixels: number, area: number): Tally => ({
    pixels,
    ...(areaKnown ? { area_km2: round(area, 6) } : {}),
    share: round(pixels / Math.max(valid, 1), 6),
  });
  const types = rasters.alterationTypes;
  const typed = new NameTally(Math.max(0, ...types.map((t) => t.index)) + 1);
  for (let y = 0; y < height; y++) {
    for (let i = y * width; i < (y + 1) * width; i++) typed.count(rasters.alteration[i]);
    typed.endRow(areaOfRow[y]);
  }
  const alteration: SceneSummary['alteration'] = {};
  for (const { index, name } of types) {
    if (typed.pixels[index]) alteration[name] = share(typed.pixels[index], typed.area[index]);
  }
  const summary: MapSummary['summary'] = {
    scene: reader.name,
    synthetic: reader.synthetic,
    sensor: reader.sensor,
    quantity: reader.quantity,
    ...(reader.conversion ? { conversion: reader.conversion } : {}),
    ...(reader.repairs?.length ? { repairs: [...reader.repairs] } : {}),
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
    ...(facts.area ? { aoi: facts.area } : {}),
    valid_pixels: valid,
    masked,
    none_pixels: none,
    settled_pixels: facts.settled,
    minerals: mineralSummaries(facts, areaOfRow, share),
    alteration,
    not_detectable: notDetectableNames(prepared),
    copper: copperSummary(rasters.copper),
    wavelengths: wavelengthSummaries(rasters),
    ...(zoning ? { zoning } : {}),
    targets,
    ...(datum ? { datum } : {}),
    places: placesOf(rasters, window, georeference),
    units: { ...units, '/pixel/x': georeference?.unit ?? 'pixel', '/pixel/y': georeference?.unit ?? 'pixel' },
  };
  return { summary, targetLabels: labels };
}

const MASK_NAMES = Object.fromEntries(Object.entries(MASK).map(([name, value]) => [value, name])) as Record<
  number,
  keyof SceneSummary['masked']
>;

interface Tally {
  pixels: number;
  area_km2?: number;
  share: number;
}

/** Pixels and area of several names, counted row by row: on a geographic grid rows differ in area. */
class NameTally {
  readonly pixels: Float64Array;
  readonly area: Float64Array;
  readonly #inRow: Uint32Array;

  constructor(names: number) {
    this.pixels = new Float64Array(names);
    this.area = new Float64Array(names);
    this.#inRow = new Uint32Array(names);
  }

  count(name: number): void {
    this.#inRow[name]++;
  }

  endRow(pixelArea: number): void {
    for (let n = 0; n < this.pixels.length; n++) {
      this.pixels[n] += this.#inRow[n];
      this.area[n] += this.#inRow[n] * pixelArea;
      this.#inRow[n] = 0;
    }
  }
}

/** A mineral that both groups know (jarosite) is one entry: the pixels where either names it. */
function mineralSummaries(
  { rasters, swirMargin, vnirMargin }: MapFacts,
  areaOfRow: Float64Array,
  share: (pixels: number, area: number) => Tally,
): SceneSummary['minerals'] {
  const { swir, vnir, width, height, classes } = rasters;
  const names = [...new Set(classes.map((c) => c.mineral))];
  const last = Math.max(0, ...classes.map((c) => c.index));
  // 0 stands for no mineral
  const nameOf = new Int32Array(last + 1);
  for (const c of classes) nameOf[c.index] = names.indexOf(c.mineral) + 1;
  const tally = new NameTally(names.length + 1);
  const sums = Array.from({ length: last + 1 }, () => ({ pixels: 0, depth: 0, fit: 0, margin: 0 }));
  for (let y = 0; y < height; y++) {
    for (let i = y * width; i < (y + 1) * width; i++) {
      const [s, v] = [swir[i], vnir[i]];
      if (s) {
        const sum = sums[s];
        sum.pixels++;
        sum.depth += rasters.swirDepth[i];
        sum.fit += rasters.swirFit[i];
        sum.margin += swirMargin[i];
        tally.count(nameOf[s]);
      }
      if (v) {
        const sum = sums[v];
        sum.pixels++;
        sum.depth += rasters.vnirDepth[i];
        sum.fit += rasters.vnirFit[i];
        sum.margin += vnirMargin[i];
        if (nameOf[v] !== nameOf[s]) tally.count(nameOf[v]);
      }
    }
    tally.endRow(areaOfRow[y]);
  }
  const entries: [string, MineralSummary][] = [];
  for (const [n, name] of names.entries()) {
    const mine = classes.filter((c) => c.mineral === name);
    const pixels = tally.pixels[n + 1];
    if (!pixels) continue;
    // the group that names it more often speaks for it; the one of clays and sulfates where both do alike
    const [main] = mine.toSorted(
      (a, b) => sums[b.index].pixels - sums[a.index].pixels || Number(b.group === 'swir') - Number(a.group === 'swir'),
    );
    const sum = sums[main.index];
    entries.push([
      name,
      {
        members: main.members,
        group: main.group,
        ...share(pixels, tally.area[n + 1]),
        mean_depth: round(sum.depth / sum.pixels, 4),
        mean_fit: round(sum.fit / sum.pixels, 4),
        margin: round(sum.margin / sum.pixels, 4),
      },
    ]);
  }
  return Object.fromEntries(entries.sort((a, b) => b[1].pixels - a[1].pixels));
}

function notDetectableNames(prepared: PreparedLibrary): string[] {
  const named = new Set([...prepared.swir.candidates, ...prepared.vnir.candidates].map((c) => c.name));
  const hidden = [...prepared.swir.invisible, ...prepared.vnir.invisible].map((m) => m.mineral);
  return [...new Set([...notDetectable.always.map((m) => m.mineral), ...hidden.filter((m) => !named.has(m))])];
}

function copperSummary(copper: Float32Array): SceneSummary['copper'] {
  let [count, sum, high] = [0, 0, 0];
  for (let i = 0; i < copper.length; i++) {
    const value = copper[i];
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
    if (value >= HIGH_FAVOURABILITY) high++;
  }
  const p95 = valuesAtRanks(copper, (n) => [rankOf(0.95, n)]);
  if (!p95) return { mean: 0, p95: 0, high_share: 0, calibrated: false };
  return { mean: round(sum / count, 4), p95: round(p95[0], 4), high_share: round(high / count, 6), calibrated: false };
}

function wavelengthSummaries(rasters: MapRasters): SceneSummary['wavelengths'] {
  const out: SceneSummary['wavelengths'] = {};
  for (const name of POSITION_NAMES) {
    let pixels = 0;
    const found = valuesAtRanks(rasters[name], (count) => {
      pixels = count;
      return [0.1, 0.5, 0.9].map((q) => rankOf(q, count));
    });
    if (!found) continue;
    const [p10, median, p90] = found.map((value) => round(value, 4));
    out[name] = { median, p10, p90, pixels };
  }
  return out;
}

function rankOf(q: number, count: number): number {
  return Math.min(count - 1, Math.floor(q * count));
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
