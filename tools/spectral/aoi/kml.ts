import { Parser } from 'htmlparser2';
import { GossanError } from '../../../core/errors.ts';
import type { FoundPolygons } from './area.ts';

/**
 * The polygons of a KML text (OGC 12-007r2): in Placemarks, in folders of any depth and in MultiGeometry, with their inner
 * boundaries. Coordinates are longitude, latitude and, where it stands, an altitude, which plays no part.
 * @throws GossanError AOI_FORMAT
 */
export function readKml(text: string, path: string): FoundPolygons {
  const refuse = (detail: string) => new GossanError('AOI_FORMAT', { path, detail });
  const open: string[] = [];
  const polygons: FoundPolygons['polygons'] = [];
  const placemarks: { name?: string; polygons: number }[] = [];
  const others = new Set<string>();
  let documentName: string | undefined;
  let rings: [number, number][][] | undefined;
  let written = '';
  const parser = new Parser(
    {
      onopentag(qualified) {
        const name = local(qualified);
        if (!open.length && name !== 'kml' && name !== 'Document' && name !== 'Folder' && name !== 'Placemark') {
          throw refuse(`it is XML, but <${name.slice(0, 30)}> and not <kml>`);
        }
        open.push(name);
        written = '';
        if (name === 'Polygon') rings = [];
        else if (name === 'Placemark') placemarks.push({ polygons: 0 });
        else if (/^(Point|LineString|Track|Model|NetworkLink|GroundOverlay)$/.test(name)) others.add(name);
      },
      ontext(piece) {
        written += piece;
      },
      onclosetag(qualified, implied) {
        const name = local(qualified);
        if (implied) throw refuse(`the XML is damaged or cut off: <${name.slice(0, 30)}> is not closed`);
        open.pop();
        const parent = open.at(-1);
        if (name === 'name' && parent === 'Document') documentName ??= written;
        if (name === 'name' && parent === 'Placemark') placemarks.at(-1)!.name ??= written;
        if (name === 'coordinates' && parent === 'LinearRing' && rings) rings.push(ringOf(written, refuse));
        if (name === 'Polygon' && rings) {
          if (!rings.length) throw refuse('a polygon has no boundary');
          polygons.push(rings);
          rings = undefined;
          const placemark = placemarks.at(-1);
          if (placemark && open.includes('Placemark')) placemark.polygons++;
        }
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.write(text);
  parser.end();
  if (open.length) throw refuse('the XML is cut off');
  if (!polygons.length) {
    throw refuse(others.size ? `it holds ${[...others].join(' and ')}, but no polygon` : 'it has no polygon');
  }
  const holders = placemarks.filter((placemark) => placemark.polygons);
  const name = (holders.length === 1 ? holders[0].name : undefined) ?? documentName;
  return { format: 'KML', ...(name ? { name } : {}), polygons, notes: [] };
}

function ringOf(text: string, refuse: (detail: string) => GossanError): [number, number][] {
  // a blank after the comma is against the standard and common
  const tuples = text
    .trim()
    .replace(/\s*,\s*/g, ',')
    .split(/\s+/);
  const points = tuples.map((tuple): [number, number] => {
    const [lon, lat] = tuple.split(',').map((number) => (number === '' ? Number.NaN : Number(number)));
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) {
      throw refuse(`"${tuple.slice(0, 40)}" is no longitude and latitude`);
    }
    return [lon, lat];
  });
  if (points.length < 4) throw refuse('a boundary has fewer than four positions');
  return points;
}

/** Without the prefix of its namespace: `kml:Polygon`. */
function local(qualified: string): string {
  return qualified.slice(qualified.indexOf(':') + 1);
}
