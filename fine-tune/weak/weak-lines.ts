import { writeReply } from '../../agents/vision/answer-form.ts';
import { promptText, taskMessages } from '../../agents/vision/messages.ts';
import type { Vision } from '../../agents/vision/open-vision.ts';
import { sceneViews } from '../../agents/vision/scene-views.ts';
import { TASKS, type TaskName, taskQuestion } from '../../agents/vision/tasks.ts';
import { viewSetOf } from '../../agents/vision/view-set.ts';
import { windowGrid } from '../../agents/vision/window-grid.ts';
import type { Language } from '../../core/language.ts';
import type { SlowCall } from '../../core/progress.ts';
import { mapOfScene, type SceneMap } from '../../tools/spectral/map-cache.ts';
import { readAlterationTypes, readMapClasses, readMapRaster } from '../../tools/spectral/outputs/read-pixel.ts';
import { openScene } from '../../tools/spectral/readers/open.ts';
import type { PixelWindow } from '../../tools/spectral/types.ts';
import { keepView } from '../curation/keep-views.ts';
import { expectedOf } from '../curation/replies.ts';
import { identifyScene } from '../curation/scene-identity.ts';
import type { SetLine } from '../dataset/set-line.ts';
import { labelWindow, type MapNames, type WindowRasters } from './label-window.ts';

export interface WeakOptions extends SlowCall {
  /** Side of a window and the step to the next, in pixels of the scene. */
  side: number;
  step: number;
  language: Language;
  tasks?: readonly TaskName[];
  district?: string | undefined;
}

/** A line whose pictures lie under the folder that was given. */
export type WeakLine = Omit<SetLine, 'id'>;

/** What became of the windows. */
export interface WeakCount {
  windows: number;
  labelled: number;
}

/**
 * Labels the windows of a scene from its map: one line a window and task, `source: weak`, its weight the confidence of the
 * labels. Pictures and channels go into `folder` under their hashes.
 * @param count is filled as windows are seen
 * @throws GossanError where the scene cannot be read or mapped
 */
export async function* weakLines(
  path: string,
  { card }: Pick<Vision, 'card'>,
  folder: string,
  options: WeakOptions,
  count: WeakCount = { windows: 0, labelled: 0 },
): AsyncGenerator<WeakLine> {
  const { side, step, language, tasks = TASKS, district, signal, onProgress } = options;
  const slow = signal ? { signal } : {};
  const map = await mapOfScene(path, { ...slow, ...(onProgress ? { onProgress } : {}) });
  const names = namesOf(map);
  const reader = await openScene(path, slow);
  try {
    const scene = await identifyScene(reader, { district, signal });
    const area = { x: 0, y: 0, width: reader.width, height: reader.height };
    const { windows } = windowGrid(area, side, step);
    const set = viewSetOf(card);
    for (const [at, window] of windows.entries()) {
      signal?.throwIfAborted();
      onProgress?.({ step: 'labelling windows', done: at, total: windows.length, unit: 'windows' });
      count.windows++;
      const labels = labelWindow(await rastersOf(map, window), names);
      const replies = labels?.replies.filter(({ task }) => tasks.includes(task)) ?? [];
      if (!labels || replies.length === 0) continue;
      const views = await sceneViews(reader, window, set, { ...slow, keepChannels: card !== null });
      const kept = views.map((view) => ({ recipe: view.recipe, ...keepView(view, folder) }));
      const channels = kept.flatMap(({ recipe, channels: file }) => (file ? [[recipe, file]] : []));
      count.labelled++;
      for (const reply of replies) {
        const prompt = promptText(taskMessages(views, taskQuestion(reply.task, language), card !== null));
        yield {
          image: kept.map(({ image }) => image),
          conversations: [
            { from: 'user', value: prompt },
            { from: 'assistant', value: writeReply(reply, language) },
          ],
          task: reply.task,
          language,
          views: kept.map(({ recipe }) => recipe),
          ...(channels.length ? { channels: Object.fromEntries(channels) as Record<string, string> } : {}),
          scene: `${scene.name}-${scene.id.slice(0, 8)}`,
          district: scene.district,
          window: [window.x, window.y, window.width, window.height],
          weight: labels.confidence,
          source: 'weak',
          expected: expectedOf(reply),
        };
      }
    }
  } finally {
    await reader.close();
  }
}

function namesOf({ folder, summary }: SceneMap): MapNames {
  const classes = [...readMapClasses(folder)].map(
    ([index, { mineral, members }]) => [index, { members, margin: summary.minerals[mineral]?.margin ?? 0 }] as const,
  );
  return { classes: new Map(classes), types: readAlterationTypes(folder) };
}

async function rastersOf({ folder }: SceneMap, window: PixelWindow): Promise<WindowRasters> {
  const read = async (layer: string) => Array.from<number>((await readMapRaster(folder, layer, window)).data);
  return {
    width: window.width,
    height: window.height,
    mask: await read('mask'),
    swir: await read('swir'),
    fit: await read('swir_fit'),
    depth: await read('swir_depth'),
    alteration: await read('alteration'),
    copper: await read('copper'),
  };
}
