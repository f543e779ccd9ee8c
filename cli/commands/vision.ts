import { dirname } from 'node:path';
import type { LookOptions, VisionDocument } from '../../agents/vision/look-at-window.ts';
import type { Vision } from '../../agents/vision/open-vision.ts';
import { ensureFolder, writeFileAtomic } from '../../core/atomic.ts';
import { loadConfig } from '../../core/config.ts';
import { GossanError } from '../../core/errors.ts';
import type { Conversion } from '../../tools/spectral/readers/scene-format.ts';
import type { SceneReader } from '../../tools/spectral/types.ts';
import type { Invocation, Options } from '../invocation.ts';
import { visionText } from '../vision-text.ts';

export async function run({ args, options, output, signal }: Invocation): Promise<undefined> {
  const { openScene } = await import('../../tools/spectral/readers/open.ts');
  const { openVision } = await import('../../agents/vision/open-vision.ts');
  const { lookAtWindow } = await import('../../agents/vision/look-at-window.ts');
  const task = options.text('task') as VisionDocument['task'];
  const format = options.text('format');
  const out = options.text('out');
  if (task !== 'ground' && (format !== undefined || out !== undefined)) {
    const name = format === undefined ? 'out' : 'format';
    throw new GossanError('USAGE', { detail: `--${name} is for boxes: it needs --task ground.`, command: 'vision' });
  }
  const look = lookOptions(options);
  if (look.mineral !== undefined && task !== 'yesno' && task !== 'ground') {
    throw new GossanError('USAGE', { detail: '--mineral needs --task yesno or --task ground.', command: 'vision' });
  }
  if (out !== undefined) ensureFolder(dirname(out));
  const as = options.text('as') as Conversion | undefined;
  const scene = await openScene(args[0]!, { signal, ...(as ? { as } : {}) });
  let vision: Vision | undefined;
  try {
    vision = await openVision(loadConfig(), options.text('adapter'));
    const said = await lookAtWindow(vision, scene, {
      task,
      signal,
      ...look,
      onProgress: output.onProgress,
    });
    if (out !== undefined) await drawBoxes(said, scene, out, signal);
    const session = options.text('session');
    const turn = session === undefined ? undefined : await keptAsTurn(session, said, args[0]!);
    const labels = format === undefined ? undefined : await labelsOf(said, format);
    if (labels === undefined) output.print(visionText(said));
    else {
      output.print(labels.text.trimEnd());
      output.note(labels.note);
    }
    if (out !== undefined && labels === undefined) output.print(out);
    if (turn !== undefined)
      output.note(`Turn ${turn} of ${session}: \`gossan approve ${session} ${turn}\` keeps it as right.`);
    output.document({
      ...said,
      ...(turn === undefined ? {} : { session, turn }),
      ...(labels ? { labels: labels.text } : {}),
      ...(out === undefined ? {} : { file: out }),
    });
  } finally {
    await vision?.model.close();
    await scene.close();
  }
}

async function keptAsTurn(session: string, said: VisionDocument, scene: string): Promise<number> {
  const { keepAsTurn } = await import('../../agents/vision/keep-as-turn.ts');
  return keepAsTurn(session, said, visionText(said), scene);
}

/** The options that `vision` and `heatmap` share. */
export function lookOptions(options: Options): Pick<LookOptions, 'language' | 'mineral' | 'window' | 'views' | 'size'> {
  const mineral = options.text('mineral');
  const window = options.window('window');
  const views = options.text('views');
  const size = options.integer('size');
  return {
    language: options.text('lang') === 'zh' ? 'zh' : 'en',
    ...(mineral === undefined ? {} : { mineral }),
    ...(window ? { window } : {}),
    ...(views === undefined ? {} : { views: views.split(',').map((name) => name.trim()) }),
    ...(size === undefined ? {} : { size }),
  };
}

/** Boxes as training labels: YOLO's lines with their class numbers explained, or Qwen3-VL's JSON. */
async function labelsOf(
  { boxes = [], language }: VisionDocument,
  format: string,
): Promise<{ text: string; note: string }> {
  const { boxesToQwen, boxesToYolo } = await import('../../agents/vision/grounding-labels.ts');
  if (format === 'qwen') return { text: `${boxesToQwen(boxes, language)}\n`, note: `${boxes.length} boxes, 0 to 1000` };
  const { text, classes } = boxesToYolo(boxes);
  const used = [...new Set(boxes.map(({ label }) => label))].map((label) => `${classes.indexOf(label)} ${label}`);
  return { text, note: `class x y w h; classes: ${used.join(', ') || 'none'}` };
}

async function drawBoxes(said: VisionDocument, scene: SceneReader, out: string, signal: AbortSignal): Promise<void> {
  const { boxPicture } = await import('../../tools/spectral/outputs/window-files.ts');
  const by = said.adapter === null ? said.model : `${said.model}, adapter ${said.adapter}`;
  const words = {
    title: `Boxes of ${by} - ${said.scene}`,
    notes: [
      'What a vision model sees, not the spectra.',
      ...(said.base === null ? [] : ['A small model trained on rendered scenes.']),
      ...(said.synthetic ? ['Synthetic scene: made by a program, shows no real place.'] : []),
    ],
  };
  writeFileAtomic(out, await boxPicture(said.boxes ?? [], words, scene, said.window, { signal }));
}
