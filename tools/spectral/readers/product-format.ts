import { GossanError } from '../../../core/errors.ts';
import type { SceneReader } from '../types.ts';
import { findScenes, onlyScene } from './product-folder.ts';
import type { OpenOptions, SceneFormat } from './scene-format.ts';

const ZIP = '504b0304';

/** A product named by its folder, or by a ZIP archive of it: the one scene inside is opened by its own format. */
export const productFormat: SceneFormat = {
  name: 'folders and ZIP archives of one such product',
  async recognises(path, head) {
    if (head) return Buffer.from(head).toString('hex').startsWith(ZIP);
    // Folders of ENVI cubes or of HDF5 products alone are left to those formats, which say what they hold.
    return (await findScenes(path)).some(({ kind }) => kind !== 'envi' && kind !== 'hdf5');
  },
  async open(path, options) {
    const { stat } = await import('node:fs/promises');
    if ((await stat(path)).isDirectory()) return openOnly(path, path, options);
    const { unpackProduct } = await import('./product-unzip.ts');
    return openOnly(path, await unpackProduct(path, options.signal), options);
  },
};

async function openOnly(path: string, folder: string, options: OpenOptions): Promise<SceneReader> {
  const scenes = await findScenes(folder, options.signal);
  if (scenes.length === 0) {
    throw new GossanError('SCENE_FORMAT_UNKNOWN', {
      path,
      detail: 'the archive holds no scene',
      formats: 'archives of an EnMAP, GF-5, EMIT or PRISMA product, a GeoTIFF or an ENVI cube',
    });
  }
  const scene = onlyScene(path, folder, scenes);
  // Loaded here, because the table of formats in open.ts holds this one.
  const { openScene } = await import('./open.ts');
  const { ProductScene } = await import('./product-scene.ts');
  return new ProductScene(path, await openScene(scene.path, options));
}
