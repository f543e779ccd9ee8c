import type { RgbImage } from '../../core/chat-model.ts';
import { GossanError } from '../../core/errors.ts';
import type { SlowCall } from '../../core/progress.ts';
import type { PixelWindow, SceneReader } from '../../tools/spectral/types.ts';
import {
  loadRecipe,
  paintView,
  readColoursTogether,
  togetherDrawn,
  type ViewColours,
} from '../../tools/spectral/views/index.ts';
import type { ViewSet } from './view-set.ts';

/** A picture that a model is shown. */
export interface SceneView {
  recipe: string;
  /** Title and how to read the colours, for models that were not trained on this view. */
  about: string;
  image: RgbImage;
  /** Share of the picture that has data, 0 to 1. */
  valid: number;
  /** What its projector turned into colours, where that was wished for and it has one. */
  channels?: ViewChannels;
}

/** N numbers a cell, N × height × width; NaN where there is no data. */
export interface ViewChannels {
  shape: [channels: number, height: number, width: number];
  data: Float32Array;
}

/**
 * Draws the views of a window, in the order of the set. A recipe whose bands the sensor lacks is left out.
 * @throws GossanError VIEW_BANDS where none can be drawn, VIEW_RECIPE, VIEW_PROJECTOR, SCENE_WINDOW, and what reading throws
 */
export async function sceneViews(
  reader: SceneReader,
  window: PixelWindow,
  set: ViewSet,
  { keepChannels = false, ...options }: SlowCall & { keepChannels?: boolean } = {},
): Promise<SceneView[]> {
  const { size, cells, projectors } = set;
  const longest = Math.max(window.width, window.height);
  const views = new Map<string, SceneView>();
  let lacking: GossanError | undefined;
  for (const group of togetherDrawn(set.views.map(loadRecipe))) {
    try {
      const drawn = await readColoursTogether(reader, group, {
        ...options,
        ...(projectors ? { projectors } : {}),
        window,
        size: cells === null ? size : Math.min(cells, longest),
        keepInputs: keepChannels,
      });
      for (const one of drawn) {
        const channels = channelsOf(one);
        const view = shownView(one, cells === null ? null : size);
        views.set(one.recipe.name, channels ? { ...view, channels } : view);
      }
    } catch (error) {
      if (!(error instanceof GossanError) || error.code !== 'VIEW_BANDS') throw error;
      lacking ??= error;
    }
  }
  if (views.size === 0 && lacking) throw lacking;
  return set.views.flatMap((name) => views.get(name) ?? []);
}

function channelsOf({ inputs, lines, cells }: ViewColours): ViewChannels | undefined {
  return inputs && { shape: [inputs.length / (lines * cells), lines, cells], data: inputs };
}

/**
 * Paints a view. @param side of the square that it is painted as, each pixel showing the cell that its middle lies in; null
 * keeps its own size. A window that is no square is stretched: every pixel stays ground, and boxes from 0 to 1000 stay those of
 * the window.
 */
export function shownView(drawn: ViewColours, side: number | null): SceneView {
  const square = side === null ? {} : { width: side, height: side };
  const { recipe, width, height, image: data, valid } = paintView({ ...drawn, ...square });
  return {
    recipe: recipe.name,
    about: `${recipe.title}. ${recipe.reading}`,
    image: { width, height, data },
    valid: valid.reduce((sum, one) => sum + one, 0) / valid.length,
  };
}
