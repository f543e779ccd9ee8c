import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { asGossanError, GossanError } from '../../../core/errors.ts';
import type { SceneReader } from '../types.ts';
import { Hdf5File } from './hdf5-file.ts';
import type { OpenOptions, SceneFormat } from './scene-format.ts';

const SIGNATURE = '894844460d0a1a0a';
/** The names that the agencies give to reflectance products; uncertainties and masks of a granule lie beside them. */
const PRODUCT = /^(EMIT_L2A_RFL_.*\.nc|PRS_L\d\w?_.*\.he5)$/i;
const NAME = 'EMIT L2A reflectance (.nc) and PRISMA L2D (.he5)';

/** Products in HDF5: which one it is stands in the file, not in its name, which users change. */
export const hdf5Format: SceneFormat = {
  name: NAME,
  async recognises(path, head) {
    if (!head) return (await productsIn(path)).length > 0;
    return isHdf5(head) || PRODUCT.test(path.split(/[\\/]/).at(-1) ?? '');
  },
  async open(path, options) {
    const file = await Hdf5File.open(await productFile(path));
    try {
      return await openProduct(path, file, options);
    } catch (error) {
      file.close();
      throw error;
    }
  },
};

async function openProduct(path: string, file: Hdf5File, options: OpenOptions): Promise<SceneReader> {
  options.signal?.throwIfAborted();
  if (file.has('HDFEOS/SWATHS')) {
    const { openPrisma } = await import('./prisma-reader.ts');
    return openPrisma(path, file);
  }
  if (file.has('sensor_band_parameters')) {
    const { openEmit } = await import('./emit-reader.ts');
    return openEmit(path, file);
  }
  const shown = file.names().slice(0, 6).join(', ') || 'nothing';
  throw new GossanError('SCENE_FORMAT_UNKNOWN', {
    path,
    detail: `it is an HDF5 or NetCDF file of another product; it holds ${shown}`,
    formats: NAME,
  });
}

function isHdf5(head: Uint8Array): boolean {
  return Buffer.from(head).toString('hex').startsWith(SIGNATURE);
}

/** The file of a product's folder. Throws SCENE_SEVERAL where the folder holds more than one. */
async function productFile(path: string): Promise<string> {
  const products = await productsIn(path);
  if (products.length > 1) {
    throw new GossanError('SCENE_SEVERAL', {
      path,
      count: products.length,
      suggestion: products.slice(0, 4).join(', '),
    });
  }
  return products.length ? join(path, products[0]) : path;
}

/** Empty for a file. */
async function productsIn(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).filter((name) => PRODUCT.test(name)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return [];
    throw asGossanError(error, path);
  }
}
