import type { SlowCall } from '../../../core/progress.ts';
import { readBands } from '../readers/read-bands.ts';
import { checkWindow } from '../readers/window.ts';
import type { PixelWindow, SceneReader } from '../types.ts';
import { AreaMean } from './area-mean.ts';
import { coloursOf, type Embedding, type GivenProjector, type Projector, type Recipe, tilesOf } from './format.ts';
import { givenProjector, loadEmbedding, loadProjector } from './load-projector.ts';
import { bandsToRead, type ChannelWeights, channelWeights, resampleLine } from './resample.ts';
import rules from './rules.json' with { type: 'json' };
import { type StretchLimits, stretchLimits } from './stretch.ts';
import { embed, project, toThree } from './to-three.ts';

/** Values of all the scene's bands that are read at once: 16 MiB, whatever the scene's size. */
const VALUES_AT_ONCE = 4 * 1024 * 1024;

export interface ViewOptions extends SlowCall {
  /** Part of the scene in its pixels; all of it when left out. */
  window?: PixelWindow;
  /** Longer side of the view in view pixels; the recipe's own when left out. */
  size?: number;
  /** A projector file in place of the shipped one, for recipes that have one. */
  projector?: string;
  /** Projectors of a vision model by the name of the recipe, in place of the shipped ones. */
  projectors?: Readonly<Record<string, GivenProjector>>;
  /** Keep what goes into the projector: {@link ViewColours.inputs}. */
  keepInputs?: boolean;
}

/** A drawn view, its numbers, and what is needed to find its pixels in the scene again. */
export interface View {
  recipe: Recipe;
  width: number;
  height: number;
  /** 8-bit RGB, pixel by pixel from the upper left corner. */
  image: Uint8Array;
  /** The same before quantisation, 0..1; fill holds the neutral value. */
  values: Float32Array;
  /** 1 a view pixel with data, 0 a fill one. */
  valid: Uint8Array;
  window: PixelWindow;
  /** View pixels a scene pixel: scene x = window.x + view x / scale.x. */
  scale: { x: number; y: number };
  limits: StretchLimits;
  /** Valid cells that percentile limits were taken from. */
  sample: number;
  /** How many of the scene's bands make up each of the recipe's. */
  channels: ChannelWeights[];
  projector?: Projector;
  embedding?: Embedding;
}

/**
 * Draws a part of a scene by a recipe. Larger windows are shrunk by area means of reflectance, as a coarser sensor would
 * see them, smaller ones enlarged pixel by pixel; the proportion is kept. Reads line by line: memory follows the view.
 * The same scene, recipe and options give the same bytes; Python's twin agrees to 1e-5.
 * @throws GossanError SCENE_WINDOW, VIEW_BANDS (the sensor lacks bands), VIEW_PROJECTOR, and what reading throws
 */
export async function renderView(reader: SceneReader, recipe: Recipe, options: ViewOptions = {}): Promise<View> {
  return paintView(await readColours(reader, recipe, options));
}

/** A view before its stretch: three numbers a cell and tile. */
export interface ViewColours extends Pick<View, 'recipe' | 'window' | 'channels' | 'projector' | 'embedding'> {
  /** 3 · tiles² × cells; NaN in all of them where there is no data. */
  colours: Float64Array;
  /** What goes into the projector, inputs × cells; NaN where there is no data. Of recipes with a projector, where it was wished for. */
  inputs?: Float32Array;
  /** Of the grid of cells. */
  cells: number;
  lines: number;
  /** Of the view, in its pixels. */
  width: number;
  height: number;
}

/** The slow part of {@link renderView}: everything before the colours of the whole view are known, on which a stretch may depend. */
export async function readColours(
  reader: SceneReader,
  recipe: Recipe,
  options: ViewOptions = {},
): Promise<ViewColours> {
  return (await readColoursTogether(reader, [recipe], options))[0];
}

/** Recipes in groups that {@link readColoursTogether} takes: those with the same embedding of the same bands, others alone. */
export function togetherDrawn(recipes: readonly Recipe[]): Recipe[][] {
  const groups = new Map<string, Recipe[]>();
  for (const recipe of recipes) {
    const { name, bands, gaps } = recipe;
    const key = recipe.kind === 'embedding' ? JSON.stringify([recipe.embedding, bands, gaps]) : name;
    groups.set(key, [...(groups.get(key) ?? []), recipe]);
  }
  return [...groups.values()];
}

