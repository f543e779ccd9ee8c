import { GossanError } from '../../../core/errors.ts';
import type { SlowCall } from '../../../core/progress.ts';
import { openScene } from '../../../tools/spectral/readers/open.ts';
import type { SceneReader } from '../../../tools/spectral/types.ts';
import { loadRecipe, recipeNames } from '../../../tools/spectral/views/index.ts';
import { askWindows } from '../ask-windows.ts';
import type { Vision } from '../open-vision.ts';
import { readPicture } from '../read-picture.ts';
import { type SceneView, sceneViews } from '../scene-views.ts';
import { type ViewChoice, viewSetOf } from '../view-set.ts';
import type { Judged } from './agreement.ts';
import type { KnownPicture, KnownWindow } from './vision-set.ts';

/** Windows whose views are held at once. */
const BATCH = 32;

/**
 * Asks a model about every window of a set.
 * @throws GossanError EVAL_SET where a picture cannot be read, and what drawing and asking throw
 */
export async function evaluateVision(
  set: readonly KnownWindow[],
  path: string,
  vision: Vision,
  { signal, onProgress, ...choice }: SlowCall & ViewChoice = {},
): Promise<Judged[]> {
  const { card, projectors } = vision;
  const views = viewSetOf(card, { ...choice, ...(projectors ? { projectors } : {}) });
  const slow = signal ? { signal } : {};
  const judged: Judged[] = [];
  let open: { path: string; reader: SceneReader } | undefined;
  try {
    for (let from = 0; from < set.length; from += BATCH) {
      const batch = set.slice(from, from + BATCH);
      const shown: SceneView[][] = [];
      for (const known of batch) {
        signal?.throwIfAborted();
        if (known.pictures) {
          shown.push(await Promise.all(known.pictures.map((one) => pictureView(one, known.line, path))));
          continue;
        }
        if (open?.path !== known.scene) {
          await open?.reader.close();
          open = { path: known.scene!, reader: await openScene(known.scene!, slow) };
        }
        const { reader } = open!;
        const window = known.window ?? { x: 0, y: 0, width: reader.width, height: reader.height };
        shown.push(await sceneViews(reader, window, views, slow));
      }
      judged.push(...(await askBatch(batch, shown, vision, slow)));
      onProgress?.({ step: 'asking the vision model', done: judged.length, total: set.length, unit: 'windows' });
    }
  } finally {
    await open?.reader.close();
  }
  return judged;
}

/** One request list a task and language: the model answers them together. */
async function askBatch(
  batch: readonly KnownWindow[],
  shown: SceneView[][],
  { model, adapter }: Vision,
  slow: SlowCall,
): Promise<Judged[]> {
  const judged: Judged[] = new Array(batch.length);
  const keys = new Set(batch.map(({ expected, language }) => `${expected.task} ${language}`));
  for (const key of keys) {
    const places = batch.flatMap(({ expected, language }, at) => (`${expected.task} ${language}` === key ? [at] : []));
    const { expected, language } = batch[places[0]!]!;
    const answers = await askWindows(
      model,
      places.map((at) => shown[at]!),
      { task: expected.task, language, ...(adapter === null ? {} : { adapter }), ...slow },
    );
    for (const [index, at] of places.entries()) judged[at] = { known: batch[at]!, said: answers[index]! };
  }
  return judged;
}

/** A picture of a set as the view that it is. */
async function pictureView({ path: image, view }: KnownPicture, line: number, path: string): Promise<SceneView> {
  try {
    const recipe = view !== undefined && recipeNames().includes(view) ? loadRecipe(view) : undefined;
    return {
      recipe: view ?? 'picture',
      about: recipe ? `${recipe.title}. ${recipe.reading}` : 'a picture of the ground',
      image: await readPicture(image),
      valid: 1,
    };
  } catch (error) {
    const detail = `the picture ${image} cannot be read (${(error as Error).message.split('\n')[0]})`;
    throw new GossanError('EVAL_SET', { path, line, detail }, { cause: error });
  }
}
