import { mapOfScene } from '../../../tools/spectral/map-cache.ts';
import { plainMaps } from '../../../tools/spectral/outputs/picture/plain-maps.ts';
import type { SceneSummary } from '../../../tools/spectral/types.ts';
import { mapPicture } from '../../map-picture.ts';
import type { Conversation } from '../conversation.ts';
import { languageOf, onScene, showPicture } from './scene-picture.ts';

/** Rows of the terminal that the thumbnail reckons with: it is to leave the talk in sight. */
const THUMBNAIL_ROOM = 20;

/** `/scene`: which scene is open, and its minerals as a thumbnail with their areas. @throws GossanError */
export async function showScene(chat: Conversation): Promise<void> {
  const { scene } = chat.state.settings;
  if (scene === null) {
    const none = chat.zh ? '没有打开影像。/scene 路径 可打开。' : 'No scene is open. /scene PATH opens one.';
    return chat.say({ kind: 'note', text: none });
  }
  chat.say({ kind: 'note', text: chat.zh ? `当前影像：${scene}` : `The scene is ${scene}.` });
  await onScene(chat, 'spectral-analyst', async (reader, path, slow) => {
    const { folder, summary } = await mapOfScene(path, slow);
    chat.say({ kind: 'text', text: factsText(summary, chat.zh) });
    const [minerals] = await plainMaps(reader, folder, 'minerals', slow);
    await showPicture(chat, mapPicture(minerals!, reader, languageOf(chat)), THUMBNAIL_ROOM);
  });
}

/** "gossan-demo · 240×180 pixels of 30×30 m · 285 bands". */
function factsText({ sensor, size, pixel }: SceneSummary, zh: boolean): string {
  const step = `${Number(pixel.x.toPrecision(4))}×${Number(pixel.y.toPrecision(4))} ${pixel.unit}`;
  const grid = `${size.width}×${size.height}`;
  return zh
    ? `${sensor} · ${grid} 像元，每个 ${step} · ${size.bands} 个波段`
    : `${sensor} · ${grid} pixels of ${step} · ${size.bands} bands`;
}
