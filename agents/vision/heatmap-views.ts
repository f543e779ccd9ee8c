import { GossanError } from '../../core/errors.ts';
import type { SlowCall } from '../../core/progress.ts';
import type { PixelWindow, SceneReader } from '../../tools/spectral/types.ts';
import {
  coloursOf,
  loadRecipe,
  type Recipe,
  readColoursTogether,
  togetherDrawn,
  type ViewOptions,
} from '../../tools/spectral/views/index.ts';
import { type SceneView, sceneViews, shownView } from './scene-views.ts';
import type { ViewSet } from './view-set.ts';

/**
 * Draws the views of a grid's windows, row of windows by row from above to below. Where windows are not averaged down, each
 * line of the scene is read and brought to the views' numbers a pixel once, and windows are cut out of these and stretched each
 * for itself: the same pixels as one by one, many times sooner.
 */
export class HeatmapViews {
  readonly #reader: SceneReader;
  readonly #set: ViewSet;
  readonly #options: SlowCall;
  readonly #lines = new Map<string, DrawnLines>();

  constructor(reader: SceneReader, set: ViewSet, options: SlowCall = {}) {
    this.#reader = reader;
    this.#set = set;
    this.#options = options;
  }

  /**
   * @param windows a row of the grid: the same y and size, from left to right; rows come in falling order of the ground
   * @param wanted of each, whether its views are wanted; all when left out
   * @returns the views of each window, null of those that are not wanted
   * @throws GossanError VIEW_BANDS where no view can be drawn, and what reading throws
   */
  async row(windows: readonly PixelWindow[], wanted?: readonly boolean[]): Promise<(SceneView[] | null)[]> {
    const { views: names, cells, size, projectors } = this.#set;
    const isWanted = (at: number) => wanted?.[at] ?? true;
    const [first] = windows;
    if (cells === null || Math.max(first!.width, first!.height) > cells) {
      const alone: (SceneView[] | null)[] = [];
      for (const [at, window] of windows.entries()) {
        alone.push(isWanted(at) ? await sceneViews(this.#reader, window, this.#set, this.#options) : null);
      }
      return alone;
    }
    const last = windows.at(-1)!;
    const strip = { ...first!, width: last.x + last.width - first!.x };
    const drawn: DrawnLines[] = [];
    let lacking: GossanError | undefined;
    for (const group of togetherDrawn(names.map(loadRecipe))) {
      const key = group[0]!.name;
      const lines = this.#lines.get(key) ?? new DrawnLines(group, strip);
      this.#lines.set(key, lines);
      try {
        await lines.moveTo(strip, this.#reader, { ...this.#options, ...(projectors ? { projectors } : {}) });
        drawn.push(lines);
      } catch (error) {
        if (!(error instanceof GossanError) || error.code !== 'VIEW_BANDS') throw error;
        lacking ??= error;
      }
    }
    if (lacking && drawn.length === 0) throw lacking;
    return windows.map((window, at) => {
      if (!isWanted(at)) return null;
      const views = drawn.flatMap((lines) => lines.cut(window, size));
      return views.sort((a, b) => names.indexOf(a.recipe) - names.indexOf(b.recipe));
    });
  }
}

/** The lines of a group of views that the present row of windows shows, before their stretch. */
class DrawnLines {
  readonly #recipes: readonly Recipe[];
  readonly #x: number;
  readonly #width: number;
  /** Line of the scene → of each recipe, its numbers a pixel (3, or 3 · tiles²) × width. */
  readonly #lines = new Map<number, Float64Array[]>();

  constructor(recipes: readonly Recipe[], { x, width }: PixelWindow) {
    this.#recipes = recipes;
    this.#x = x;
    this.#width = width;
  }

  /** Lets go of the lines above the strip and draws those that are missing. */
  async moveTo(
    strip: PixelWindow,
    reader: SceneReader,
    options: Pick<ViewOptions, 'signal' | 'projectors'>,
  ): Promise<void> {
    for (const y of this.#lines.keys()) if (y < strip.y) this.#lines.delete(y);
    const y = strip.y + this.#lines.size;
    const missing = { ...strip, y, height: strip.y + strip.height - y };
    // one view pixel a scene pixel
    const size = Math.max(missing.width, missing.height);
    const drawn = await readColoursTogether(reader, this.#recipes, { ...options, window: missing, size });
    for (let line = 0; line < missing.height; line++) {
      this.#lines.set(
        y + line,
        drawn.map(({ recipe, colours, cells, lines }) => {
          const numbers = new Float64Array(coloursOf(recipe) * cells);
          for (let c = 0; c < coloursOf(recipe); c++) {
            const from = (c * lines + line) * cells;
            numbers.set(colours.subarray(from, from + cells), c * cells);
          }
          return numbers;
        }),
      );
    }
  }

  cut(window: PixelWindow, size: number): SceneView[] {
    const { x, y, width, height } = window;
    return this.#recipes.map((recipe, at) => {
      const colours = new Float64Array(coloursOf(recipe) * width * height);
      for (let line = 0; line < height; line++) {
        const numbers = this.#lines.get(y + line)![at]!;
        for (let c = 0; c < coloursOf(recipe); c++) {
          const from = c * this.#width + x - this.#x;
          colours.set(numbers.subarray(from, from + width), (c * height + line) * width);
        }
      }
      const grid = { cells: width, lines: height, width, height };
      return shownView({ recipe, window, channels: [], colours, ...grid }, size);
    });
  }
}
