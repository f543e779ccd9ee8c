import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type GeoTiffVariant, writeGeoTiff } from './geotiff-scene.ts';

export const ENMAP_NAME = 'ENMAP01-____L2A-DT0000009999_20240101T100000Z_001_V010402_20240102T100000Z';

export interface EnmapVariant {
  level?: 'L1B' | 'L1C' | 'L2A';
  width?: number;
  height?: number;
  /** Stored number; reflectance × 10000 in L2A. */
  value?: (x: number, y: number, band: number) => number;
  image?: Partial<GeoTiffVariant>;
  bands?: number;
  /** Bands that the metadata lists, where it is to differ. */
  listed?: number;
  /** Bands of each detector, counted from 0. */
  detectors?: { vnir: number[]; swir: number[] };
  /** Gain of every band; reflectance × 10000 in L2A. */
  gain?: number;
  /** Elevation of the sun at the centre, degrees. */
  sun?: number;
}

/** Band centre in nm of the product that is written: 420 to 2440 nm in even steps. */
export const enmapCentre = (band: number, bands = 60) => 420 + (2020 * band) / (bands - 1);

/** A soil: brighter to the SWIR, and to the right. */
export const enmapSoil = (x: number, y: number, band: number) => 1500 + 30 * band + 10 * x + 5 * y;

/** Writes an EnMAP product with DLR's file names and metadata elements; returns the folder. */
export async function writeEnmap(parent: string, variant: EnmapVariant = {}): Promise<string> {
  const {
    level = 'L2A',
    width = 12,
    height = 10,
    value = enmapSoil,
    bands = 60,
    listed = bands,
    gain = 1e-4,
  } = variant;
  const name = ENMAP_NAME.replace('L2A', level);
  const folder = join(parent, name);
  await mkdir(folder, { recursive: true });
  const rows = Array.from({ length: listed }, (_, band) =>
    [
      `<bandID number="${band + 1}">`,
      `<wavelengthCenterOfBand>${enmapCentre(band, listed)}</wavelengthCenterOfBand>`,
      '<FWHMOfBand>8.25</FWHMOfBand>',
      `<GainOfBand>${gain}</GainOfBand><OffsetOfBand>0</OffsetOfBand>`,
      '</bandID>',
    ].join(''),
  );
  const channels = (list: number[]) => list.map((band) => band + 1).join(',');
  const quality = variant.detectors
    ? `<vnirProductQuality><expectedChannelsList>${channels(variant.detectors.vnir)}</expectedChannelsList></vnirProductQuality>` +
      `<swirProductQuality><expectedChannelsList>${channels(variant.detectors.swir)}</expectedChannelsList></swirProductQuality>`
    : '';
  const sun = variant.sun
    ? `<sunElevationAngle><upper_left unit="DEG">1</upper_left><center unit="DEG">${variant.sun}</center></sunElevationAngle>`
    : '';
  const xml =
    `<?xml version="1.0" encoding="UTF-8"?>\n<level_X><metadata/><base><level>${level}</level>` +
    `<temporalCoverage><startTime>2024-01-01T10:00:00.1Z</startTime></temporalCoverage></base><specific>${quality}${sun}` +
    `<backgroundValue>-32768</backgroundValue><bandCharacterisation>${rows.join('\n')}</bandCharacterisation>` +
    '</specific></level_X>\n';
  await writeFile(join(folder, `${name}-METADATA.XML`), xml);
  await writeGeoTiff(
    folder,
    { width, height, bands, value, tile: 16, deflate: true, planar: false, ...variant.image },
    `${name}-SPECTRAL_IMAGE.TIF`,
  );
  await writeGeoTiff(
    folder,
    { width, height, bands: 1, value: () => 0, type: 'uint8' },
    `${name}-QL_QUALITY_CLOUD.TIF`,
  );
  return folder;
}
