import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { findTargets } from '../tools/spectral/alteration/targets.ts';
import { readMapRaster, readPixel, writeMap } from '../tools/spectral/outputs/index.ts';
import { windowGeoreference } from '../tools/spectral/readers/georeference.ts';
import { openScene } from '../tools/spectral/readers/open.ts';
import type { PixelWindow } from '../tools/spectral/types.ts';
import { temporaryFolder, writeEnvi } from './support/envi-scene.ts';
import { sampleRasters } from './support/map-rasters.ts';

const utm = 'map info = {UTM, 1, 1, 500000, 4000000, 30, 30, 12, North, WGS-84, units=Meters}';

async function written(header: string[], window: PixelWindow = { x: 0, y: 0, width: 50, height: 40 }) {
  const folder = await temporaryFolder();
  const value = (x: number, y: number, b: number) => 0.1 + 0.001 * (x + y) + 0.005 * b;
  const reader = await openScene(await writeEnvi(folder, { samples: 60, lines: 50, bands: 30, value, header }));
  const rasters = sampleRasters(window.width, window.height);
  const out = join(folder, 'out');
  const placed = reader.georeference && windowGeoreference(reader.georeference, window.x, window.y);
  const { targets, labels } = findTargets(rasters, placed, undefined);
  const { files } = await writeMap(rasters, reader, window, out, { targets, targetLabels: labels });
  await reader.close();
  return { rasters, out, files };
}

test('every raster is read back as it was given, and nothing but the named files lies in the folder', async () => {
  const { rasters, out, files } = await written([utm]);
  for (const [layer, data] of [
    ['swir', rasters.swir],
    ['vnir', rasters.vnir],
    ['swir_fit', rasters.swirFit],
    ['swir_depth', rasters.swirDepth],
    ['vnir_fit', rasters.vnirFit],
    ['vnir_depth', rasters.vnirDepth],
    ['mask', rasters.mask],
    ['alteration', rasters.alteration],
    ['copper', rasters.copper],
    ['aloh', rasters.aloh],
    ['alunite', rasters.alunite],
    ['carbonate', rasters.carbonate],
    ['feoh', rasters.feoh],
  ] as const) {
    const back = await readMapRaster(out, layer);
    expect([back.width, back.height]).toEqual([50, 40]);
    expect(back.data).toEqual(data);
    expect(files[layer]).toBe(`${layer}.tif`);
  }
  expect(readdirSync(out).sort()).toEqual(Object.values(files).sort());
});

