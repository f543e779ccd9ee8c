import { GossanError } from '../../../core/errors.ts';
import { plainLine } from '../../../core/plain-text.ts';
import { errorToWgs84 } from '../readers/datum-of-places.ts';
import { projectedToLonLat } from '../readers/georeference.ts';
import { type Projection, projectionOfCode, projectionOfWkt } from '../readers/projection.ts';
import type { FoundPolygons, LonLat, PolygonRings } from './area.ts';

/**
 * Longest edge, in degrees or metres. An edge is straight in the file's own coordinates; over 2 km a straight line in one
 * projection bends by less than 0.1 m in another (L²·tan φ / 8R at 45°).
 */
const LONGEST = { degrees: 0.02, metres: 2000 };
/** Tenements have edges of kilometres; an outline of half the world needs no more points than this an edge. */
const MOST_PIECES = 2000;

/** Brings the rings of a file to longitude and latitude on WGS 84, long edges cut into short ones. */
export function placePolygons(found: FoundPolygons, path: string): { polygons: PolygonRings[]; notes: string[] } {
  const { toLonLat, longest, notes } = systemOf(found, path);
  const polygons = found.polygons.map((rings) =>
    rings.map((ring) => shortEdges(ring, longest).map(([x, y]) => toLonLat(x, y))),
  );
  const outside = polygons.flat(2).find(([lon, lat]) => !(Math.abs(lon) <= 360 && Math.abs(lat) <= 90));
  if (outside) {
    const assumed = found.format === 'Shapefile' && !found.system;
    throw new GossanError('AOI_FORMAT', {
      path,
      detail: assumed
        ? 'it has no .prj file, and its coordinates are not longitude and latitude'
        : 'its coordinates are not longitude and latitude',
    });
  }
  return { polygons, notes };
}

interface System {
  toLonLat: (x: number, y: number) => LonLat;
  longest: number;
  notes: string[];
}

function systemOf({ system }: FoundPolygons, path: string): System {
  if (!system) return { toLonLat: (x, y) => [x, y], longest: LONGEST.degrees, notes: [] };
  const known = 'epsg' in system ? coded(system.epsg) : projectionOfWkt(system.wkt);
  const name = 'epsg' in system ? `EPSG:${system.epsg}` : (known?.name ?? 'in its .prj file');
  if (!known || known.projection.kind === 'other') throw new GossanError('AOI_SYSTEM', { path, system: name });
  const { projection, unit } = known;
  const isGeographic = projection.kind === 'geographic';
  return {
    toLonLat: (x, y) => projectedToLonLat(projection, x * unit, y * unit) as LonLat,
    longest: isGeographic ? LONGEST.degrees / unit : LONGEST.metres / unit,
    notes: datumNotes(projection),
  };
}

function coded(epsg: number): { projection: Projection; unit: number; name?: string } | undefined {
  const projection = projectionOfCode(epsg);
  return projection && { projection, unit: 1 };
}

/** Errors that matter beside pixels of some metres are said, and what is done with a datum that is not known. */
const TELLING_ERROR = 5;

function datumNotes({ datum }: Exclude<Projection, { kind: 'other' }>): string[] {
  const error = errorToWgs84(datum);
  if (error < TELLING_ERROR) return [];
  const name = plainLine(datum.name).slice(0, 60) || 'without a name';
  return datum.epsg
    ? [`Its coordinates are on ${name}; the change to WGS 84 may be off by some ${error} m.`]
    : [`Its datum ${name} is not known here and was taken for WGS 84: places may be off by some ${error} m.`];
}

function shortEdges(ring: readonly [number, number][], longest: number): [number, number][] {
  const out: [number, number][] = [];
  for (const [index, [x0, y0]] of ring.entries()) {
    const [x1, y1] = ring[(index + 1) % ring.length];
    const pieces = Math.min(MOST_PIECES, Math.max(1, Math.ceil(Math.hypot(x1 - x0, y1 - y0) / longest)));
    for (let piece = 0; piece < pieces; piece++) {
      out.push([x0 + ((x1 - x0) * piece) / pieces, y0 + ((y1 - y0) * piece) / pieces]);
    }
  }
  return out;
}
