import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { GossanError } from '../../../core/errors.ts';
import { unpackProduct } from '../readers/product-unzip.ts';

/** Which member of an archive is the area of interest, best first. */
const WANTED = [/\.shp$/i, /^doc\.kml$/i, /\.kml$/i, /\.(geo)?json$/i];

/** The file of the same name with another ending, in whatever case; undefined where there is none. */
export async function siblingOf(path: string, ending: string): Promise<string | undefined> {
  const wanted = `${basename(path, extname(path))}.${ending}`.toLowerCase();
  const names = await readdir(dirname(path)).catch(() => []);
  const name = names.find((one) => one.toLowerCase() === wanted);
  return name === undefined ? undefined : join(dirname(path), name);
}

/**
 * Unpacks a ZIP or KMZ archive and returns the path of the one Shapefile, KML or GeoJSON in it.
 * @throws GossanError AOI_FORMAT where there is none, or several of the same kind; what unpacking throws
 */
export async function fileInArchive(path: string, signal?: AbortSignal): Promise<string> {
  const folder = await unpackProduct(path, signal);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    // macOS keeps its own notes under the names of the files
    .filter((file) => !file.includes('__MACOSX') && !basename(file).startsWith('.'));
  for (const pattern of WANTED) {
    const found = files.filter((file) => pattern.test(basename(file)));
    if (found.length === 1) return found[0];
    if (found.length > 1) {
      const names = found.slice(0, 6).map((file) => basename(file));
      throw new GossanError('AOI_FORMAT', {
        path,
        detail: `it holds ${found.length} of them (${names.join(', ')}): unpack it and name one`,
      });
    }
  }
  throw new GossanError('AOI_FORMAT', { path, detail: 'the archive holds no Shapefile, KML or GeoJSON' });
}
