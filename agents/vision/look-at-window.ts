import { sha256 } from '../../core/hash.ts';
import type { Language } from '../../core/language.ts';
import type { SlowCall } from '../../core/progress.ts';
import type { PixelWindow, SceneReader } from '../../tools/spectral/types.ts';
import { askWindow, type WindowAnswer } from './ask-windows.ts';
import { promptText, taskMessages } from './messages.ts';
import type { Vision } from './open-vision.ts';
import { type PlacedBox, placeBoxes } from './place-boxes.ts';
import { type SceneView, sceneViews } from './scene-views.ts';
import { subjectOf } from './subject.ts';
import { type TaskName, taskQuestion } from './tasks.ts';
import { type ViewChoice, viewSetOf } from './view-set.ts';

/** One answer about a window of a scene (contract: `vision`). */
export interface VisionDocument extends Omit<WindowAnswer, 'boxes'> {
  task: TaskName;
  /** The mineral or alteration type that was asked about. */
  mineral?: string;
  boxes?: PlacedBox[];
  ms: number;
  model: string;
  adapter: string | null;
  /** SHA-256 of the base, of Gossan's own models. */
  base: string | null;
  language: Language;
  scene: string;
  synthetic: boolean;
  window: PixelWindow;
  /** The window is all of the scene. */
  whole: boolean;
  /** What the model was asked, with `<image>` where a picture stood. */
  prompt: string;
  /**
   * `cells`: cells a side that the window was averaged down to at most, null where its detail was kept; `cell_pixels`: side of a
   * cell in pixels of the scene, of Gossan's own models; `sha256` of the pixels of each picture (RGB, row by row): what is
   * drawn again later can be held against them.
   */
  views: { recipes: string[]; size: number; cells: number | null; cell_pixels?: number; sha256: string[] };
}

export interface LookOptions extends SlowCall, ViewChoice {
  task: TaskName;
  language: Language;
  /** A mineral or an alteration type in English or Chinese, for a yes/no or boxes about it alone. */
  mineral?: string;
  /** All of the scene when left out, averaged down to what the views show. */
  window?: PixelWindow;
}

/** The views of a window, drawn for a model: any number of questions can be asked of them. */
export interface DrawnWindow {
  window: PixelWindow;
  views: SceneView[];
  /** Cells a side that the window was averaged down to at most; null where its detail was kept. */
  cells: number | null;
  ms: number;
}

/** @throws GossanError SCENE_WINDOW, VIEW_BANDS, and what reading throws */
export async function drawWindow(
  { card, projectors }: Vision,
  reader: SceneReader,
  options: SlowCall & ViewChoice & Pick<LookOptions, 'window'> = {},
): Promise<DrawnWindow> {
  const started = performance.now();
  const { signal, onProgress } = options;
  const window = options.window ?? { x: 0, y: 0, width: reader.width, height: reader.height };
  const slow = { ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) };
  const set = viewSetOf(card, { ...options, ...(projectors ? { projectors } : {}) });
  const views = await sceneViews(reader, window, set, slow);
  return { window, views, cells: set.cells, ms: performance.now() - started };
}

/** Asks a model one thing about a drawn window. @throws GossanError VISION_SUBJECT, and what asking throws */
export async function askAboutWindow(
  { model, card, name, adapter }: Vision,
  reader: Pick<SceneReader, 'name' | 'synthetic' | 'georeference' | 'width' | 'height'>,
  { window, views, cells, ms }: DrawnWindow,
  { task, language, mineral, signal, onProgress }: SlowCall & Pick<LookOptions, 'task' | 'language' | 'mineral'>,
): Promise<VisionDocument> {
  const started = performance.now();
  const slow = { ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) };
  const subject = mineral === undefined ? undefined : subjectOf(mineral, card?.name ?? null);
  const { answer, boxes, tokens, ...read } = await askWindow(model, views, {
    task,
    language,
    ...(subject ? { subject } : {}),
    ...(adapter === null ? {} : { adapter }),
    ...slow,
  });
  const { width, height } = reader;
  return {
    task,
    ...(subject ? { mineral: subject.name } : {}),
    answer,
    ...read,
    ...(boxes ? { boxes: placeBoxes(boxes, window, reader.georeference) } : {}),
    tokens,
    ms: Math.round(ms + performance.now() - started),
    model: name,
    adapter,
    base: card?.base ?? null,
    language,
    scene: reader.name,
    synthetic: reader.synthetic,
    window,
    whole: window.width === width && window.height === height,
    prompt: promptText(taskMessages(views, taskQuestion(task, language, subject), card !== null)),
    views: {
      recipes: views.map(({ recipe }) => recipe),
      size: views[0]!.image.width,
      cells,
      ...(card ? { cell_pixels: cellPixels(window, card.window) } : {}),
      sha256: views.map(({ image }) => sha256(image.data)),
    },
  };
}

function cellPixels({ width, height }: PixelWindow, cells: number): number {
  return Number(Math.max(1, Math.max(width, height) / cells).toFixed(1));
}

/** Draws a window and asks about it. */
export async function lookAtWindow(vision: Vision, reader: SceneReader, options: LookOptions): Promise<VisionDocument> {
  return askAboutWindow(vision, reader, await drawWindow(vision, reader, options), options);
}
