import type { Georeference } from '../types.ts';
import { type EnviHeader, splitList } from './envi-header.ts';
import { datumNamed, projectionOf, utmEpsg, WGS84 } from './projection.ts';
import type { Repairs } from './repairs.ts';
import { epsgOf, parseWkt } from './wkt.ts';

/**
 * The georeference of an ENVI header: `map info` (projection, reference pixel counted from 1 at the upper left corner of
 * the first pixel, its map coordinates, pixel size, zone, hemisphere, datum, units=, rotation=) and, where it stands,
 * `coordinate system string`. Rotation is in degrees counter-clockwise, as in the AVIRIS and AVIRIS-NG products: a line
 * flown towards the north-east has rotation=-66.
 * Undefined where there is no map info or its projection is "Arbitrary"; also, told to `repairs`, where it cannot be read.
 */
export function enviGeoreference(header: EnviHeader, repairs?: Repairs): Georeference | undefined {
  const items = splitList(header.text('map info'));
  if (items.length === 0 || /^(arbitrary|pixel)/i.test(items[0])) return undefined;
  const found = gridOf(header, items);
  if (!found) {
    const detail = `"${items.join(', ').slice(0, 80)}" cannot be read as a map grid in metres or degrees: the scene has no place on the ground`;
    repairs?.add('map info', 1, detail);
  }
  return found;
}

function gridOf(header: EnviHeader, items: string[]): Georeference | undefined {
  const projection = items[0];
  const [refX, refY, easting, northing, sizeX, sizeY] = items.slice(1, 7).map(Number);
  if (![refX, refY, easting, northing, sizeX, sizeY].every(Number.isFinite) || sizeX === 0 || sizeY === 0) {
    return undefined;
  }
  const option = (name: string) =>
    items
      .find((item) => item.toLowerCase().replace(/\s/g, '').startsWith(`${name}=`))
      ?.split('=')[1]
      .trim();
  const rotation = (Number(option('rotation') ?? 0) * Math.PI) / 180;
  const metres = unitInMetres(option('units'));
  const geographic = /^geographic/i.test(projection) || /^deg/i.test(option('units') ?? '');
  const factor = geographic ? 1 : metres;
  if (factor === undefined || !Number.isFinite(rotation)) return undefined;

  const [width, height] = [sizeX * factor, sizeY * factor];
  const [cos, sin] = [Math.cos(rotation), Math.sin(rotation)];
  const along = [clean(cos * width), clean(sin * width)];
  const down = [clean(sin * height), clean(-cos * height)];
  const transform: Georeference['transform'] = [
    easting * factor - (refX - 1) * along[0] - (refY - 1) * down[0],
    along[0],
    down[0],
    northing * factor - (refX - 1) * along[1] - (refY - 1) * down[1],
    along[1],
    down[1],
  ];
  // Numbers near the limit of double precision overflow here.
  if (!transform.every(Number.isFinite)) return undefined;
  return { transform, ...coordinateSystem(header, projection, items), unit: geographic ? 'deg' : 'm' };
}

function coordinateSystem(header: EnviHeader, projection: string, items: string[]): Pick<Georeference, 'epsg' | 'wkt'> {
  const lines = header.text('coordinate system string')?.split('\n') ?? [];
  const wkt = lines.map((line) => line.trim()).join('') || undefined;
  const root = wkt ? parseWkt(wkt) : undefined;
  const written = root && epsgOf(root);
  if (written) return { epsg: written, wkt };
  const words = `${items.slice(7).join(' ')} ${wkt ?? ''}`;
  // ENVI writes a datum behind the zone; where none is named, today's scenes are on WGS 84.
  const datum = datumNamed(words) ?? WGS84;
  if (/^utm$/i.test(projection)) {
    const zone = Number(items[7]);
    const north = !/^s/i.test(items[8] ?? 'north');
    if (Number.isInteger(zone) && zone >= 1 && zone <= 60) return { epsg: utmEpsg(datum, zone, north), wkt };
  }
  if (/^geographic/i.test(projection)) return { epsg: datum.epsg, wkt };
  return { epsg: wkt ? utmCode(wkt) : undefined, wkt };
}

/** Esri WKT carries no codes: recognise UTM by its parameters. */
function utmCode(wkt: string): number | undefined {
  const projection = projectionOf({ transform: [0, 1, 0, 0, 0, -1], wkt, unit: 'm' });
  if (projection.kind !== 'transverse-mercator') return undefined;
  const { scale, falseEasting, falseNorthing, centralMeridian, latitudeOfOrigin } = projection.parameters;
  const zone = (centralMeridian + 183) / 6;
  const isUtm =
    scale === 0.9996 &&
    falseEasting === 500_000 &&
    (falseNorthing === 0 || falseNorthing === 10_000_000) &&
    latitudeOfOrigin === 0 &&
    Number.isInteger(zone);
  return isUtm ? utmEpsg(projection.datum, zone, falseNorthing === 0) : undefined;
}

function unitInMetres(unit: string | undefined): number | undefined {
  if (!unit || /^met(er|re)s?$|^m$/i.test(unit)) return 1;
  if (/^(km|kilomet)/i.test(unit)) return 1000;
  if (/^(us[ _-]?survey|us[ _-]?f)/i.test(unit)) return 1200 / 3937;
  if (/^f(ee|oo)?t/i.test(unit)) return 0.3048;
  return undefined;
}

/** cos 90° is 6e-17 in floating point: a rotation by right angles is exact. */
function clean(value: number): number {
  return Math.abs(value) < 1e-12 ? 0 : value;
}
