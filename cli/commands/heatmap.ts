import type { Vision } from '../../agents/vision/open-vision.ts';
import type { HeatmapOrigin } from '../../agents/vision/write-heatmap.ts';
import { ensureFolder } from '../../core/atomic.ts';
import { loadConfig } from '../../core/config.ts';
import { GossanError } from '../../core/errors.ts';
import type { AreaOnScene } from '../../tools/spectral/aoi/area-on-scene.ts';
import type { Conversion } from '../../tools/spectral/readers/scene-format.ts';
import type { PixelWindow, SceneReader } from '../../tools/spectral/types.ts';
import { heatmapText } from '../heatmap-text.ts';
import type { Invocation } from '../invocation.ts';
import { lookOptions } from './vision.ts';

export async function run({ args, options, output, signal }: Invocation): Promise<undefined> {
  const { openScene } = await import('../../tools/spectral/readers/open.ts');
  const { openVision } = await import('../../agents/vision/open-vision.ts');
  const { computeHeatmap } = await import('../../agents/vision/heatmap.ts');
  const { writeHeatmap } = await import('../../agents/vision/write-heatmap.ts');
  const task = options.text('task') === 'probability' ? 'probability' : 'yesno';
  const look = lookOptions(options);
  if (task === 'probability' && look.mineral !== undefined) {
    throw new GossanError('USAGE', {
      detail: '--mineral needs --task yesno: favourability is for copper.',
      command: 'heatmap',
    });
  }
  const out = options.text('out')!;
  ensureFolder(out);
  const as = options.text('as') as Conversion | undefined;
  const scene = await openScene(args[0]!, { signal, ...(as ? { as } : {}) });
  let vision: Vision | undefined;
  try {
    vision = await openVision(loadConfig(), options.text('adapter'));
    const { model, card, name, adapter, projectors } = vision;
    const area = await areaOf(options.text('aoi'), scene, look.window, signal);
    const windowSize = options.integer('window-size');
    const step = options.integer('step');
    const map = await computeHeatmap(model, scene, {
      task,
      ...(adapter === null ? {} : { adapter }),
      signal,
      onProgress: output.onProgress,
      ...look,
      ...(projectors ? { projectors } : {}),
      ...(area ? { inside: area.inside } : {}),
      ...(windowSize === undefined ? {} : { windowSize }),
      ...(step === undefined ? {} : { step }),
    });
    const origin: HeatmapOrigin = {
      task,
      language: look.language,
      model: name,
      adapter,
      base: card?.base ?? null,
      ...(area ? { aoi: area.summary } : {}),
    };
    const document = await writeHeatmap(map, origin, scene, out, { signal });
    output.print(heatmapText(document, out));
    output.document(document);
  } finally {
    await vision?.model.close();
    await scene.close();
  }
}

/** The area of interest on the part of the scene that is looked at; all of it where none is given. */
async function areaOf(
  path: string | undefined,
  scene: SceneReader,
  window: PixelWindow = { x: 0, y: 0, width: scene.width, height: scene.height },
  signal: AbortSignal,
): Promise<Pick<AreaOnScene, 'inside' | 'summary'> | undefined> {
  if (path === undefined) return undefined;
  const { readArea } = await import('../../tools/spectral/aoi/read-area.ts');
  const { areaOnScene } = await import('../../tools/spectral/aoi/area-on-scene.ts');
  const { checkWindow } = await import('../../tools/spectral/readers/window.ts');
  checkWindow(window, scene);
  return areaOnScene(await readArea(path, { signal }), path, scene, window);
}
