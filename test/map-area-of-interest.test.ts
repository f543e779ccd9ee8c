import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mapScene } from '../tools/spectral/map/map-scene.ts';
import { toLonLat } from '../tools/spectral/readers/georeference.ts';
import { openScene } from '../tools/spectral/readers/open.ts';
import type { SceneReader } from '../tools/spectral/types.ts';
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

  it('keeps the pixels whose centre it holds and masks the rest as fill', async () => {
    const aoi = polygon('in.geojson', [
      [5, 4],
      [15, 4],
      [15, 12],
      [5, 12],
    ]);
    const summary = await mapScene(reader, { out: join(scene.folder, 'in'), aoi, threads: 1 });
    expect(summary.valid_pixels).toBe(80);
    expect(summary.masked.fill).toBe(520);
    expect(summary.minerals.kaolinite.pixels).toBe(80);
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
    await expect(mapScene(reader, { out: join(scene.folder, 'x'), aoi })).rejects.toThrow(/point\.geojson/);
  });
});
