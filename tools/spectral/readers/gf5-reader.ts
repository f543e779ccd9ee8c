import { basename } from 'node:path';
import { GossanError } from '../../../core/errors.ts';
import type { Georeference } from '../types.ts';
import { type BandTable, bandTable } from './band-table.ts';
import { geoTiffBands, geoTiffScale } from './geotiff-bands.ts';
import { geoTiffGeoreference } from './geotiff-georeference.ts';
import { type GeoTiffMetadata, geoTiffMetadata } from './geotiff-metadata.ts';
import { GeoTiffRaster } from './geotiff-raster.ts';
import { checkGrids, GeoTiffReader, type GeoTiffScene, judgeScene } from './geotiff-reader.ts';
import { readGf5Columns, readGf5Illumination } from './gf5-calibration.ts';
import type { Gf5Files } from './gf5-files.ts';
import type { ValueScale } from './pixel-sink.ts';
import { Repairs } from './repairs.ts';
import type { OpenOptions } from './scene-format.ts';

/** Words by which atmospheric correction marks its products; the ground segment's L1 names have none of them. */
const REFLECTANCE_WORDS = /refl|rfl|flaash|quac|atcor|surface|(^|[_.-])(sr|6s)([_.-]|$)|反射/i;

interface Detector {
  raster: GeoTiffRaster;
  metadata: GeoTiffMetadata;
  table: BandTable;
  scale: ValueScale;
  stated: boolean;
  assumed?: string;
}

/**
 * Opens a GF-5 AHSI pair (150 VNIR bands of 5 nm, 180 SWIR bands of 10 nm) as one cube, VNIR bands first; so are the bands
 * of the first satellite's single images.
 *
 * Both detectors see about 1.00 to 1.03 µm. All bands are kept, so that band numbers stay those of the files, but in the
 * overlap each detector is marked bad on the far side of its middle: there its response falls off.
 *
 * The ground segment delivers L1 counts. They are refused unless the user says what they are; as radiance or relative the
 * gains of the RadCal texts are applied where they lie beside the images. The ZY1 satellites' AHSI has the same files.
 * Throws SCENE_PARTS, SCENE_NOT_REFLECTANCE, SCENE_WAVELENGTHS and what GeoTIFF throws.
 */
export async function openGf5(path: string, files: Gf5Files, options: OpenOptions): Promise<GeoTiffReader> {
  const rasters: GeoTiffRaster[] = [];
  try {
    for (const image of files.images) rasters.push(await GeoTiffRaster.open(image, options.signal));
    checkGrids(path, rasters);
    const repairs = new Repairs();
    const converted = options.as === 'radiance' || options.as === 'relative';
    const gains = converted ? files.gains : {};
    const [vnir, swir] =
      rasters.length === 1
        ? await bothDetectors(rasters[0], repairs, files.spectral, gains)
        : [
            await detector(rasters[0], repairs, files.spectral.vnir, gains.vnir),
            await detector(rasters[1], repairs, files.spectral.swir, gains.swir),
          ];
    const stated = vnir.stated && swir.stated;
    const words = [vnir, swir].flatMap(({ raster, metadata }) => [basename(raster.path), ...metadata.file.values()]);
    refuseCounts(path, rasters, stated || words.some((text) => REFLECTANCE_WORDS.test(text)), options);
    const table = joinTables(vnir.table, swir.table);
    const scene: GeoTiffScene = {
      path,
      name: files.name,
      sensor: /^zy1/i.test(files.name) ? 'ZY1 AHSI' : 'GF-5 AHSI',
      synthetic: words.some((text) => /synthetic/i.test(text)),
      rasters,
      table,
      scale: {
        gain: Float64Array.of(...vnir.scale.gain, ...swir.scale.gain),
        offset: Float64Array.of(...vnir.scale.offset, ...swir.scale.offset),
        ignore: vnir.scale.ignore ?? swir.scale.ignore,
      },
      repairs,
      georeference: await firstGrid(rasters),
    };
    const illumination = await readGf5Illumination(files.metadata, Boolean(gains.vnir && gains.swir));
    const conversion = await judgeScene(scene, { stated, words: words.join(' '), illumination }, options);
    const said = [vnir.assumed, swir.assumed, conversion].filter(Boolean).join('; ');
    return new GeoTiffReader(scene, said || undefined);
  } catch (error) {
    for (const raster of rasters) await raster.close();
    throw error;
  }
}

