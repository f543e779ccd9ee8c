import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { asGossanError, GossanError } from '../../../core/errors.ts';
import { findEnmap } from './enmap-files.ts';
import { isHeader } from './envi-files.ts';
import { findGf5 } from './gf5-files.ts';

/** Archives wrap products in a folder or two of their own. */
const DEEPEST = 3;
/** A folder with more files is an archive of many scenes, not one product. */
const MOST_FILES = 5_000;
/** Pictures and masks have fewer bands. */
const FEWEST_BANDS = 8;
/** Reflectance in HDF5 as NASA and ASI name it; uncertainties and masks lie beside it. */
const HDF5 = /^(EMIT_L2A_RFL_.*\.nc|PRS_L\d\w?_.*\.he5)$/i;

export interface FoundScene {
  kind: 'enmap' | 'gf5' | 'hdf5' | 'geotiff' | 'envi';
  /** The file that opens it. */
  path: string;
}

/** The scenes of a folder and of those in it. Only names and, of GeoTIFFs without a known name, directories are read. */
export async function findScenes(folder: string, signal?: AbortSignal): Promise<FoundScene[]> {
  const files = await filesBelow(folder);
  const scenes: FoundScene[] = [];
  for (const place of new Set(files.map((file) => dirname(file)))) {
    signal?.throwIfAborted();
    const here = files.filter((file) => dirname(file) === place);
    const products = await findEnmap(place);
    scenes.push(...products.map(({ metadata }) => ({ kind: 'enmap', path: metadata }) as const));
    let rest = here.filter((file) => !products.some(({ name }) => startsWith(basename(file), name)));
    const pairs = products.length ? [] : await findGf5(place);
    scenes.push(...pairs.map(({ images }) => ({ kind: 'gf5', path: images[0] }) as const));
    rest = rest.filter((file) => !pairs.some(({ images }) => images.some((image) => image === file)));
    for (const path of rest) {
      if (HDF5.test(basename(path))) scenes.push({ kind: 'hdf5', path });
      else if (isHeader(path)) scenes.push(...(besideTiff(path, rest) ? [] : [{ kind: 'envi', path } as const]));
      else if (/\.tiff?$/i.test(path) && (await isCube(path, signal))) scenes.push({ kind: 'geotiff', path });
    }
  }
  return scenes;
}

/** The only scene. Throws SCENE_SEVERAL, naming them. */
export function onlyScene(named: string, folder: string, scenes: FoundScene[]): FoundScene {
  if (scenes.length === 1) return scenes[0];
  const shown = scenes.slice(0, 8).map(({ path }) => (named === folder ? path : relative(folder, path)));
  const more = scenes.length > shown.length ? ` … (${scenes.length} in all)` : '';
  const place = named === folder ? '' : ', after unpacking the archive';
  throw new GossanError('SCENE_SEVERAL', {
    path: named,
    count: scenes.length,
    suggestion: shown.join(', ') + more + place,
  });
}

async function filesBelow(folder: string): Promise<string[]> {
  const files: string[] = [];
  let level = [folder];
  for (let depth = 0; depth < DEEPEST && level.length; depth++) {
    const next: string[] = [];
    for (const place of level) {
      const entries = await readdir(place, { withFileTypes: true }).catch((error) => {
        throw asGossanError(error, place);
      });
      for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        // What macOS adds to archives and folders is no data.
        if (entry.name.startsWith('.') || entry.name === '__MACOSX') continue;
        if (entry.isDirectory()) next.push(join(place, entry.name));
        else if (files.length < MOST_FILES) files.push(join(place, entry.name));
      }
    }
    level = next;
  }
  return files;
}

/** A damaged file counts: opening it says what is wrong with it. */
async function isCube(path: string, signal?: AbortSignal): Promise<boolean> {
  const { GeoTiffRaster } = await import('./geotiff-raster.ts');
  try {
    const raster = await GeoTiffRaster.open(path, signal);
    await raster.close();
    return raster.layout.bands >= FEWEST_BANDS;
  } catch (error) {
    if (!(error instanceof GossanError)) throw error;
    return error.code === 'SCENE_TRUNCATED' || error.code === 'SCENE_DAMAGED';
  }
}

/** ENVI's header of a TIFF is no scene of its own. */
function besideTiff(header: string, files: string[]): boolean {
  const stem = header.replace(/\.hdr$/i, '').toLowerCase();
  return files.some(
    (file) =>
      /\.tiff?$/i.test(file) && [file, file.replace(/\.tiff?$/i, '')].some((name) => name.toLowerCase() === stem),
  );
}

function startsWith(file: string, name: string): boolean {
  return file.toLowerCase().startsWith(name.toLowerCase());
}
