import { describe, expect, test } from 'vitest';
import { openScene } from '../tools/spectral/readers/open.ts';
import { loadRecipe } from '../tools/spectral/views/load-recipe.ts';
import { renderView } from '../tools/spectral/views/render-view.ts';
import { hasShared, sharedData } from './support/shared-data.ts';
import { EMIT, viewScene } from './support/view-scene.ts';

const recipe = loadRecipe('true-colour');
const flat = (reflectance: number) => (um: number) => reflectance + 0.001 * um;

describe('view pixels and scene pixels', () => {
  test('a bright pixel is found again at the place that window and scale give, enlarged', async () => {
    const [x, y] = [13, 8];
    const reader = await viewScene({ samples: 30, lines: 20 }, EMIT, (i, j) => flat(i === x && j === y ? 0.6 : 0.2));
    const view = await renderView(reader, recipe, { window: { x: 5, y: 3, width: 20, height: 12 }, size: 90 });
    expect([view.width, view.height]).toEqual([90, 54]);
    let bright = 0;
    for (let at = 0; at < view.width * view.height; at++) {
      if (view.image[3 * at] < 200) continue;
      bright++;
      const column = (at % view.width) + 0.5;
      const row = Math.floor(at / view.width) + 0.5;
      expect(Math.floor(view.window.x + column / view.scale.x)).toBe(x);
      expect(Math.floor(view.window.y + row / view.scale.y)).toBe(y);
    }
    // 4.5 view pixels a scene pixel.
    expect([16, 20, 25]).toContain(bright);
    await reader.close();
  });

  test('shrunk: each cell is the mean reflectance of the ground that it covers', async () => {
    // Stripes of 0.1 and 0.5, three scene pixels to two cells: the cells see 1/3 and 2/3 of the bright stripe.
    const reader = await viewScene({ samples: 30, lines: 30 }, EMIT, (x) => flat(x % 3 === 0 ? 0.5 : 0.1));
    const view = await renderView(reader, recipe, { size: 20 });
    const [low, high] = [view.limits.low[0], view.limits.high[0]];
    const reflectance = (x: number) => view.values[3 * (20 * 7 + x)] ** (1 / recipe.stretch.gamma) * (high - low) + low;
    expect(reflectance(4)).toBeCloseTo((1 * 0.5 + 0.5 * 0.1) / 1.5, 2);
    expect(reflectance(5)).toBeCloseTo(0.1, 2);
    await reader.close();
  });

  test('the longer side has the size, the other keeps the proportion, a line stays a line', async () => {
    const reader = await viewScene({ samples: 40, lines: 10 }, EMIT, (x) => flat(0.2 + 0.01 * x));
    expect(await renderView(reader, recipe, { size: 64 })).toMatchObject({ width: 64, height: 16 });
    expect(await renderView(reader, recipe, { size: 8 })).toMatchObject({ width: 8, height: 2 });
    const line = { x: 0, y: 4, width: 40, height: 1 };
    expect(await renderView(reader, recipe, { window: line, size: 20 })).toMatchObject({ width: 20, height: 1 });
    await reader.close();
  });

  test('a window outside the scene is refused; an aborted one stops', async () => {
    const reader = await viewScene({ samples: 6, lines: 6 }, EMIT, (x) => flat(0.2 + 0.01 * x));
    const outside = renderView(reader, recipe, { window: { x: 4, y: 0, width: 4, height: 4 } });
    await expect(outside).rejects.toMatchObject({ code: 'SCENE_WINDOW' });
    await expect(renderView(reader, recipe, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
    await reader.close();
  });

  test('progress ends at the last line', async () => {
    const reader = await viewScene({ samples: 6, lines: 6 }, EMIT, (x) => flat(0.2 + 0.01 * x));
    const seen: unknown[] = [];
    await renderView(reader, recipe, { onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toEqual({ step: 'drawing true-colour', done: 6, total: 6, unit: 'lines' });
    await reader.close();
  });
});

describe('fill', () => {
  test('is grey, and counted; a cell that is half fill shows its valid half', async () => {
    // The left 10 columns are fill: of the cells of 4 columns the third is half fill.
    const reader = await viewScene({ samples: 40, lines: 8 }, EMIT, (x, y) =>
      x < 10 ? undefined : flat(0.2 + 0.02 * y),
    );
    const view = await renderView(reader, recipe, { size: 10 });
    expect([...view.valid.subarray(0, 10)]).toEqual([0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect([...view.image.subarray(0, 6)]).toEqual([128, 128, 128, 128, 128, 128]);
    expect(view.image[6]).toBe(view.image[9]);
    expect(view.sample).toBe(16);
    await reader.close();
  });

  test.skipIf(!hasShared)('AVIRIS-NG padding shows though no ignore value is named, with three bands too', async () => {
    const crop = 'spectral/aviris_ng_pycoal/ang20150422t163638_corr_v1e_img_4000-4010_550-560.img';
    const reader = await openScene(sharedData(crop));
    const view = await renderView(reader, recipe, { size: 10 });
    expect(view.valid.filter((one) => one === 1)).toHaveLength(40);
    await reader.close();
  });

  test.skipIf(!hasShared)('a crop that is all fill is all grey', async () => {
    const reader = await openScene(
      sharedData('spectral/aviris_ng_pycoal/ang20140912t192359_corr_v1c_img_400-410_10-20.img'),
    );
    for (const name of ['true-colour', 'embedding']) {
      const view = await renderView(reader, loadRecipe(name), { size: 10 });
      expect(view.image.every((value) => value === 128)).toBe(true);
      expect(view.sample).toBe(0);
    }
    await reader.close();
  });
});
