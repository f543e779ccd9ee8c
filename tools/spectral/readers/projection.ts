import type { Georeference } from '../types.ts';
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
  const coded = epsg === undefined ? undefined : fromEpsg(epsg);
  if (coded) return coded;
  const root = wkt ? parseWkt(wkt) : undefined;
  const written = root && fromWkt(root);
  if (written) return written;
  return unit === 'deg' ? { kind: 'geographic', datum: WGS84 } : { kind: 'other' };
}

function fromEpsg(epsg: number): Projection | undefined {
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
    case 'GDA94':
    case 'GDA2020':
      return zone >= 46 && zone <= 59;
    case 'SIRGAS 2000':
      return north ? zone >= 11 && zone <= 22 : zone >= 17 && zone <= 25;
    default:
      return false;
  }
}

function fromWkt(root: WktNode): Projection | undefined {
  const datum = datumOf(root);
  const projected = findWkt(root, 'PROJCS', 'PROJCRS', 'PROJECTEDCRS');
  if (!projected) return findWkt(root, 'GEOGCS', 'GEOGCRS', 'GEODCRS') ? { kind: 'geographic', datum } : undefined;

  const method = String(findWkt(projected, 'PROJECTION', 'METHOD')?.values[0] ?? '');
  if (/web[ _]mercator|mercator_auxiliary_sphere|popular visualisation/i.test(method)) {
    return { kind: 'web-mercator', datum };
  }
  if (!/^(transverse[ _]mercator|gauss[ _]kruger)$/i.test(method)) return undefined;
  // Parameters are in the linear unit of the system; a scene in feet has no metres to give.
  const linear = projected.children.find(({ name }) => name === 'UNIT' || name === 'LENGTHUNIT');
  if (linear && Number(linear.values[1]) !== 1) return undefined;
  const parameter = (pattern: RegExp, otherwise: number): number => {
    const node = parametersOf(projected).find(({ values }) => pattern.test(String(values[0])));
    return node ? Number(node.values[1]) : otherwise;
  };
  return {
    kind: 'transverse-mercator',
    datum,
    parameters: {
      a: datum.a,
      inverseFlattening: datum.inverse_flattening,
      centralMeridian: parameter(/^(central[_ ]meridian|longitude[_ ]of[_ ](natural[_ ])?(origin|center))$/i, 0),
      latitudeOfOrigin: parameter(/^latitude[_ ]of[_ ](natural[_ ])?(origin|center)$/i, 0),
      scale: parameter(/^scale[_ ]factor/i, 1),
      falseEasting: parameter(/^false[_ ]easting$/i, 0),
      falseNorthing: parameter(/^false[_ ]northing$/i, 0),
    },
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
