import { GossanError } from '../../../core/errors.ts';
import { mapOfScene } from '../../../tools/spectral/map-cache.ts';
import { PLAIN_MAPS, type PlainMapName, plainMaps } from '../../../tools/spectral/outputs/picture/plain-maps.ts';
import { mapPicture } from '../../map-picture.ts';
import type { Conversation } from '../conversation.ts';
import { languageOf, onScene, showPicture } from './scene-picture.ts';

const CHINESE: Record<string, PlainMapName> = { 矿物: 'minerals', 蚀变: 'alteration', 真彩: 'quicklook', 铜: 'copper' };

/** `/map [NAME]`: a map of the open scene, which is mapped now where it has not been. @throws GossanError */
export async function showMap(chat: Conversation, argument: string): Promise<void> {
  const name =
    argument === '' ? 'minerals' : (CHINESE[argument] ?? PLAIN_MAPS.find((one) => one === argument.toLowerCase()));
  if (!name) throw new GossanError('USAGE', { detail: `/map takes ${PLAIN_MAPS.join(', ')}.`, command: 'chat' });
  await onScene(chat, 'spectral-analyst', async (reader, path, slow) => {
    const { folder } = await mapOfScene(path, slow);
    for (const map of await plainMaps(reader, folder, name, slow)) {
      await showPicture(chat, mapPicture(map, reader, languageOf(chat)));
    }
  });
}
