import type { ChatModel } from '../../core/chat-model.ts';
import type { Language } from '../../core/language.ts';
import type { SlowCall } from '../../core/progress.ts';
import type { PixelWindow, SceneReader } from '../../tools/spectral/types.ts';
import { askWindows } from './ask-windows.ts';
import { HeatmapViews } from './heatmap-views.ts';
import type { SceneView } from './scene-views.ts';
import { subjectOf } from './subject.ts';
import { type ViewChoice, viewSetOf } from './view-set.ts';
import sets from './view-sets.json' with { type: 'json' };
import { spreadOver, windowGrid } from './window-grid.ts';

/** Windows that the model is asked about at once, at least; whole rows of them, whose pictures are some 300 kB each. */
const BATCH = 16;
/** Side of a window for models without a card, in ground pixels. */
const WINDOW = 48;

export interface HeatmapOptions extends SlowCall, ViewChoice {
  task: 'yesno' | 'probability';
  language?: Language;
  /** A mineral or an alteration type in English or Chinese: where it is, in place of copper-related alteration; with `yesno`. */
  mineral?: string;
  adapter?: string;
  /** Part of the scene; all of it when left out. */
  window?: PixelWindow;
  /** 1 for the pixels of that part to look at, row by row: windows without one are not asked about, and other pixels get no value. */
  inside?: Uint8Array;
  /** Side of the sliding window in ground pixels; that of the model's views when left out. */
  windowSize?: number;
  /** From one window to the next; half a window when left out. */
  step?: number;
}

/** A window whose views are drawn: its place in the grid. */
interface Drawn {
  at: number;
  views: SceneView[];
}

export interface Heatmap {
  /** What was asked about, where it was a mineral or an alteration type. */
  mineral?: string;
  area: PixelWindow;
  /** 0 to 1 a pixel of the area: the mean of the windows that cover it; NaN where there is none. */
  values: Float32Array;
  /** Of the windows, NaN where nothing was asked or nothing readable answered. */
  ofWindows: Float64Array;
  windowSize: number;
  step: number;
  views: string[];
  size: number;
  /** Windows: all that hold a pixel to look at, with an answer, too little data, and those whose answer held no value. */
  windows: { all: number; answered: number; without_data: number; unreadable: number };
  calibrated: boolean;
  min: number | null;
  max: number | null;
  mean: number | null;
  ms: number;
}

/**
 * Asks a model about every window of a grid and spreads the answers over the pixels. Nothing is written.
 * @throws GossanError VISION_SUBJECT, and what drawing and asking throw; the signal's reason where it was stopped
 */
export async function computeHeatmap(model: ChatModel, reader: SceneReader, options: HeatmapOptions): Promise<Heatmap> {
  const started = performance.now();
  const { task, language = 'en', adapter, inside, signal, onProgress } = options;
  const card = await model.card(adapter);
  const subject = options.mineral === undefined ? undefined : subjectOf(options.mineral, card?.name ?? null);
  const set = viewSetOf(card, options);
  const area = options.window ?? { x: 0, y: 0, width: reader.width, height: reader.height };
  const windowSize = options.windowSize ?? card?.window ?? WINDOW;
  const step = options.step ?? Math.max(1, Math.floor(windowSize / 2));
  const { windows, columns } = windowGrid(area, windowSize, step);
  const wanted = windows.map((window) => inside === undefined || holdsPixel(inside, area, window));
  const total = wanted.filter(Boolean).length;
  const ofWindows = new Float64Array(windows.length).fill(Number.NaN);
  const slow = signal ? { signal } : {};
  const counts = { all: total, answered: 0, without_data: 0, unreadable: 0 };
  let calibrated = true;
  let views = new Set<string>();
  const tell = (done: number) => onProgress?.({ step: 'asking the vision model', done, total, unit: 'windows' });
  let done = 0;
  const ask = async (batch: readonly Drawn[]): Promise<void> => {
    const asked = {
      task,
      language,
      ...(subject ? { subject } : {}),
      ...(adapter === undefined ? {} : { adapter }),
      ...slow,
    };
    const answers = await askWindows(
      model,
      batch.map((one) => one.views),
      asked,
    );
    for (const [index, { at }] of batch.entries()) {
      const { probability, yes, calibrated: sure } = answers[index]!;
      const value = probability ?? (yes === undefined ? undefined : Number(yes));
      if (value === undefined) counts.unreadable++;
      else {
        ofWindows[at] = value;
        counts.answered++;
        calibrated &&= sure === true;
      }
    }
    done += batch.length;
    tell(done + counts.without_data);
  };

  tell(0);
  const drawing = new HeatmapViews(reader, set, slow);
  // While the model answers one batch the next one is drawn.
  let asking: Promise<void> = Promise.resolve();
  let waiting: Drawn[] = [];
  try {
    for (let row = 0; row < windows.length; row += columns) {
      signal?.throwIfAborted();
      const inRow = wanted.slice(row, row + columns);
      if (!inRow.includes(true)) continue;
      const drawn = await drawing.row(windows.slice(row, row + columns), inRow);
      for (const [column, some] of drawn.entries()) {
        if (some === null) continue;
        if (Math.max(...some.map(({ valid }) => valid)) < sets.least_valid.value) counts.without_data++;
        else {
          views = new Set([...views, ...some.map(({ recipe }) => recipe)]);
          waiting.push({ at: row + column, views: some });
        }
      }
      if (waiting.length < BATCH) continue;
      await asking;
      asking = ask(waiting);
      // its failure is met at the next await; until then nobody listens
      asking.catch(() => undefined);
      waiting = [];
    }
    await asking;
    if (waiting.length) await ask(waiting);
  } catch (error) {
    await asking.catch(() => undefined);
    throw error;
  }
  const values = spreadOver(area, windows, [...ofWindows]);
  if (inside) for (const [at, isInside] of inside.entries()) if (!isInside) values[at] = Number.NaN;
  return {
    ...(subject ? { mineral: subject.name } : {}),
    area,
    values,
    ofWindows,
    windowSize,
    step,
    views: [...views],
    size: set.size,
    windows: counts,
    calibrated: task === 'yesno' && counts.answered > 0 && calibrated,
    ...rangeOf(values),
    ms: Math.round(performance.now() - started),
  };
}

function holdsPixel(inside: Uint8Array, area: PixelWindow, { x, y, width, height }: PixelWindow): boolean {
  for (let row = y - area.y; row < y - area.y + height; row++) {
    const from = row * area.width + x - area.x;
    if (inside.subarray(from, from + width).includes(1)) return true;
  }
  return false;
}

function rangeOf(values: Float32Array): Pick<Heatmap, 'min' | 'max' | 'mean'> {
  let [min, max, sum, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    count++;
  }
  const round = (value: number) => Number(value.toFixed(4));
  return count ? { min: round(min), max: round(max), mean: round(sum / count) } : { min: null, max: null, mean: null };
}
