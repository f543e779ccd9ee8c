import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SceneView } from '../../agents/vision/scene-views.ts';
import { sceneViews } from '../../agents/vision/scene-views.ts';
import { writeFileAtomic } from '../../core/atomic.ts';
import { GossanError } from '../../core/errors.ts';
import type { Evidence } from '../../core/evidence.ts';
import { sha256 } from '../../core/hash.ts';
import { projectorsOf } from '../../model-server/open-vision-model.ts';
import { encodePng } from '../../tools/spectral/outputs/picture/png.ts';
import type { SceneReader } from '../../tools/spectral/types.ts';
import type { KeptView } from './entry.ts';
import { encodeNpyHalf } from './npy.ts';

/**
 * Draws again what a model saw, makes sure that it is the same pixel for pixel, and keeps it under its hash: pictures as
 * PNG, and for Gossan's own models the channels before the projector.
 * @throws GossanError CURATION_SCENE where the scene, or how it is drawn, changed since the answer; what reading throws
 */
export async function keepViews(
  evidence: Evidence,
  reader: SceneReader,
  folder: string,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<KeptView[]> {
  const { views, window, base, adapter } = evidence.model!;
  if (!views.sha256) throw changed(reader, 'the answer is of an earlier version, which kept no hash of the pictures');
  const own = base !== null;
  const inside = window.x + window.width <= reader.width && window.y + window.height <= reader.height;
  if (!inside) throw changed(reader, 'it is smaller now');
  const projectors = adapter === null ? undefined : projectorsOf(adapter);
  const set = {
    views: views.recipes,
    size: views.size,
    cells: views.cells ?? null,
    ...(projectors ? { projectors } : {}),
  };
  const drawn = await sceneViews(reader, window, set, { ...(signal ? { signal } : {}), keepChannels: own });
  return views.recipes.map((recipe, at): KeptView => {
    const view = drawn.find((one) => one.recipe === recipe);
    const pixels_sha256 = views.sha256![at]!;
    if (!view || sha256(view.image.data) !== pixels_sha256)
      throw changed(reader, `the view ${recipe} of this window is another than the model saw`);
    return { recipe, pixels_sha256, ...keepView(view, folder) };
  });
}

/** Writes a view under its hash, where it is not there yet. */
export function keepView(view: SceneView, folder: string): Pick<KeptView, 'image' | 'channels'> {
  const { width, height, data } = view.image;
  const image = keepFile(folder, 'images', 'png', encodePng(width, height, data, {}));
  if (!view.channels) return { image };
  const { shape, data: numbers } = view.channels;
  // fill has no numbers; zeros say the least to a projector
  const filled = numbers.map((value) => (Number.isNaN(value) ? 0 : value));
  return { image, channels: keepFile(folder, 'channels', 'npy', encodeNpyHalf(shape, filled)) };
}

function keepFile(folder: string, kind: string, ending: string, bytes: Uint8Array): string {
  const file = `${kind}/${sha256(bytes)}.${ending}`;
  const path = join(folder, file);
  if (!existsSync(path)) writeFileAtomic(path, bytes);
  return file;
}

function changed(reader: SceneReader, detail: string): GossanError {
  return new GossanError('CURATION_SCENE', { scene: reader.name, detail });
}
