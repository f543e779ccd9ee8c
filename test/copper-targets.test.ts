import { Parser } from 'htmlparser2';
import { expect, test } from 'vitest';
import { findTargets } from '../tools/spectral/alteration/targets.ts';
import { mapSheet } from '../tools/spectral/outputs/map-layers.ts';
import { targetsGpx, targetsKml } from '../tools/spectral/outputs/targets-files.ts';
import { datumOfPlaces } from '../tools/spectral/readers/datum-of-places.ts';
import { polygonAreaKm2 } from '../tools/spectral/readers/geodesic-area.ts';
import { toLonLat } from '../tools/spectral/readers/georeference.ts';
import { utmOf } from '../tools/spectral/readers/utm.ts';
import type { Georeference, MapRasters, SceneReader, SceneSummary } from '../tools/spectral/types.ts';
import { sampleRasters } from './support/map-rasters.ts';

const SIZE = 60;
const utm11: Georeference = { transform: [500_000, 30, 0, 4_150_000, 0, -30], epsg: 32611, unit: 'm' };

/** Two equal hot patches of 5 × 5 pixels, west and east, with a lukewarm ground and one hot speck. */
function twoPatches(): MapRasters {
  const rasters = sampleRasters(SIZE, SIZE);
  rasters.copper.fill(0.1);
  rasters.mask.fill(0);
  rasters.swir.fill(0);
  rasters.vnir.fill(0);
  rasters.alteration.fill(2);
  for (const left of [5, 50]) {
    for (let y = 28; y < 33; y++) {
      for (let x = left; x < left + 5; x++) {
        rasters.copper[y * SIZE + x] = 0.8;
        rasters.alteration[y * SIZE + x] = 1;
        rasters.swir[y * SIZE + x] = x === left ? 3 : 1;
      }
    }
  }
  rasters.copper[3 * SIZE + 3] = 1;
  return rasters;
}

const core = (x: number, y: number): NonNullable<SceneSummary['zoning']> => ({
  core: { x, y },
  vectors: [{ from: 'propylitic', to: 'core', bearing_deg: 0, distance_m: 900, uncertainty_m: 150 }],
});

test('the patch nearer to the centre of the zoning comes first; a speck is no target', () => {
  const east = findTargets(twoPatches(), utm11, core(50, 30));
  expect(east.targets.map(({ name, x }) => [name, x])).toEqual([
    ['Cu01', 52],
    ['Cu02', 7],
  ]);
  const west = findTargets(twoPatches(), utm11, core(10, 30));
  expect(west.targets.map(({ x }) => x)).toEqual([7, 52]);
  expect(west.labels[30 * SIZE + 7]).toBe(1);
  expect(west.labels[3 * SIZE + 3]).toBe(0);
});

test('gives its reasons: assemblage, other zones around, distance and bearing from the centre', () => {
  const { targets } = findTargets(twoPatches(), utm11, core(30.5, 30.5));
  const east = targets.find(({ x }) => x === 52)!;
  expect(east).toMatchObject({
    pixels: 25,
    alteration: 'advanced argillic',
    favourability: { mean: 0.8, highest: 0.8 },
  });
  expect(east.reasons.assemblage).toEqual([
    { mineral: 'alunite', share: 0.8 },
    { mineral: 'calcite+muscovite', share: 0.2 },
  ]);
  expect(east.reasons.neighbours[0].alteration).toBe('phyllic');
  // 22 pixels of 30 m due east on the grid, whose scale is 0.9996 here
  expect(east.reasons.from_core?.distance_m).toBeCloseTo((22 * 30) / 0.9996, -1);
  expect(east.reasons.from_core?.bearing_deg).toBe(90);
  expect(east.area_km2).toBeCloseTo((25 * 0.0009) / 0.9996 ** 2, 6);
});

test('its places agree: pixel, degrees, and UTM, which is the grid of the scene itself', () => {
  const { targets } = findTargets(twoPatches(), utm11, undefined);
  for (const { x, y, lon, lat, utm } of targets) {
    expect([lon, lat].map((v) => v?.toFixed(6))).toEqual(toLonLat(utm11, x + 0.5, y + 0.5)!.map((v) => v.toFixed(6)));
    expect(utm).toEqual({
      zone: 11,
      hemisphere: 'N',
      easting_m: 500_000 + 30 * (x + 0.5),
      northing_m: 4_150_000 - 30 * (y + 0.5),
    });
  }
  // the arc of the meridian from the equator to 45° is 4 984 944.378 m on this ellipsoid, and the grid shows 0.9996 of it
  const north = utmOf(-75, 45);
  expect(north).toMatchObject({ zone: 18, hemisphere: 'N' });
  expect(north.easting).toBeCloseTo(500_000, 3);
  expect(north.northing).toBeCloseTo(4_984_944.378 * 0.9996, 2);
  expect(utmOf(-75, -45).northing).toBeCloseTo(10_000_000 - 4_984_944.378 * 0.9996, 2);
  expect(utmOf(179.99, -20).zone).toBe(60);
  expect(utmOf(-180, -20).zone).toBe(1);
});

test('without georeference there are targets by their pixels', () => {
  const { targets } = findTargets(twoPatches(), undefined, undefined);
  expect(targets).toHaveLength(2);
  expect(targets[0].lon).toBeUndefined();
  expect(targets[0].utm).toBeUndefined();
  expect(targets[0].area_km2).toBeUndefined();
});

