import { GossanError } from '../../core/errors.ts';
import type { SlowCall } from '../../core/progress.ts';
import type { PixelWindow, SceneReader } from '../../tools/spectral/types.ts';
import { loadRecipe, paintView, type Recipe, readColours, type ViewColours } from '../../tools/spectral/views/index.ts';
import { type SceneView, sceneViews, shownView } from './scene-views.ts';
import type { ViewSet } from './view-set.ts';

/**
 * Draws the views of a grid's windows, row of windows by row from above to below. Where windows are not averaged down, each
 * line of the scene is read and brought to three numbers a pixel once, and windows are cut out of these and stretched each
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
   * @returns the views of each window
   * @throws GossanError VIEW_BANDS where no view can be drawn, and what reading throws
   */
  async row(windows: readonly PixelWindow[]): Promise<SceneView[][]> {
    const ofWindow: SceneView[][] = windows.map(() => []);
    let lacking: GossanError | undefined;
    for (const name of this.#set.views) {
      try {
        const drawn = await this.#rowOf(loadRecipe(name), windows);
        for (const [at, view] of drawn.entries()) ofWindow[at]!.push(view);
      } catch (error) {
        if (!(error instanceof GossanError) || error.code !== 'VIEW_BANDS') throw error;
        lacking ??= error;
      }
    }
    if (lacking && ofWindow.every((views) => views.length === 0)) throw lacking;
    return ofWindow;
  }

  async #rowOf(recipe: Recipe, windows: readonly PixelWindow[]): Promise<SceneView[]> {
    const { cells, size } = this.#set;
    const [first] = windows;
    if (cells === null || Math.max(first!.width, first!.height) > cells) {
      const views: SceneView[] = [];
      for (const window of windows) {
        const one = { ...this.#set, views: [recipe.name] };
        views.push(...(await sceneViews(this.#reader, window, one, this.#options)));
      }
      return views;
    }
    const last = windows.at(-1)!;
    const strip = { ...first!, width: last.x + last.width - first!.x };
    const lines = this.#lines.get(recipe.name) ?? new DrawnLines(recipe, strip);
    this.#lines.set(recipe.name, lines);
    await lines.moveTo(strip, this.#reader, this.#options);
    return windows.map((window) => lines.cut(window, size));
  }
}

/** The lines of one view that the present row of windows shows, before their stretch. */
class DrawnLines {
  readonly #recipe: Recipe;
  readonly #x: number;
  readonly #width: number;
  /** Line of the scene → its three numbers a pixel: 3 × width. */
  readonly #lines = new Map<number, Float64Array>();
  #made: Pick<ViewColours, 'channels' | 'projector' | 'embedding'> = { channels: [] };

  constructor(recipe: Recipe, { x, width }: PixelWindow) {
    this.#recipe = recipe;
    this.#x = x;
    this.#width = width;
  }

  /** Lets go of the lines above the strip and draws those that are missing. */
  async moveTo(strip: PixelWindow, reader: SceneReader, options: SlowCall): Promise<void> {
    for (const y of this.#lines.keys()) if (y < strip.y) this.#lines.delete(y);
    const y = strip.y + this.#lines.size;
    const missing = { ...strip, y, height: strip.y + strip.height - y };
    const { colours, cells, lines, ...made } = await readColours(reader, this.#recipe, {
      ...options,
      window: missing,
      // one view pixel a scene pixel
      size: Math.max(missing.width, missing.height),
    });
    this.#made = made;
    for (let line = 0; line < lines; line++) {
      const three = new Float64Array(3 * cells);
      for (let c = 0; c < 3; c++) {
        const from = (c * lines + line) * cells;
        three.set(colours.subarray(from, from + cells), c * cells);
      }
      this.#lines.set(y + line, three);
    }
  }

  cut(window: PixelWindow, size: number): SceneView {
    const { x, y, width, height } = window;
    const colours = new Float64Array(3 * width * height);
    for (let line = 0; line < height; line++) {
      const three = this.#lines.get(y + line)!;
      for (let c = 0; c < 3; c++) {
        const from = c * this.#width + x - this.#x;
        colours.set(three.subarray(from, from + width), (c * height + line) * width);
      }
    }
    const grid = { cells: width, lines: height, width, height };
    return shownView(paintView({ ...this.#made, recipe: this.#recipe, window, colours, ...grid }), size);
  }
}
