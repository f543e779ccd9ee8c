import type { Georeference } from '../types.ts';
import type { Conic } from './conic.ts';
import table from './datums.json' with { type: 'json' };
import type { TransverseMercator } from './transverse-mercator.ts';
import { findWkt, parseWkt, type WktNode } from './wkt.ts';

export interface Datum {
  name: string;
  words: string;
  epsg: number;
  a: number;
  inverse_flattening: number;
  /** Geocentric shift to WGS 84 in metres. */
  to_wgs84?: number[];
  utm_north?: number;
  utm_south?: number;
}

const DATUMS: readonly Datum[] = table.datums;
export const WGS84: Datum = DATUMS[0];

/** What is known of a scene's coordinates. 'other': only that they are metres. */
export type Projection =
  | { kind: 'geographic'; datum: Datum }
  | { kind: 'transverse-mercator'; datum: Datum; parameters: TransverseMercator }
  | { kind: 'conic'; datum: Datum; parameters: Conic }
  | { kind: 'web-mercator'; datum: Datum }
  | { kind: 'other' };

/** The datum that a name means ("North America 1983", "D_WGS_1984"); undefined where it is not in the table. */
export function datumNamed(name: string): Datum | undefined {
  return DATUMS.find(({ words }) => new RegExp(words, 'i').test(name));
}

/** UTM on a datum: central meridian 6·zone − 183°, scale 0.9996, false easting 500 km, 10 000 km false northing in the south. */
export function utm(datum: Datum, zone: number, north: boolean): TransverseMercator {
  return {
    a: datum.a,
    inverseFlattening: datum.inverse_flattening,
    centralMeridian: zone * 6 - 183,
    latitudeOfOrigin: 0,
    scale: 0.9996,
    falseEasting: 500_000,
    falseNorthing: north ? 0 : 10_000_000,
  };
}

/** The EPSG code of UTM on a datum, where there is one. */
export function utmEpsg(datum: Datum, zone: number, north: boolean): number | undefined {
  const base = north ? datum.utm_north : datum.utm_south;
  return base === undefined ? undefined : base + zone;
}

/** Polygons ask for thousands of points of one georeference; its WKT is parsed once. */
const found = new WeakMap<Georeference, Projection>();

/** The projection by its EPSG code, else by its WKT. */
export function projectionOf(georeference: Georeference): Projection {
  let projection = found.get(georeference);
  if (!projection) {
    projection = readProjection(georeference);
    found.set(georeference, projection);
  }
  return projection;
}

function readProjection({ epsg, wkt, unit }: Georeference): Projection {
  const coded = epsg === undefined ? undefined : projectionOfCode(epsg);
  if (coded) return coded;
  const written = wkt ? projectionOfWkt(wkt) : undefined;
  // A scene's transform is in metres or degrees: one in feet has no metres to give.
  if (written && written.unit === 1) return written.projection;
  return unit === 'deg' ? { kind: 'geographic', datum: WGS84 } : { kind: 'other' };
}

/** The projection of an EPSG code; undefined where it is not known here. */
export function projectionOfCode(epsg: number): Projection | undefined {
  if (epsg === 3857) return { kind: 'web-mercator', datum: WGS84 };
  for (const datum of DATUMS) {
    if (epsg === datum.epsg) return { kind: 'geographic', datum };
    for (const north of [true, false]) {
      const base = north ? datum.utm_north : datum.utm_south;
      const zone = base === undefined ? 0 : epsg - base;
      if (zone >= 1 && zone <= 60 && zoneInUse(datum, zone, north)) {
        return { kind: 'transverse-mercator', datum, parameters: utm(datum, zone, north) };
      }
    }
  }
  return undefined;
}

/** Code ranges of the national datums are short and lie close to one another: only the zones that exist count. */
function zoneInUse(datum: Datum, zone: number, north: boolean): boolean {
  switch (datum.name) {
    case 'WGS 84':
      return true;
    case 'NAD83':
    case 'NAD27':
      return zone <= 23;
    case 'ED50':
    case 'ETRS89':
      return zone >= 28 && zone <= 38;
    case 'PSAD56':
      return north ? zone >= 17 && zone <= 21 : zone >= 17 && zone <= 22;
    case 'SAD69':
      return north ? zone >= 18 && zone <= 22 : zone >= 17 && zone <= 25;
    case 'AGD66':
    case 'AGD84':
      return zone >= 48 && zone <= 58;
    case 'GDA94':
    case 'GDA2020':
      return zone >= 46 && zone <= 59;
    case 'SIRGAS 2000':
      return north ? zone >= 11 && zone <= 22 : zone >= 17 && zone <= 25;
    default:
      return false;
  }
}

/** A coordinate system read from WKT; `unit`: metres (or degrees) of one of its coordinates' units. */
export interface WrittenProjection {
  projection: Projection;
  unit: number;
  name: string;
}

