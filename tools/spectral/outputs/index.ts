import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { writeFileAtomic } from '../../../core/atomic.ts';
import { GossanError } from '../../../core/errors.ts';
import { toLonLat } from '../readers/georeference.ts';
import type { MapRasters, PixelWindow, SceneReader } from '../types.ts';
import { alterationCsv, classesCsv } from './class-tables.ts';
import { auxiliaryXml } from './geo-keys.ts';
import { encodeGeoTiff } from './geotiff-writer.ts';
import { type MapFindings, mapLayers, mapSheet } from './map-layers.ts';
import { polygonsGeoJson } from './map-polygons.ts';
import { mapPictures } from './picture/map-pictures.ts';
import { sceneColours } from './picture/scene-colours.ts';
import { qgisStyles } from './qgis-styles.ts';
import { spectraFiles } from './spectra/write-spectra.ts';
import { targetsGpx, targetsKml } from './targets-files.ts';

export {
  type MapClass,
  type MapRaster,
  readAlterationTypes,
  readMapClasses,
  readMapRaster,
  readPixel,
} from './read-pixel.ts';

/**
 * Writes every file of a map but `scene.json`: rasters, class tables, polygons, styles, targets, pictures (contract: `map`).
 * Each file is written whole or not at all.
 * @param rasters what the engine computed for the window
 * @param reader the scene: its georeference, its look for the pictures, whether it is synthetic
 * @param window the part of the scene that was mapped
 * @param out a folder; made where it is missing
 * @param options what was found besides the rasters: files that would show it are left out where it is missing
 * @returns file names (within `out`) by key: the layer's name for rasters ('swir' → 'swir.tif'), otherwise the file's
 *   name with its dot as an underscore ('minerals_png' → 'minerals.png')
 * Throws DISK_FULL, WRITE_FAILED, and what reading the scene throws.
 */
export async function writeMap(
  rasters: MapRasters,
  reader: SceneReader,
  window: PixelWindow,
  out: string,
  options: { signal?: AbortSignal } & MapFindings = {},
): Promise<{ files: Record<string, string> }> {
  const { signal, ...findings } = options;
  const sheet = mapSheet(rasters, reader, window, findings);
  const { width, height } = rasters;
  const files: Record<string, string> = {};
  const write = async (key: string, file: string, data: FileContent): Promise<void> => {
    // Files are made and written in one go; between them the program hears Ctrl-C.
    await setImmediate();
    signal?.throwIfAborted();
    writeOutput(join(out, file), data);
    files[key] = file;
  };
  const mark = sheet.synthetic ? 'SYNTHETIC SCENE. ' : '';
  const made = sheet.conversion ? `. Converted: ${sheet.conversion}` : '';

  for (const { name, meaning, data, nodata } of mapLayers(rasters)) {
    const description = `${mark}${meaning}. Scene: ${sheet.scene}${made}`;
    const { georeference } = sheet;
    await write(name, `${name}.tif`, encodeGeoTiff({ width, height, data, nodata, georeference, description }));
    const auxiliary = auxiliaryXml(georeference);
    if (auxiliary) await write(`${name}_aux`, `${name}.tif.aux.xml`, auxiliary);
  }
  await write('classes', 'classes.csv', classesCsv(rasters.classes));
  await write('alteration_csv', 'alteration.csv', alterationCsv(rasters.alterationTypes));
  await write('polygons', 'polygons.geojson', polygonsGeoJson(sheet));
  for (const [layer, style] of Object.entries(qgisStyles(rasters))) await write(`${layer}_qml`, `${layer}.qml`, style);
  // Waypoints need longitude and latitude.
  if (sheet.georeference && toLonLat(sheet.georeference, 0, 0)) {
    await write('targets_gpx', 'targets.gpx', targetsGpx(sheet));
    await write('targets_kml', 'targets.kml', targetsKml(sheet));
  }
  const scene = await sceneColours(reader, window, rasters.mask, signal ? { signal } : {});
  for (const [name, png] of mapPictures(sheet, scene)) await write(`${name}_png`, `${name}.png`, png);
  for (const { key, file, data } of spectraFiles(sheet)) await write(key, file, data);
  return { files };
}

type FileContent = Parameters<typeof writeFileAtomic>[1];

/** A path that cannot be written is a fault of the place, whatever the file system calls it. */
function writeOutput(path: string, data: FileContent): void {
  try {
    writeFileAtomic(path, data);
  } catch (error) {
    if (error instanceof GossanError && error.code === 'DISK_FULL') throw error;
    const cause = error instanceof GossanError ? error.cause : error;
    const { code, message } = (cause ?? error) as NodeJS.ErrnoException;
    throw new GossanError('WRITE_FAILED', { path, detail: code ?? message }, { cause: error });
  }
}