/** As {@link readColours}, for a group of {@link togetherDrawn}: the scene is read, shrunk and embedded once for all of them. */
export async function readColoursTogether(
  reader: SceneReader,
  recipes: readonly Recipe[],
  options: ViewOptions = {},
): Promise<ViewColours[]> {
  const [first] = recipes;
  const window = options.window ?? { x: 0, y: 0, width: reader.width, height: reader.height };
  checkWindow(window, reader);
  const channels = channelWeights(first, reader);
  const embedding = first.kind === 'embedding' ? loadEmbedding(first.embedding) : undefined;
  const inputs = embedding ? embedding.layers[embedding.layers.length - 1].outputs : channels.length;

  const { width, height } = viewSize(window, options.size ?? first.size);
  const cells = Math.min(width, window.width);
  const lines = Math.min(height, window.height);
  const grid = { cells, lines, width, height };
  const kept = options.keepInputs && 'projector' in first ? new Float32Array(inputs * cells * lines) : undefined;
  const drawn = recipes.map((recipe) => {
    const projector = projectorOf(recipe, inputs, options);
    const colour = embedding ? project(projector!) : toThree(recipe, projector);
    return {
      view: {
        recipe,
        window,
        channels,
        projector,
        embedding,
        colours: new Float64Array(coloursOf(recipe) * cells * lines),
        ...(kept ? { inputs: kept } : {}),
        ...grid,
      },
      colour,
    };
  });
  const shrink = new AreaMean(channels.length, window.width, window.height, cells, lines);
  await eachLine(reader, window, channels, first, options, (y, line) =>
    shrink.put(y, line, (cellLine, means) => {
      const values = embedding ? embed(embedding, means, cells) : means;
      for (let n = 0; kept && n < inputs; n++) {
        kept.set(values.subarray(n * cells, (n + 1) * cells), (n * lines + cellLine) * cells);
      }
      for (const { view, colour } of drawn) {
        const found = colour(values, cells);
        for (let c = 0; c * cells < found.length; c++) {
          view.colours.set(found.subarray(c * cells, (c + 1) * cells), (c * lines + cellLine) * cells);
        }
      }
    }),
  );
  return drawn.map(({ view }) => view);
}

function projectorOf(recipe: Recipe, inputs: number, { projector, projectors }: ViewOptions): Projector | undefined {
  if (!('projector' in recipe)) return undefined;
  const given = projectors && Object.hasOwn(projectors, recipe.name) ? projectors[recipe.name] : undefined;
  return given ? givenProjector(recipe, inputs, given) : loadProjector(recipe, inputs, projector);
}

/** The rest of {@link renderView}: stretch, enlarge, quantise. The colours are stretched in place. */
export function paintView(drawn: ViewColours): View {
  const { recipe, window, channels, projector, embedding, colours, cells, lines, width, height } = drawn;
  const limits = stretchLimits(recipe.stretch, colours);
  stretch(colours, cells * lines, limits, recipe.stretch.gamma);
  const picture = enlarge(colours, tilesOf(recipe), { cells, lines, width, height });
  const sample = colours.subarray(0, cells * lines).reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
  const scale = { x: width / window.width, y: height / window.height };
  return { recipe, width, height, ...picture, window, scale, limits, sample, channels, projector, embedding };
}

/** The longer side becomes `size`; the other keeps the proportion. */
function viewSize(window: PixelWindow, size: number): { width: number; height: number } {
  const longest = Math.max(window.width, window.height);
  const side = (pixels: number) => Math.max(1, Math.floor((pixels * size) / longest + 0.5));
  return { width: side(window.width), height: side(window.height) };
}

/** Hands on the window's lines from above to below, resampled: channels × width, in one array used again. */
async function eachLine(
  reader: SceneReader,
  window: PixelWindow,
  channels: ChannelWeights[],
  recipe: Recipe,
  { signal, onProgress }: ViewOptions,
  take: (y: number, line: Float64Array) => void,
): Promise<void> {
  const bands = bandsToRead(channels, reader);
  const atOnce = Math.max(1, Math.floor(VALUES_AT_ONCE / (window.width * reader.wavelengths.length)));
  const line = new Float64Array(channels.length * window.width);
  const step = `drawing ${recipe.name}`;
  for (let y = 0; y < window.height; y += atOnce) {
    signal?.throwIfAborted();
    onProgress?.({ step, done: y, total: window.height, unit: 'lines' });
    const height = Math.min(atOnce, window.height - y);
    const block = await readBands(reader, { ...window, y: window.y + y, height }, bands, { signal });
    const length = bands.length * window.width;
    for (let row = 0; row < height; row++) {
      resampleLine(block.subarray(row * length, (row + 1) * length), bands, channels, window.width, line);
      take(y + row, line);
    }
  }
  onProgress?.({ step, done: window.height, total: window.height, unit: 'lines' });
}

/** Brings colours × count to 0..1 in place, those of all tiles alike; fill stays NaN. */
function stretch(colours: Float64Array, count: number, { low, high }: StretchLimits, gamma: number): void {
  for (let c = 0; c * count < colours.length; c++) {
    const [black, white] = [low[c % 3], high[c % 3]];
    for (let at = c * count; at < (c + 1) * count; at++) {
      colours[at] = Math.min(1, Math.max(0, (colours[at] - black) / (white - black))) ** gamma;
    }
  }
}

/** Each view pixel shows a tile of the cell that its middle lies in. */
function enlarge(
  colours: Float64Array,
  tiles: number,
  size: { cells: number; lines: number; width: number; height: number },
): Pick<View, 'image' | 'values' | 'valid'> {
  const { cells, lines, width, height } = size;
  const image = new Uint8Array(width * height * 3);
  const values = new Float32Array(width * height * 3);
  const valid = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const line = Math.floor(((y + 0.5) * lines) / height);
    for (let x = 0; x < width; x++) {
      const cell = line * cells + Math.floor(((x + 0.5) * cells) / width);
      const pixel = y * width + x;
      const tile = (y % tiles) * tiles + (x % tiles);
      valid[pixel] = Number.isNaN(colours[cell]) ? 0 : 1;
      for (let c = 0; c < 3; c++) {
        const value = valid[pixel] ? colours[(tile * 3 + c) * cells * lines + cell] : rules.fill_value;
        values[pixel * 3 + c] = value;
        image[pixel * 3 + c] = Math.floor(value * 255 + 0.5);
      }
    }
  }
  return { image, values, valid };
}
