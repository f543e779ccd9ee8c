import { findGf5, isGf5Name } from './gf5-files.ts';
import type { SceneFormat } from './scene-format.ts';

/** By either image of the pair; its folder comes through product-format.ts. */
export const gf5Format: SceneFormat = {
  name: 'GF-5 AHSI pairs (*_VN.tif and *_SW.tif with their calibration texts)',
  async recognises(path, head) {
    return head !== undefined && isGf5Name(path) && (await findGf5(path)).length > 0;
  },
  async open(path, options) {
    const [pair] = await findGf5(path);
    const { openGf5 } = await import('./gf5-reader.ts');
    return openGf5(path, pair, options);
  },
};
