import { expect, it } from 'vitest';
import { GossanError } from '../core/errors.ts';
import type { FoundPolygons } from '../tools/spectral/aoi/area.ts';
import { readGeoJson } from '../tools/spectral/aoi/geojson.ts';
import { readKml } from '../tools/spectral/aoi/kml.ts';

const RUNS = 6000;

/** Reproducible numbers below a limit. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % below;
  };
}

const PIECES = [
  '<',
  '>',
  '</',
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ' ',
  'null',
  '1e999',
  '-',
  '\u0000',
  '&',
  '<!--',
  ']]>',
  'Polygon',
  '::',
];

/** Cuts, doubles, swaps and inserts pieces of a text. */
function mutate(text: string, random: (below: number) => number): string {
  let out = text;
  for (let change = 0; change <= random(3); change++) {
    const [from, length] = [random(out.length), random(12)];
    const piece = random(2) ? PIECES[random(PIECES.length)] : out.slice(random(out.length)).slice(0, random(20));
    out = out.slice(0, from) + piece + out.slice(from + length);
  }
  return random(10) ? out : out.slice(0, random(out.length));
}

const KML =
  '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>x</name><Folder><Placemark><MultiGeometry>' +
  '<Polygon><outerBoundaryIs><LinearRing><coordinates>0,0,1 1,0,1 1,1,1 0,1,1 0,0,1</coordinates></LinearRing></outerBoundaryIs>' +
  '</Polygon></MultiGeometry></Placemark></Folder></Document></kml>';
const GEOJSON = JSON.stringify({
  type: 'FeatureCollection',
  crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::32611' } },
  features: [
    {
      type: 'Feature',
      properties: { name: 'x' },
      geometry: {
        type: 'MultiPolygon',
        coordinates: [
          [
            [
              [0, 0],
              [1, 0],
              [1, 1],
              [0, 0],
            ],
          ],
        ],
      },
    },
  ],
});

it.each([
  ['KML', KML, readKml],
  ['GeoJSON', GEOJSON, readGeoJson],
] as [string, string, (text: string, path: string) => FoundPolygons][])(
  '%s with pieces cut, doubled and put in gives whole polygons or a coded error, nothing else',
  (_, text, read) => {
    const random = numbers(17);
    let refused = 0;
    for (let run = 0; run < RUNS; run++) {
      const changed = mutate(text, random);
      try {
        const { polygons } = read(changed, 'x');
        expect(polygons.flat(2).flat().every(Number.isFinite), changed).toBe(true);
        expect(polygons.length).toBeGreaterThan(0);
      } catch (error) {
        expect(error, changed).toBeInstanceOf(GossanError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(RUNS / 4);
    expect(refused).toBeLessThan(RUNS);
  },
);