/** The projection that a WKT text describes, with or without a code; undefined where it is none that is known here. */
export function projectionOfWkt(wkt: string): WrittenProjection | undefined {
  const root = parseWkt(wkt);
  if (!root) return undefined;
  const name = String(root.values[0] ?? '');
  const datum = datumOf(root);
  const projected = findWkt(root, 'PROJCS', 'PROJCRS', 'PROJECTEDCRS');
  const geographic = findWkt(root, 'GEOGCS', 'GEOGCRS', 'GEODCRS', 'BASEGEOGCRS');
  // Longitudes from Paris or Ferro, as on some old maps, are another matter.
  if (Number(findWkt(root, 'PRIMEM', 'PRIMEMERIDIAN')?.values[1] ?? 0) !== 0) return undefined;
  if (!projected) {
    const radians = geographic && Number(unitOf(geographic, 'ANGLEUNIT') ?? DEGREE);
    return radians ? { projection: { kind: 'geographic', datum }, unit: exactly(radians / DEGREE), name } : undefined;
  }
  const unit = exactly(Number(unitOf(projected, 'LENGTHUNIT') ?? 1));
  const projection = projectedBy(projected, datum, unit);
  return projection && { projection, unit, name };
}

const DEGREE = Math.PI / 180;

/** Units are written with ten to sixteen digits. */
function exactly(factor: number): number {
  return Math.abs(factor - 1) < 1e-8 ? 1 : factor;
}

/** Size of a node's own unit, in metres or radians. */
function unitOf(node: WktNode, name: string): number | undefined {
  // WKT 2 may keep the unit in the coordinate system or in each axis.
  const own = node.children.find((child) => child.name === 'UNIT' || child.name === name);
  const unit =
    own ??
    node.children.map((child) => (/^(CS|AXIS)$/.test(child.name) ? findWkt(child, name) : undefined)).find(Boolean);
  return unit && Number(unit.values[1]);
}

/** @param unit metres of the unit in which false easting and northing stand. */
function projectedBy(projected: WktNode, datum: Datum, unit: number): Projection | undefined {
  const method = String(findWkt(projected, 'PROJECTION', 'METHOD')?.values[0] ?? '');
  if (/web[ _]mercator|mercator_auxiliary_sphere|popular visualisation/i.test(method)) {
    return { kind: 'web-mercator', datum };
  }
  const parameters = parametersOf(projected);
  const parameter = (pattern: RegExp, otherwise: number): number => {
    const node = parameters.find(({ values }) => pattern.test(String(values[0])));
    return node ? Number(node.values[1]) : otherwise;
  };
  const latitudeOfOrigin = parameter(/^latitude[_ ]of[_ ]((natural|false)[_ ])?(origin|center)$/i, 0);
  const common = {
    a: datum.a,
    inverseFlattening: datum.inverse_flattening,
    centralMeridian: parameter(/^(central[_ ]meridian|longitude[_ ]of[_ ]((natural|false)[_ ])?(origin|center))$/i, 0),
    latitudeOfOrigin,
    scale: parameter(/^scale[_ ]factor/i, 1),
    falseEasting: unit * parameter(/^(false[_ ]easting|easting at false origin)$/i, 0),
    falseNorthing: unit * parameter(/^(false[_ ]northing|northing at false origin)$/i, 0),
  };
  if (/^(transverse[ _]mercator|gauss[ _]kruger)$/i.test(method)) {
    return { kind: 'transverse-mercator', datum, parameters: common };
  }
  const lambert = /^lambert[_ ]con(formal[_ ]conic|ic[_ ]conformal)/i.test(method);
  if (!lambert && !/^albers/i.test(method)) return undefined;
  const first = parameter(/^(standard[_ ]parallel[_ ]1|latitude of 1st standard parallel)$/i, latitudeOfOrigin);
  const second = parameter(/^(standard[_ ]parallel[_ ]2|latitude of 2nd standard parallel)$/i, first);
  // Parallels on both sides of the equator at the same distance make a cylinder, not a cone.
  if (Math.abs(first + second) < 1e-9) return undefined;
  return {
    kind: 'conic',
    datum,
    parameters: { ...common, method: lambert ? 'lambert' : 'albers', parallels: [first, second] },
  };
}

function parametersOf(root: WktNode): WktNode[] {
  return root.children.flatMap((child) => (child.name === 'PARAMETER' ? [child] : parametersOf(child)));
}

/** The table's datum where the name is known, else the ellipsoid that the WKT gives, without a shift. */
function datumOf(root: WktNode): Datum {
  const name = String(findWkt(root, 'DATUM', 'ENSEMBLE', 'TRF')?.values[0] ?? '');
  const known = datumNamed(name);
  if (known) return known;
  const spheroid = findWkt(root, 'SPHEROID', 'ELLIPSOID');
  const [a, inverse] = [Number(spheroid?.values[1]), Number(spheroid?.values[2])];
  if (!(a > 6e6 && a < 7e6 && inverse > 200)) return WGS84;
  return { name, words: '', epsg: 0, a, inverse_flattening: inverse };
}
