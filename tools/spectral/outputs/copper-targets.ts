import { findPatches, type Patches } from '../raster/patches.ts';
import { valuesAtRanks } from '../raster/ranks.ts';
import { toLonLat } from '../readers/georeference.ts';
import type { MapSheet } from './map-layers.ts';
import { patchAreas, ringPoints, rowAreas } from './map-polygons.ts';
import { placing } from './placing.ts';
import { traceOutlines } from './raster-patches.ts';

/** A patch of high copper-related favourability to walk to. */
export interface CopperTarget {
  name: string;
  /** Pixel coordinates (centre of the pixel) of the point in the patch that is highest and nearest to its middle. */
  x: number;
  y: number;
  lon: number;
  lat: number;
  pixels: number;
  area_km2: number;
  mean: number;
  highest: number;
  /** The alteration type of most of its pixels, or null. */
  alteration: string | null;
  outline: [number, number][][];
}

const MOST_TARGETS = 12;
/** A single pixel may be noise; a patch of four agrees with itself. */
const LEAST_PIXELS = 4;
/** Patches are what exceeds both the score's middle and the scene's own 95th percentile. */
const LEAST_FAVOURABILITY = 0.5;

/**
 * The patches of highest favourability, best first: ranked by mean favourability times the square root of their pixels,
 * so that a large zone outranks a bright speck but not by its size alone. Empty where nothing exceeds 0.5 or the
 * scene's projection is not known.
 */
export function copperTargets(sheet: MapSheet): CopperTarget[] {
  const { rasters, georeference } = sheet;
  if (!georeference || !toLonLat(georeference, 0, 0)) return [];
  const { copper, width, height } = rasters;
  const p95 = valuesAtRanks(copper, (count) => [Math.floor((count - 1) * 0.95)]);
  if (!p95) return [];
  const threshold = Math.max(LEAST_FAVOURABILITY, p95[0]);
  const high = new Uint8Array(copper.length);
  for (let i = 0; i < copper.length; i++) high[i] = Number(copper[i] >= threshold);
  const patches = findPatches(high, width, height, 'edge');
  const sums = new Float64Array(patches.count);
  for (let i = 0; i < copper.length; i++) if (patches.patchOf[i] >= 0) sums[patches.patchOf[i]] += copper[i];
  const rank = sums.map((sum, p) => sum / Math.sqrt(patches.pixels[p]));
  const best = Array.from(rank.keys())
    .filter((p) => patches.pixels[p] >= LEAST_PIXELS)
    .sort((a, b) => rank[b] - rank[a])
    .slice(0, MOST_TARGETS);
  const wanted = new Uint8Array(patches.count);
  for (const p of best) wanted[p] = 1;
  const outlines = traceOutlines(patches, wanted);
  const area = patchAreas(patches, rowAreas(georeference, height)!);
  const places = placing(georeference, width);
  const pixelsOf = pixelsOfPatches(patches, best);
  return best.map((p, index) => {
    const pixels = pixelsOf.get(p)!;
    const highest = bestPixel(pixels, copper, width);
    const [x, y] = [(highest % width) + 0.5, Math.floor(highest / width) + 0.5];
    const [lon, lat] = toLonLat(georeference, x, y)!;
    return {
      name: `Cu-${String(index + 1).padStart(2, '0')}`,
      x,
      y,
      lon,
      lat,
      pixels: pixels.length,
      area_km2: area[p],
      mean: sums[p] / pixels.length,
      highest: copper[highest],
      alteration: mainAlteration(sheet, pixels),
      outline: outlines.ringsOf(p).map((ring) => ringPoints(ring, places)),
    };
  });
}

/** `targets.gpx` (GPX 1.1): one waypoint a target. */
export function targetsGpx(sheet: MapSheet, targets: CopperTarget[]): string {
  const points = targets.map(
    (target) =>
      `  <wpt lat="${target.lat.toFixed(6)}" lon="${target.lon.toFixed(6)}">\n` +
      `    <name>${target.name}</name>\n    <desc>${xml(describe(sheet, target))}</desc>\n    <sym>Flag, Red</sym>\n  </wpt>\n`,
  );
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<gpx version="1.1" creator="Gossan" xmlns="http://www.topografix.com/GPX/1/1">\n' +
    `  <metadata>\n    <name>${xml(title(sheet))}</name>\n  </metadata>\n${points.join('')}</gpx>\n`
  );
}

