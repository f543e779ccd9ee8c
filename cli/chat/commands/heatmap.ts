import { join } from 'node:path';
import { computeHeatmap } from '../../../agents/vision/heatmap.ts';
import { openVision } from '../../../agents/vision/open-vision.ts';
import { writeHeatmap } from '../../../agents/vision/write-heatmap.ts';
import { ensureFolder } from '../../../core/atomic.ts';
import { loadConfig } from '../../../core/config.ts';
import { groundOf, valueMap } from '../../../tools/spectral/outputs/picture/plain-maps.ts';
import { sceneColours } from '../../../tools/spectral/outputs/picture/scene-colours.ts';
import { heatmapText } from '../../heatmap-text.ts';
import type { Conversation } from '../conversation.ts';
import { languageOf, onScene, showPicture } from './scene-picture.ts';

/** `/heatmap [MINERAL]`: where the vision model says yes, window by window over the open scene. @throws GossanError */
export async function showHeatmap(chat: Conversation, argument: string): Promise<void> {
  const language = languageOf(chat);
  await onScene(chat, 'vision-analyst', async (reader, _, slow) => {
    const { model, card, name, adapter, projectors } = await openVision(loadConfig());
    try {
      const map = await computeHeatmap(model, reader, {
        task: 'yesno',
        language,
        ...slow,
        ...(argument ? { mineral: argument } : {}),
        ...(adapter === null ? {} : { adapter }),
        ...(projectors ? { projectors } : {}),
      });
      const out = join('output', 'pictures', `${reader.name}-heatmap`);
      ensureFolder(out);
      const origin = { task: 'yesno', language, model: name, adapter, base: card?.base ?? null } as const;
      const document = await writeHeatmap(map, origin, reader, out, slow);
      const { width, height } = map.area;
      const mask = new Uint8Array(width * height);
      const scene = await sceneColours(reader, map.area, mask, slow);
      await showPicture(chat, {
        ...valueMap({ width, mask }, scene, map.values, `${reader.name}: ${document.meaning}`),
        width: scene.width,
        height: scene.height,
        notes: heatmapText(document, out).split('\n').slice(0, -1),
        ...groundOf(reader, scene),
        file: join(out, document.files.heatmap_png!),
      });
    } finally {
      await model.close();
    }
  });
}