async function firstGrid(rasters: readonly GeoTiffRaster[]): Promise<Georeference | undefined> {
  for (const raster of rasters) {
    const found = await raster.tags(geoTiffGeoreference);
    if (found) return found;
  }
  return undefined;
}

/** One image with the bands of both detectors: how many belong to which is told by the rows of their texts. */
async function bothDetectors(
  raster: GeoTiffRaster,
  repairs: Repairs,
  spectral: Gf5Files['spectral'],
  gains: Gf5Files['gains'],
): Promise<[vnir: Detector, swir: Detector]> {
  const metadata = await geoTiffMetadata(raster);
  const { scale, stated } = geoTiffScale(raster, metadata);
  const columns = [await readGf5Columns(spectral.vnir!), await readGf5Columns(spectral.swir!)];
  const counts = columns.map(([centres]) => centres.length);
  if (counts[0] + counts[1] !== raster.layout.bands) {
    const detail = `${raster.layout.bands} bands, and wavelengths for ${counts[0]} in the VNIR and ${counts[1]} in the SWIR`;
    throw new GossanError('SCENE_PARTS', { path: raster.path, detail });
  }
  const part = async (at: 0 | 1, text: string, gain?: string): Promise<Detector> => {
    const [from, bands] = [at * counts[0], counts[at]];
    const [wavelengths, fwhm] = columns[at];
    const own = {
      gain: scale.gain.slice(from, from + bands),
      offset: scale.offset.slice(from, from + bands),
      ignore: scale.ignore,
    };
    if (gain) await applyGains(own, gain, bands);
    const table = bandTable(text, bands, { wavelengths, fwhm, bbl: [] }, repairs);
    return { raster, metadata, scale: own, stated, table };
  };
  return [await part(0, spectral.vnir!, gains.vnir), await part(1, spectral.swir!, gains.swir)];
}

async function applyGains(scale: ValueScale, path: string, bands: number): Promise<void> {
  const [gain, offset] = await readGf5Columns(path, bands);
  scale.gain = Float64Array.from(gain);
  scale.offset = Float64Array.from(offset, (value) => (Number.isFinite(value) ? value : 0));
}

async function detector(raster: GeoTiffRaster, repairs: Repairs, spectral?: string, gains?: string): Promise<Detector> {
  const { bands } = raster.layout;
  const metadata = await geoTiffMetadata(raster);
  const { scale, stated } = geoTiffScale(raster, metadata);
  if (gains) await applyGains(scale, gains, bands);
  if (!spectral) return { raster, metadata, scale, stated, ...(await geoTiffBands(raster, metadata, repairs)) };
  const [wavelengths, fwhm] = await readGf5Columns(spectral, bands);
  const table = bandTable(spectral, bands, { wavelengths, fwhm, bbl: [] }, repairs);
  return { raster, metadata, scale, stated, table };
}

/** VNIR before SWIR. Of the wavelengths that both hold, each keeps its own side of the middle as good bands. */
function joinTables(vnir: BandTable, swir: BandTable): BandTable {
  const middle = (vnir.wavelengths.at(-1)! + swir.wavelengths[0]) / 2;
  const overlap = swir.wavelengths[0] < vnir.wavelengths.at(-1)!;
  const keep = (good: boolean, inside: boolean) => good && (!overlap || inside);
  return {
    wavelengths: Float64Array.of(...vnir.wavelengths, ...swir.wavelengths),
    fwhm: Float64Array.of(...vnir.fwhm, ...swir.fwhm),
    goodBands: [
      ...vnir.goodBands.map((good, band) => keep(good, vnir.wavelengths[band] <= middle)),
      ...swir.goodBands.map((good, band) => keep(good, swir.wavelengths[band] > middle)),
    ],
  };
}

/** Counts up to 10 000 look like scaled reflectance: whole numbers must come with a word or a scale that says so. */
function refuseCounts(path: string, rasters: GeoTiffRaster[], named: boolean, { as }: OpenOptions): void {
  if (as || named || rasters.some(({ layout }) => !layout.integer)) return;
  throw new GossanError('SCENE_NOT_REFLECTANCE', {
    path,
    quantity: 'raw counts',
    detail:
      'GF-5 AHSI is delivered as L1 counts, and neither its names nor a scale in the files say that these were corrected ' +
      'to surface reflectance',
  });
}