test('nothing stands out of an even scene below the middle of the scale', () => {
  const rasters = twoPatches();
  rasters.copper.fill(0.4);
  expect(findTargets(rasters, utm11, undefined).targets).toEqual([]);
  rasters.copper.fill(Number.NaN);
  expect(findTargets(rasters, utm11, undefined).targets).toEqual([]);
});

interface Element {
  name: string;
  attributes: Record<string, string>;
  text: string;
  children: Element[];
}

/** A small tree of a well-formed XML text. */
function tree(xml: string): Element {
  const root: Element = { name: '', attributes: {}, text: '', children: [] };
  const open = [root];
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const element = { name, attributes, text: '', children: [] };
        open.at(-1)!.children.push(element);
        open.push(element);
      },
      ontext(text) {
        open.at(-1)!.text += text;
      },
      onclosetag(name, implied) {
        if (implied) throw new Error(`<${name}> is not closed`);
        open.pop();
      },
    },
    { xmlMode: true },
  );
  parser.end(xml);
  return root.children[0];
}

function sheetOf(georeference: Georeference) {
  const rasters = twoPatches();
  const reader = { georeference, name: 'a <scene> & more', sensor: 'x', synthetic: true } as unknown as SceneReader;
  const { targets, labels } = findTargets(rasters, georeference, core(10, 30));
  const findings = { targets, targetLabels: labels, datum: datumOfPlaces(georeference) };
  return { targets, sheet: mapSheet(rasters, reader, { x: 0, y: 0, width: SIZE, height: SIZE }, findings) };
}

test('targets.gpx follows GPX 1.1: waypoints with place, name, description and symbol in this order, no elevation', () => {
  const { targets, sheet } = sheetOf(utm11);
  const gpx = tree(targetsGpx(sheet));
  expect(gpx).toMatchObject({
    name: 'gpx',
    attributes: { version: '1.1', xmlns: 'http://www.topografix.com/GPX/1/1' },
  });
  const [metadata, ...points] = gpx.children;
  expect(metadata.children.map(({ name }) => name)).toEqual(['name', 'desc']);
  expect(metadata.children[0].text).toContain('a <scene> & more (SYNTHETIC SCENE)');
  expect(points.map(({ name }) => name)).toEqual(['wpt', 'wpt']);
  for (const [index, point] of points.entries()) {
    // wptType is a sequence: ele, time, …, name, cmt, desc, src, link, sym …
    expect(point.children.map(({ name }) => name)).toEqual(['name', 'desc', 'sym']);
    expect(point.attributes).toEqual({ lat: targets[index].lat!.toFixed(6), lon: targets[index].lon!.toFixed(6) });
    const { zone, easting_m, northing_m } = targets[index].utm!;
    expect(point.children[1].text).toContain(`UTM zone ${zone}N: ${easting_m} E, ${northing_m} N (WGS 84)`);
    expect(point.children[1].text).toContain('Coordinates on WGS 84, without elevation');
  }
});

test('targets.kml follows KML 2.2: point and outline of each target, longitude first, the outline as large as the patch', () => {
  const { targets, sheet } = sheetOf(utm11);
  const kml = tree(targetsKml(sheet));
  expect(kml.attributes.xmlns).toBe('http://www.opengis.net/kml/2.2');
  const placemarks = kml.children[0].children.filter(({ name }) => name === 'Placemark');
  expect(placemarks).toHaveLength(2);
  for (const [index, placemark] of placemarks.entries()) {
    const [name, description, , geometry] = placemark.children;
    expect(name.text).toBe(targets[index].name);
    expect(description.text).toContain('minerals: alunite 80 %, calcite+muscovite 20 %');
    const [point, polygon] = geometry.children;
    const [lon, lat] = point.children[0].text.split(',').map(Number);
    expect(lon).toBeCloseTo(targets[index].lon!, 6);
    expect(lat).toBeCloseTo(targets[index].lat!, 6);
    const ring = polygon.children[0].children[0].children[0].text
      .trim()
      .split(/\s+/)
      .map((tuple) => tuple.split(',').map(Number) as [number, number]);
    expect(ring[0]).toEqual(ring.at(-1));
    expect(polygonAreaKm2([ring])).toBeCloseTo(targets[index].area_km2!, 5);
  }
});

test('of a scene on an old datum the places are on WGS 84, and the error of the change is stated', () => {
  const nad27: Georeference = { ...utm11, epsg: 26711 };
  const { targets, sheet } = sheetOf(nad27);
  // NAD27 to WGS 84 in Nevada: some 80 m to the west and 200 m to the north on the grid
  const { easting_m, northing_m } = targets[0].utm!;
  const [easting, northing] = [500_000 + 30 * (targets[0].x + 0.5), 4_150_000 - 30 * (targets[0].y + 0.5)];
  expect(easting_m - easting).toBeGreaterThan(-100);
  expect(easting_m - easting).toBeLessThan(-60);
  expect(northing_m - northing).toBeGreaterThan(180);
  expect(northing_m - northing).toBeLessThan(220);
  for (const text of [targetsGpx(sheet), targetsKml(sheet)]) {
    expect(text).toContain('the scene is on NAD27, and the change of datum may be off by some 10 m');
  }
});
