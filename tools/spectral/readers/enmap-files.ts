import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const METADATA = /^(ENMAP.*?)[-_]METADATA\.XML$/i;
const IMAGE = /^(ENMAP.*?)[-_]SPECTRAL_IMAGE(?:_(?:VNIR|SWIR|COG))?\.(?:TIFF?|GEOTIFF)$/i;

export interface EnmapFiles {
  /** "ENMAP01-____L2A-DT…": what all files of the product begin with. */
  name: string;
  metadata: string;
  /** One for L1C and L2A, VNIR and SWIR for L1B; none where it is missing. */
  images: string[];
}

/** Whether a file's name is that of an EnMAP product's metadata or spectral image. */
export function isEnmapName(path: string): boolean {
  return METADATA.test(basename(path)) || IMAGE.test(basename(path));
}

/**
 * The EnMAP products of a folder (DLR's names: `…-METADATA.XML`, `…-SPECTRAL_IMAGE.TIF`), or the one that a file belongs
 * to. Products without metadata are not listed: their image may still be read as a GeoTIFF.
 */
export async function findEnmap(path: string): Promise<EnmapFiles[]> {
  const folder = (await stat(path)).isDirectory();
  const place = folder ? path : dirname(path);
  const names = await readdir(place);
  const wanted = folder ? undefined : productName(path)?.toLowerCase();
  return names.flatMap((file) => {
    const name = file.match(METADATA)?.[1];
    if (!name || (wanted !== undefined && name.toLowerCase() !== wanted)) return [];
    const images = names.filter((other) => other.match(IMAGE)?.[1].toLowerCase() === name.toLowerCase());
    return [{ name, metadata: join(place, file), images: images.sort().map((image) => join(place, image)) }];
  });
}

function productName(path: string): string | undefined {
  const file = basename(path);
  return file.match(METADATA)?.[1] ?? file.match(IMAGE)?.[1];
}