/** `targets.kml` (OGC KML 2.2): a placemark and the outline of each target. */
export function targetsKml(sheet: MapSheet, targets: CopperTarget[]): string {
  const ring = (points: [number, number][]) =>
    `<LinearRing><coordinates>${points.map(([lon, lat]) => `${lon},${lat}`).join(' ')}</coordinates></LinearRing>`;
  const placemarks = targets.map((target) => {
    const [outer, ...holes] = target.outline;
    return (
      `    <Placemark>\n      <name>${target.name}</name>\n      <description>${xml(describe(sheet, target))}</description>\n` +
      '      <styleUrl>#target</styleUrl>\n      <MultiGeometry>\n' +
      `        <Point><coordinates>${target.lon.toFixed(7)},${target.lat.toFixed(7)}</coordinates></Point>\n` +
      `        <Polygon><outerBoundaryIs>${ring(outer)}</outerBoundaryIs>` +
      `${holes.map((hole) => `<innerBoundaryIs>${ring(hole)}</innerBoundaryIs>`).join('')}</Polygon>\n` +
      '      </MultiGeometry>\n    </Placemark>\n'
    );
  });
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n  <Document>\n' +
    `    <name>${xml(title(sheet))}</name>\n` +
    '    <Style id="target"><LineStyle><color>ff2a2ad6</color><width>2</width></LineStyle>' +
    '<PolyStyle><color>552a2ad6</color></PolyStyle></Style>\n' +
    `${placemarks.join('')}  </Document>\n</kml>\n`
  );
}

function describe(sheet: MapSheet, target: CopperTarget): string {
  const parts = [
    `copper-related favourability ${target.mean.toFixed(2)} on average, ${target.highest.toFixed(2)} at this point (a score, not a probability)`,
    `${target.pixels} pixels, ${target.area_km2.toPrecision(3)} km²`,
    target.alteration ? `mostly ${target.alteration}` : 'no alteration type',
  ];
  return `${sheet.synthetic ? 'SYNTHETIC SCENE. ' : ''}${parts.join('; ')}`;
}

function title(sheet: MapSheet): string {
  return `Copper-related targets, ${sheet.scene}${sheet.synthetic ? ' (SYNTHETIC SCENE)' : ''}`;
}

/** The indices of the pixels of some patches. */
function pixelsOfPatches({ patchOf }: Patches, chosen: readonly number[]): Map<number, number[]> {
  const pixels = new Map(chosen.map((p) => [p, [] as number[]]));
  for (let i = 0; i < patchOf.length; i++) if (patchOf[i] >= 0) pixels.get(patchOf[i])?.push(i);
  return pixels;
}

/** The highest pixel; of equals the one nearest to the patch's centroid, so that the point lies within the patch. */
function bestPixel(pixels: number[], copper: Float32Array, width: number): number {
  let [sumX, sumY] = [0, 0];
  for (const pixel of pixels) {
    sumX += pixel % width;
    sumY += Math.floor(pixel / width);
  }
  const [middleX, middleY] = [sumX / pixels.length, sumY / pixels.length];
  const distance = (pixel: number) => Math.hypot((pixel % width) - middleX, Math.floor(pixel / width) - middleY);
  // Scores within a hundredth do not differ for someone who must walk there.
  const highest = pixels.reduce((best, pixel) => Math.max(best, copper[pixel]), 0) - 0.01;
  return pixels
    .filter((pixel) => copper[pixel] >= highest)
    .reduce((best, pixel) => (distance(pixel) < distance(best) ? pixel : best));
}

function mainAlteration({ rasters }: MapSheet, pixels: number[]): string | null {
  const counts = new Map<number, number>();
  for (const pixel of pixels) {
    const type = rasters.alteration[pixel];
    if (type) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1]);
  return rasters.alterationTypes.find(({ index }) => index === best?.[0])?.name ?? null;
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
