import { findEnmap, isEnmapName } from './enmap-files.ts';
import type { SceneFormat } from './scene-format.ts';

/** By a file of the product; its folder comes through product-format.ts. */
export const enmapFormat: SceneFormat = {
  name: 'EnMAP L2A products',
  async recognises(path, head) {
    return head !== undefined && isEnmapName(path) && (await findEnmap(path)).length > 0;
  },
  async open(path, options) {
    const [product] = await findEnmap(path);
    const { openEnmap } = await import('./enmap-reader.ts');
    return openEnmap(path, product, options);
  },
};
