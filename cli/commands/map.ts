import { ensureFolder } from '../../core/atomic.ts';
import type { Conversion } from '../../tools/spectral/readers/scene-format.ts';
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
    output.document(summary);
  } finally {
    await scene.close();
  }
}