test('one pixel says what the map says there', async () => {
  const { rasters, out } = await written([utm]);
  const [x, y] = [25, 20];
  const copper = rasters.copper[y * 50 + x];
  expect(await readPixel(out, x, y)).toEqual({
    x,
    y,
    masked: null,
    swir: {
      mineral: 'calcite+muscovite',
      members: ['calcite', 'muscovite'],
      fit: Math.fround(0.9),
      depth: Math.fround(0.15),
    },
    vnir: null,
    alteration: 'advanced argillic',
    copper,
    aloh_um: null,
  });
  expect(await readPixel(out, 1, 1)).toMatchObject({ masked: 'water', swir: null, alteration: null, copper: null });
  await expect(readPixel(out, 50, 0)).rejects.toMatchObject({ code: 'SCENE_WINDOW' });
  await expect(readPixel(join(out, 'nowhere'), 0, 0)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
});

test('classes.csv names minerals and their members', async () => {
  const { out } = await written([utm]);
  expect(readFileSync(join(out, 'classes.csv'), 'utf8').split('\n').slice(0, 5)).toEqual([
    'index,mineral,members,colour',
    '0,none,,',
    '1,alunite,alunite,#b22a8d',
    '2,muscovite,muscovite,#e0b73a',
    '3,calcite+muscovite,calcite+muscovite,#2fb5a0',
  ]);
});

test('polygons in degrees: areas agree with the pixels, outlines run counter-clockwise, holes clockwise', async () => {
  const { rasters, out } = await written([utm]);
  const { features, synthetic } = JSON.parse(readFileSync(join(out, 'polygons.geojson'), 'utf8'));
  expect(synthetic).toBe(false);
  const alunite = features.filter((f: { properties: { mineral?: string } }) => f.properties.mineral === 'alunite');
  const pixels = rasters.swir.filter((label) => label === 1).length;
  const sum = (key: string) =>
    alunite.reduce((total: number, f: { properties: Record<string, number> }) => total + f.properties[key], 0);
  expect(sum('pixels')).toBe(pixels);
  expect(sum('area_km2')).toBeCloseTo((pixels * 0.0009) / 0.9996 ** 2, 5);
  const rings: [number, number][][] = alunite[0].geometry.coordinates;
  expect(rings.length).toBe(2);
  const area = (ring: [number, number][]) =>
    ring.slice(1).reduce((total, [x, y], at) => total + ring[at][0] * y - x * ring[at][1], 0) / 2;
  expect(area(rings[0])).toBeGreaterThan(0);
  expect(area(rings[1])).toBeLessThan(0);
  for (const ring of rings) expect(ring.at(-1)).toEqual(ring[0]);
  for (const [lon, lat] of rings[0]) {
    expect(Math.abs(lon + 111)).toBeLessThan(0.02);
    expect(Math.abs(lat - 36.14)).toBeLessThan(0.02);
  }
});

test('targets lie in the highest patch; a window moves them with it', async () => {
  const whole = await written([utm]);
  const gpx = readFileSync(join(whole.out, 'targets.gpx'), 'utf8');
  const point = (text: string) => /<wpt lat="([\d.-]+)" lon="([\d.-]+)">/.exec(text)!.slice(1).map(Number);
  const [lat, lon] = point(gpx);
  // The hot spot is at the middle pixel: 25 × 30 m east and 20 × 30 m south of the corner.
  expect((lon + 111) * 111_320 * Math.cos((36.14 * Math.PI) / 180)).toBeCloseTo(25.5 * 30, -2);
  expect(readFileSync(join(whole.out, 'targets.kml'), 'utf8')).toContain('<outerBoundaryIs>');
  const moved = await written([utm], { x: 10, y: 10, width: 50, height: 40 });
  const [movedLat, movedLon] = point(readFileSync(join(moved.out, 'targets.gpx'), 'utf8'));
  expect((movedLon - lon) * 111_320 * Math.cos((36.14 * Math.PI) / 180)).toBeCloseTo(300, -1);
  expect((movedLat - lat) * 111_000).toBeCloseTo(-300, -1);
});

test('without georeference: pixel coordinates, no areas, no targets, pictures all the same', async () => {
  const { out, files } = await written([]);
  const { features, coordinates } = JSON.parse(readFileSync(join(out, 'polygons.geojson'), 'utf8'));
  expect(coordinates).toMatch(/pixels/);
  expect(features[0].properties.area_km2).toBeUndefined();
  expect(Math.max(...features[0].geometry.coordinates[0].flat())).toBeLessThanOrEqual(50);
  expect(files.targets_gpx).toBeUndefined();
  expect(files.quicklook_png).toBe('quicklook.png');
});

test('pictures show the classes in their colours, and a synthetic scene says so in red on each map', async () => {
  const real = await written([utm]);
  const synthetic = await written([utm, 'gossan synthetic = 1']);
  const reds = (out: string, file: string) => {
    const { data } = decode(readFileSync(join(out, file)));
    let count = 0;
    for (let at = 0; at < data.length; at += 3)
      if (data[at] === 190 && data[at + 1] === 20 && data[at + 2] === 30) count++;
    return count;
  };
  for (const file of ['quicklook.png', 'minerals.png', 'alteration.png']) {
    expect(reds(real.out, file)).toBe(0);
    expect(reds(synthetic.out, file)).toBeGreaterThan(2000);
  }
  const { data } = decode(readFileSync(join(real.out, 'alteration.png')));
  let swatch = 0;
  for (let at = 0; at < data.length; at += 3)
    if (data[at] === 0xb2 && data[at + 1] === 0x2a && data[at + 2] === 0x8d) swatch++;
  expect(swatch).toBeGreaterThanOrEqual(16 * 16);
  expect(readFileSync(join(synthetic.out, 'targets.gpx'), 'utf8')).toContain('SYNTHETIC SCENE');
});

test('a folder that cannot be made is an error that names it', async () => {
  const folder = await temporaryFolder();
  const value = (_: number, __: number, b: number) => 0.1 + 0.01 * b;
  const path = await writeEnvi(folder, { samples: 5, lines: 5, bands: 10, value });
  const reader = await openScene(path);
  const window = { x: 0, y: 0, width: 5, height: 5 };
  await expect(writeMap(sampleRasters(5, 5), reader, window, join(path, 'inside-a-file'))).rejects.toMatchObject({
    code: 'WRITE_FAILED',
  });
  await reader.close();
});

test('a projection that GeoTIFF keys of ours cannot say goes into a sidecar that GDAL reads', async () => {
  const wkt =
    'PROJCS["Nevada_Bonne",GEOGCS["GCS_North_American_1983",DATUM["D_North_American_1983",SPHEROID["GRS_1980",6378137.0,298.257222101]],' +
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Bonne"],PARAMETER["Standard_Parallel_1",38],UNIT["Meter",1.0]]';
  const info = 'map info = {Bonne, 1, 1, 400000, 300000, 30, 30, North America 1983, units=Meters}';
  const { out, files } = await written([info, `coordinate system string = {${wkt}}`]);
  expect(files.swir_aux).toBe('swir.tif.aux.xml');
  const xml = readFileSync(join(out, 'swir.tif.aux.xml'), 'utf8');
  expect(xml.replaceAll('&quot;', '"')).toContain(wkt);
  expect(files.targets_gpx).toBeUndefined();
  const { coordinates, features } = JSON.parse(readFileSync(join(out, 'polygons.geojson'), 'utf8'));
  expect(coordinates).toContain('Nevada_Bonne');
  expect(features[0].geometry.coordinates[0][0][0]).toBeGreaterThan(399_999);
  expect((await written([utm])).files.swir_aux).toBeUndefined();
});
