import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HeatmapViews } from '../agents/vision/heatmap-views.ts';
import { sceneViews } from '../agents/vision/scene-views.ts';
import { viewSetOf } from '../agents/vision/view-set.ts';
import type { VisionCard } from '../core/chat-model.ts';
import { openScene } from '../tools/spectral/readers/open.ts';
import type { SceneReader } from '../tools/spectral/types.ts';
import { loadRecipe, type Recipe } from '../tools/spectral/views/index.ts';
import { loadProjector } from '../tools/spectral/views/load-projector.ts';
import { renderScene } from './support/rendered-scene.ts';

const VIEWS = { 'channels-6': 6, 'channels-8': 8, 'channels-16': 16, embedding: 128, 'minerals-a': 128 };
const card: VisionCard = {
  name: 'gossan-nano',
  base: '0'.repeat(64),
  views: Object.keys(VIEWS),
  size: 192,
  window: 48,
  calibration: null,
};

let scene: { header: string; folder: string };
let reader: SceneReader;
beforeAll(async () => {
  scene = renderScene(40, 30, [{ x: 0, y: 0, width: 20, height: 30, ground: 'alunite' }]);
  reader = await openScene(scene.header);
});
afterAll(async () => {
  await reader.close();
  rmSync(scene.folder, { recursive: true });
});

/** The shipped projector of a view as an adapter would carry it, each colour's weights scaled. */
function projectorOf(view: string, inputs: number, scale: readonly [number, number, number]) {
  const { weights, bias } = loadProjector(loadRecipe(view) as Recipe & { projector: string }, inputs);
  return { weights: scale.map((factor, colour) => weights.map((row) => factor * row[colour]!)), bias };
}

const carried = (scale: [number, number, number]): VisionCard => ({
  ...card,
  projectors: Object.fromEntries(
    Object.entries(VIEWS).map(([view, inputs]) => [view, projectorOf(view, inputs, scale)]),
  ),
});
const drawn = (of: VisionCard) =>
  sceneViews(reader, { x: 0, y: 0, width: reader.width, height: reader.height }, viewSetOf(of));

describe('projectors that a model carries', () => {
  it("draw the views of their names in place of the recipes' own", async () => {
    const [shipped, same, other] = [
      await drawn(card),
      await drawn(carried([1, 1, 1])),
      await drawn(carried([1, -1, 1])),
    ];
    expect(same).toEqual(shipped);
    for (const [at, { recipe, image }] of other.entries()) {
      const before = shipped[at]!.image.data;
      const green = image.data.filter((value, byte) => byte % 3 === 1 && value !== before[byte]);
      expect([recipe, green.length > 0]).toEqual([recipe, true]);
      expect(image.data.filter((_, byte) => byte % 3 === 0)).toEqual(before.filter((_, byte) => byte % 3 === 0));
    }
  });

  it('draw the windows of a heatmap alike', async () => {
    const set = viewSetOf(carried([1, -1, 0.5]));
    const windows = [0, 10, 20].map((x) => ({ x, y: 5, width: 20, height: 20 }));
    const row = await new HeatmapViews(reader, set).row(windows, [true, false, true]);
    expect(row[1]).toBeNull();
    for (const at of [0, 2]) expect(row[at]).toEqual(await sceneViews(reader, windows[at]!, set));
  });

  it('of an adapter that a server without a card serves decide what it is shown', async () => {
    const { projectors } = carried([1, -1, 1]);
    const set = viewSetOf(null, { projectors: { embedding: projectors!.embedding! }, size: 96 });
    const [view, ...more] = await sceneViews(reader, { x: 0, y: 0, width: 40, height: 30 }, set);
    expect([view!.recipe, view!.image.width, more.length]).toEqual(['embedding', 96, 0]);
    const [shipped] = await sceneViews(
      reader,
      { x: 0, y: 0, width: 40, height: 30 },
      { ...set, projectors: undefined },
    );
    expect(view!.image.data).not.toEqual(shipped!.image.data);
  });

  it('are refused where they do not fit their view', async () => {
    const projectors = { 'channels-6': projectorOf('channels-8', 8, [1, 1, 1]) };
    await expect(drawn({ ...card, projectors })).rejects.toMatchObject({ code: 'VIEW_PROJECTOR' });
    await expect(drawn({ ...card, projectors })).rejects.toThrow(/channels-6.*3 × 6 weights/);
  });
});
