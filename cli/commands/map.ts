import { ensureFolder } from '../../core/atomic.ts';
import type { MapFindings } from '../../tools/spectral/outputs/map-layers.ts';
import type { Conversion } from '../../tools/spectral/readers/scene-format.ts';
import type { PixelWindow, SceneReader } from '../../tools/spectral/types.ts';
import type { Invocation } from '../invocation.ts';
import { repairText, sceneSummaryText } from '../scene-text.ts';

export async function run(call: Invocation): Promise<undefined> {
  const { options, output, signal } = call;
  const { openScene } = await import('../../tools/spectral/readers/open.ts');
  const { mapScene } = await import('../../tools/spectral/map/map-scene.ts');
  // before the work, not after it: a full scene takes a while
  ensureFolder(options.text('out')!);
  const as = options.text('as') as Conversion | undefined;
  const scene = await openScene(call.args[0], { signal, ...(as ? { as } : {}) });
  try {
    const window = options.window('window');
    const aoi = options.text('aoi');
    const library = options.text('library');
    const threads = options.integer('threads');
    const summary = await mapScene(scene, {
      out: options.text('out')!,
      signal,
      onProgress: output.onProgress,
      ...(window ? { window } : {}),
      ...(aoi === undefined ? {} : { aoi }),
      ...(library === undefined ? {} : { library }),
      ...(threads === undefined ? {} : { threads }),
    });
    if (output.json) for (const repair of summary.repairs ?? []) output.note(repairText(repair), 'yellow');
    output.print(sceneSummaryText(summary, options.text('out')!));
    if (options.flag('picture')) {
      const findings = summary.aoi ? { aoi: { summary: summary.aoi, outline: [] } } : {};
      await printMaps(scene, { findings, ...(window ? { at: window } : {}) }, call);
    }
    output.document(summary);
  } finally {
    await scene.close();
  }
}

/** The mineral maps in the terminal; nothing where the output goes elsewhere. */
async function printMaps(
  scene: SceneReader,
  part: { findings: MapFindings; at?: PixelWindow },
  { options, output, signal }: Invocation,
): Promise<void> {
  if (output.json || !process.stdout.isTTY) return;
  const { plainMaps } = await import('../../tools/spectral/outputs/picture/plain-maps.ts');
  const { mapPicture } = await import('../map-picture.ts');
  const { printPicture } = await import('../terminal/pictures/print-picture.ts');
  for (const map of await plainMaps(scene, options.text('out')!, 'minerals', { ...part, signal }))
    await printPicture(mapPicture(map, scene, 'en'));
}
