import { basename } from 'node:path';
import { GossanError } from '../../../core/errors.ts';
import { type BandTable, bandTable } from './band-table.ts';
import type { EnmapFiles } from './enmap-files.ts';
import { type EnmapMetadata, readEnmapMetadata } from './enmap-metadata.ts';
import { geoTiffGeoreference } from './geotiff-georeference.ts';
import { GeoTiffRaster } from './geotiff-raster.ts';
import { GeoTiffReader, type GeoTiffScene, judgeScene } from './geotiff-reader.ts';
import type { ValueScale } from './pixel-sink.ts';
import { Repairs } from './repairs.ts';
import type { OpenOptions } from './scene-format.ts';

/** DLR's product specification for L2A, where the metadata leaves it out: reflectance × 10000, −32768 outside the swath. */
const L2A_GAIN = 1e-4;
const L2A_BACKGROUND = -32768;

/**
 * Opens an EnMAP L2A product by its metadata. Radiance (L1B, L1C) is refused unless the user asks for its conversion,
 * and L1B also then: its two detectors are not on one grid.
 * Throws SCENE_NOT_REFLECTANCE, SCENE_DATA_MISSING, SCENE_DAMAGED, SCENE_WAVELENGTHS and what GeoTIFF throws.
 */
export async function openEnmap(path: string, files: EnmapFiles, options: OpenOptions): Promise<GeoTiffReader> {
  const metadata = await readEnmapMetadata(files.metadata, files.name);
  refuseRadiance(path, files, metadata, options);
  const [image] = files.images;
  if (!image) {
    throw new GossanError('SCENE_DATA_MISSING', {
      path: files.metadata,
      detail: `looked for ${files.name}-SPECTRAL_IMAGE.TIF`,
    });
  }
  const raster = await GeoTiffRaster.open(image, options.signal);
  try {
    const { bands } = raster.layout;
    const repairs = new Repairs();
    const scene: GeoTiffScene = {
      path,
      name: files.name,
      sensor: 'EnMAP',
      synthetic: false,
      rasters: [raster],
      table: leaveOutOverlap(bandTable(files.metadata, bands, metadata.bands, repairs), metadata),
      scale: enmapScale(metadata, bands, raster.nodata),
      repairs,
      georeference: await raster.tags(geoTiffGeoreference),
    };
    const words = `${metadata.level} ${basename(image)}`;
    const { illumination } = metadata;
    const conversion = await judgeScene(scene, { stated: true, words, illumination }, options);
    return new GeoTiffReader(scene, conversion);
  } catch (error) {
    await raster.close();
    throw error;
  }
}

/**
 * Both detectors see 0.90 to 0.99 µm, and L2A lists their bands by wavelength: one beside the other they draw a saw-tooth
 * across the iron absorption at 0.9 µm. As in PRISMA the SWIR's bands are taken there and the VNIR's marked bad.
 */
function leaveOutOverlap(table: BandTable, { vnir, swir }: EnmapMetadata): BandTable {
  const firstSwir = Math.min(...swir.map((band) => table.wavelengths[band] ?? Number.NaN));
  for (const band of vnir) if (table.wavelengths[band] >= firstSwir) table.goodBands[band] = false;
  return table;
}

function enmapScale(metadata: EnmapMetadata, bands: number, nodata: number | undefined): ValueScale {
  const otherwise = metadata.level === 'L2A' ? L2A_GAIN : 1;
  const column = (values: number[], usable: (value: number) => boolean, replacement: number) =>
    Float64Array.from({ length: bands }, (_, band) =>
      values.length === bands && usable(values[band]) ? values[band] : replacement,
    );
  return {
    // Some processor versions write a gain of 1 for L2A and state the factor in the document alone.
    gain: column(metadata.gain, (value) => value > 0 && (value !== 1 || metadata.level !== 'L2A'), otherwise),
    offset: column(metadata.offset, Number.isFinite, 0),
    ignore: nodata ?? metadata.background ?? L2A_BACKGROUND,
  };
}

function refuseRadiance(path: string, files: EnmapFiles, { level }: EnmapMetadata, { as }: OpenOptions): void {
  if (level !== 'L1B' && level !== 'L1C') return;
  if (level === 'L1B' && files.images.length > 1) {
    const detail = 'EnMAP L1B has its detectors on two grids; order the same scene as L2A';
    throw new GossanError('SCENE_NOT_REFLECTANCE', { path, quantity: 'radiance', detail });
  }
  if (as !== 'radiance' && as !== 'relative') {
    const detail = `its metadata says EnMAP ${level}; order the same scene as L2A`;
    throw new GossanError('SCENE_NOT_REFLECTANCE', { path, quantity: 'radiance', detail });
  }
}
