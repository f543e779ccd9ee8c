import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mapScene } from '../tools/spectral/map/map-scene.ts';
import { readMapRaster } from '../tools/spectral/outputs/index.ts';
import { toLonLat } from '../tools/spectral/readers/georeference.ts';
import { openScene } from '../tools/spectral/readers/open.ts';
import { MASK, type SceneReader } from '../tools/spectral/types.ts';
import { renderScene } from './support/rendered-scene.ts';

describe('an area of interest', () => {
  let scene: ReturnType<typeof renderScene>;
  let reader: SceneReader;
  beforeAll(async () => {
    scene = renderScene(30, 20, [{ x: 0, y: 0, width: 30, height: 20, ground: 'kaolinite' }]);
    reader = await openScene(scene.header);
  });
  afterAll(async () => {
    await reader.close();
    rmSync(scene.folder, { recursive: true, force: true });
  });

  function polygon(name: string, corners: [number, number][]): string {
    const path = join(scene.folder, name);
    const ring = corners.map(([x, y]) => toLonLat(reader.georeference!, x, y)!);
    const geometry = { type: 'Polygon', coordinates: [[...ring, ring[0]]] };
    writeFileSync(
      path,
      JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: {}, geometry }] }),
    );
    return path;
  }

  it('keeps the pixels whose centre it holds; the rest is fill in the rasters and counted apart', async () => {
    const aoi = polygon('in.geojson', [
      [5, 4],
      [15, 4],
      [15, 12],
      [5, 12],
    ]);
    const summary = await mapScene(reader, { out: join(scene.folder, 'in'), aoi, threads: 1 });
    expect(summary.valid_pixels).toBe(80);
    expect(summary.masked.fill).toBe(0);
    expect(summary.minerals.kaolinite.pixels).toBe(80);
    const { data } = await readMapRaster(join(scene.folder, 'in'), 'mask');
    expect(data.filter((value) => value === MASK.fill)).toHaveLength(520);
    // 10 × 8 pixels of 30 m, on the grid of UTM near its central meridian
    expect(summary.aoi).toMatchObject({ name: 'in', file: 'in.geojson', pixels: 80, outside_pixels: 520, notes: [] });
    expect(summary.aoi?.area_km2).toBeCloseTo((10 * 8 * 0.0009) / 0.9996 ** 2, 5);
    expect(summary.aoi?.area_in_scene_km2).toBeCloseTo(summary.minerals.kaolinite.area_km2!, 6);
    expect(summary.minerals.kaolinite.share).toBe(1);
  });

  it('that reaches beyond the scene keeps its whole area; overlapping polygons count a pixel once, and that is said', async () => {
    const rings = [
      [20, -10, 50, 10],
      [25, 5, 50, 30],
    ].map(([x0, y0, x1, y1]) => {
      const corners = [
        [x0, y0],
        [x1, y0],
        [x1, y1],
        [x0, y1],
      ].map(([x, y]) => toLonLat(reader.georeference!, x, y)!);
      return [...corners, corners[0]];
    });
    const aoi = join(scene.folder, 'two.geojson');
    writeFileSync(aoi, JSON.stringify({ type: 'MultiPolygon', coordinates: rings.map((ring) => [ring]) }));
    const summary = await mapScene(reader, { out: join(scene.folder, 'two'), aoi, threads: 1 });
    // 10 × 10 pixels and 5 × 15, less the 5 × 5 that both hold
    expect(summary.aoi?.pixels).toBe(150);
    expect(summary.aoi?.area_km2).toBeCloseTo(((30 * 20 + 25 * 25) * 0.0009) / 0.9996 ** 2, 4);
    expect(summary.aoi?.notes.join()).toMatch(/overlap/);
  });

  it('with a hole leaves the hole out; map coordinates are understood where the file names their system', async () => {
    const box = (x0: number, y0: number, x1: number, y1: number) => {
      const at = (x: number, y: number) => [500_000 + 30 * x, 4_150_000 - 30 * y];
      return [at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1), at(x0, y0)];
    };
    const aoi = join(scene.folder, 'utm.geojson');
    const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::32611' } };
    const coordinates = [box(5, 4, 15, 12), box(8, 6, 10, 8)];
    writeFileSync(aoi, JSON.stringify({ type: 'Polygon', crs, coordinates }));
    const summary = await mapScene(reader, { out: join(scene.folder, 'utm'), aoi, threads: 1 });
    expect(summary.aoi?.pixels).toBe(76);
    expect(summary.aoi?.area_km2).toBeCloseTo((76 * 0.0009) / 0.9996 ** 2, 5);
  });

  it('on a scene without georeference is refused, and the scene is named', async () => {
    const bare = renderScene(8, 8, [], { georeferenced: false });
    const flat = await openScene(bare.header);
    const aoi = polygon('any.geojson', [
      [5, 4],
      [15, 4],
      [15, 12],
    ]);
    await expect(mapScene(flat, { out: join(bare.folder, 'x'), aoi })).rejects.toMatchObject({ code: 'AOI_SCENE' });
    await flat.close();
    rmSync(bare.folder, { recursive: true, force: true });
  });

  it('that misses the scene is refused', async () => {
    const aoi = polygon('out.geojson', [
      [500, 400],
      [510, 400],
      [510, 410],
    ]);
    await expect(mapScene(reader, { out: join(scene.folder, 'x'), aoi })).rejects.toMatchObject({
      code: 'AOI_OUTSIDE',
    });
  });

  it('without a polygon is refused with its path', async () => {
    const aoi = join(scene.folder, 'point.geojson');
    writeFileSync(aoi, JSON.stringify({ type: 'Point', coordinates: [-117, 37] }));
    await expect(mapScene(reader, { out: join(scene.folder, 'x'), aoi })).rejects.toThrow(
      /point\.geojson.*Point, but no polygon/,
    );
  });

  it.each([
    ['{"type":"Polygon","coordinates":[[[0,0],[1,1],[0,0]]]}', /fewer than four/],
    ['{"type":"Polygon","coordinates":[[[0,0],[1,"x"],[1,1],[0,0]]]}', /no position/],
    ['{"type":"Polygon","coordinates":7}', /no coordinates/],
    [`${'{"type":"GeometryCollection","geometries":['.repeat(50)}${']}'.repeat(50)}`, /nested too deeply/],
    ['{"type":', /not JSON/],
    ['coordinates: 1 2 3', /neither GeoJSON/],
  ])('damaged is refused: %s', async (text, message) => {
    const aoi = join(scene.folder, 'damaged.geojson');
    writeFileSync(aoi, text);
    await expect(mapScene(reader, { out: join(scene.folder, 'x'), aoi })).rejects.toMatchObject({ code: 'AOI_FORMAT' });
    await expect(mapScene(reader, { out: join(scene.folder, 'x'), aoi })).rejects.toThrow(message);
  });
});
