import { readVisionSet } from '../../agents/vision/evaluate/vision-set.ts';
import { readPicture } from '../../agents/vision/read-picture.ts';
import { sha256 } from '../../core/hash.ts';
import { openScene } from '../../tools/spectral/readers/open.ts';
import { identifyScene } from '../curation/scene-identity.ts';
import type { FrozenThing } from './build.ts';

/**
 * What a frozen set (JSON Lines as `eval vision` takes them) tests on: the identities of its scenes, the pixels of its pictures.
 * @throws GossanError EVAL_SET, and what opening scenes throws
 */
export async function frozenThings(path: string): Promise<FrozenThing[]> {
  const known = readVisionSet(path);
  const scenes = new Set(known.flatMap(({ scene }) => (scene === undefined ? [] : [scene])));
  const images = new Set(known.flatMap(({ pictures = [] }) => pictures.map(({ path }) => path)));
  const things: FrozenThing[] = [];
  for (const scene of scenes) {
    const reader = await openScene(scene);
    try {
      things.push({ set: path, scene: (await identifyScene(reader)).id.slice(0, 8) });
    } finally {
      await reader.close();
    }
  }
  for (const image of images) things.push({ set: path, pixels: sha256((await readPicture(image)).data) });
  return things;
}
