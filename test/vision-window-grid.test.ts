import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HeatmapViews } from '../agents/vision/heatmap-views.ts';
import { sceneViews } from '../agents/vision/scene-views.ts';
import { spreadOver, windowGrid } from '../agents/vision/window-grid.ts';
import { openScene } from '../tools/spectral/readers/open.ts';
import type { SceneReader } from '../tools/spectral/types.ts';
import { loadRecipe, recipeNames, renderView } from '../tools/spectral/views/index.ts';
import { renderScene } from './support/rendered-scene.ts';

const AREA = { x: 10, y: 20, width: 100, height: 50 };

describe('the windows of a heatmap', () => {
  it('cover the area, the last of a row and of a column ending with it', () => {
    const { windows, columns } = windowGrid(AREA, 48, 24);
    expect(windows.slice(0, columns).map(({ x }) => x)).toEqual([10, 34, 58, 62]);
    expect([...new Set(windows.map(({ y }) => y))]).toEqual([20, 22]);
    expect(windows.every(({ width, height }) => width === 48 && height === 48)).toBe(true);
  });

  it('are as narrow as the area where that is narrower', () => {
    expect(windowGrid({ ...AREA, height: 7 }, 48, 48).windows.map(({ x, height }) => [x, height])).toEqual([
      [10, 7],
      [58, 7],
      [62, 7],
    ]);
  });

  it('give each pixel the mean of those that cover it', () => {
    const windows = [
      { x: 0, y: 0, width: 2, height: 1 },
      { x: 1, y: 0, width: 2, height: 1 },
      { x: 3, y: 0, width: 1, height: 1 },
    ];
    const values = spreadOver({ x: 0, y: 0, width: 5, height: 1 }, windows, [0.2, 0.6, Number.NaN]);
    expect([...values].map((value) => Number(value.toFixed(6)))).toEqual([0.2, 0.4, 0.6, Number.NaN, Number.NaN]);
  });
});

describe('views cut out of the lines of a scene', () => {
  let scene: { header: string; folder: string };
  let reader: SceneReader;
  beforeAll(async () => {
    const parts = [
      { x: 3, y: 2, width: 20, height: 12, ground: 'alunite' },
      { x: 30, y: 10, width: 15, height: 20, ground: 'hematite' },
      { x: 0, y: 28, width: 6, height: 6, ground: () => Number.NaN },
    ];
    scene = renderScene(52, 37, parts);
    reader = await openScene(scene.header);
  });
  afterAll(async () => {
    await reader.close();
    rmSync(scene.folder, { recursive: true });
  });

  it.each([
    ['smaller than what a view shows', 16, 8],
    ['with gaps between them', 10, 14],
    ['averaged down', 30, 20],
  ])('are those of the windows one by one: %s', async (_, side, step) => {
    const set = { views: ['alteration-depths', 'iron', 'embedding'], size: 96, cells: 24 };
    const { windows, columns } = windowGrid({ x: 1, y: 1, width: 51, height: 36 }, side, step);
    const rows = new HeatmapViews(reader, set);
    for (let row = 0; row < windows.length; row += columns) {
      const some = windows.slice(row, row + columns);
      const cut = await rows.row(some);
      for (const [at, window] of some.entries()) {
        const alone = await sceneViews(reader, window, set);
        expect(cut[at]).toEqual(alone);
      }
    }
  });

  it('are drawn together as each recipe draws alone', async () => {
    const window = { x: 2, y: 1, width: 24, height: 24 };
    const views = await sceneViews(reader, window, { views: recipeNames(), size: 48, cells: 24 });
    expect(views.map(({ recipe }) => recipe)).toEqual(recipeNames());
    for (const { recipe, image } of views) {
      const alone = await renderView(reader, loadRecipe(recipe), { window, size: 48 });
      expect([recipe, Buffer.compare(image.data, alone.image)]).toEqual([recipe, 0]);
    }
  });
});
