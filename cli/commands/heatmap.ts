import type { Vision } from '../../agents/vision/open-vision.ts';
import type { HeatmapDocument } from '../../agents/vision/write-heatmap.ts';
import { ensureFolder } from '../../core/atomic.ts';
import { loadConfig } from '../../core/config.ts';
import type { Conversion } from '../../tools/spectral/readers/scene-format.ts';
import type { Invocation } from '../invocation.ts';
import { smallModelLine } from '../vision-text.ts';
import { lookOptions } from './vision.ts';

export async function run({ args, options, output, signal }: Invocation): Promise<undefined> {
  const { openScene } = await import('../../tools/spectral/readers/open.ts');
  const { openVision } = await import('../../agents/vision/open-vision.ts');
  const { computeHeatmap } = await import('../../agents/vision/heatmap.ts');
  const { writeHeatmap } = await import('../../agents/vision/write-heatmap.ts');
  const task = options.text('task') === 'probability' ? 'probability' : 'yesno';
  const out = options.text('out')!;
  ensureFolder(out);
  const as = options.text('as') as Conversion | undefined;
  const scene = await openScene(args[0]!, { signal, ...(as ? { as } : {}) });
  let vision: Vision | undefined;
  try {
    vision = await openVision(loadConfig(), options.text('adapter'));
    const { model, card, name, adapter } = vision;
    const windowSize = options.integer('window-size');
    const step = options.integer('step');
    const map = await computeHeatmap(model, scene, {
      task,
      ...(adapter === null ? {} : { adapter }),
      signal,
      onProgress: output.onProgress,
      ...lookOptions(options),
      ...(windowSize === undefined ? {} : { windowSize }),
      ...(step === undefined ? {} : { step }),
    });
    const document = await writeHeatmap(map, { task, model: name, adapter, base: card?.base ?? null }, scene, out, {
      signal,
    });
    output.print(heatmapText(document, out));
    output.document(document);
  } finally {
    await vision?.model.close();
    await scene.close();
  }
}

function heatmapText(map: HeatmapDocument, out: string): string {
  const { windows, area } = map;
  const by = map.adapter === null ? map.model : `${map.model}, adapter ${map.adapter}`;
  const without = [
    ...(windows.without_data ? [`${windows.without_data} have too little data`] : []),
    ...(windows.unreadable ? [`${windows.unreadable} answers held no value`] : []),
  ];
  return [
    ...(map.synthetic ? ['SYNTHETIC SCENE: it shows no real place.'] : []),
    `${map.meaning}: ${map.scene}`,
    `${windows.answered} of ${windows.all} windows of ${map.window_size} × ${map.window_size} pixels every ${map.step}, over ` +
      `${area.width} × ${area.height} pixels${without.length ? ` (${without.join('; ')})` : ''}.`,
    map.mean === null ? 'No window has a value.' : `From ${map.min} to ${map.max}, mean ${map.mean}.`,
    `Asked: ${by}; views ${map.views.recipes.join(', ')}; ${(map.ms / 1000).toFixed(1)} s, ${map.windows_per_s} windows/s.`,
    smallModelLine(map.base !== null, map.model, 'en'),
    `${out}: ${[...Object.values(map.files), 'heatmap.json'].join(', ')}`,
  ].join('\n');
}
