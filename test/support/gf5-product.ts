import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type GeoTiffVariant, writeGeoTiff } from './geotiff-scene.ts';

export const GF5_NAME = 'GF5B_AHSI_E100.1_N40.2_20230101_001234_L10000123456';
export const VNIR_BANDS = 30;
export const SWIR_BANDS = 36;
/** Centres in nm; the detectors overlap from 1004 to 1030 nm, as the real ones do. */
export const vnirCentre = (band: number) => 390 + (640 * band) / (VNIR_BANDS - 1);
export const swirCentre = (band: number) => 1004 + (1509 * band) / (SWIR_BANDS - 1);

export interface Gf5Variant {
  folder?: string;
  vnir?: Partial<GeoTiffVariant>;
  swir?: Partial<GeoTiffVariant>;
  /** Before the ending of both images: "_FLAASH_reflectance". */
  suffix?: string;
  spectral?: boolean;
  gains?: [gain: number, offset: number];
  /** Both detectors in one image with this ending, as the first satellite's products have it. */
  single?: '.geotiff' | '.tif';
  /** Another satellite with the same files. */
  name?: string;
  /** Zenith of the sun in the product's XML, degrees. */
  zenith?: number;
}

/** Stored numbers of both detectors: a soil in counts. */
export const gf5Counts = (x: number, y: number, band: number) => 2000 + 40 * band + 15 * x + 8 * y;

/** Writes a pair of images and their calibration texts, as the ground segment names them; returns the folder. */
export async function writeGf5(parent: string, variant: Gf5Variant = {}): Promise<string> {
  const { suffix = '', spectral = true } = variant;
  const name = variant.name ?? GF5_NAME;
  const folder = join(parent, variant.folder ?? name);
  await mkdir(folder, { recursive: true });
  if (variant.zenith !== undefined) {
    const parts = `<StartTime>2023-01-01 03:30:12</StartTime><SolarZenith>${variant.zenith}</SolarZenith>`;
    await writeFile(join(folder, `${name}.xml`), `<?xml version="1.0"?><ProductMetaData>${parts}</ProductMetaData>`);
  }
  for (const [code, word, bands, centre, image] of [
    ['VN', 'VNIR', VNIR_BANDS, vnirCentre, variant.vnir],
    ['SW', 'SWIR', SWIR_BANDS, swirCentre, variant.swir],
  ] as const) {
    const scene: GeoTiffVariant = { width: 9, height: 8, bands, type: 'uint16', value: gf5Counts, ...image };
    if (!variant.single) await writeGeoTiff(folder, scene, `${name}_${code}${suffix}.tif`);
    const rows = (text: (band: number) => string) =>
      `${Array.from({ length: bands }, (_, band) => text(band)).join('\n')}\n`;
    if (spectral) {
      const width = word === 'VNIR' ? 4.3 : 7.9;
      await writeFile(
        join(folder, `GF5B_AHSI_Spectral_${word}.raw`),
        rows((band) => `${centre(band)},${width}`),
      );
    }
    if (variant.gains) {
      await writeFile(
        join(folder, `GF5B_AHSI_RadCal_${word}.raw`),
        rows(() => variant.gains!.join(',')),
      );
    }
  }
  if (variant.single) {
    const bands = VNIR_BANDS + SWIR_BANDS;
    const value = (x: number, y: number, band: number) => gf5Counts(x, y, band < VNIR_BANDS ? band : band - VNIR_BANDS);
    await writeGeoTiff(folder, { width: 9, height: 8, bands, type: 'uint16', value }, `${name}${variant.single}`);
  }
  return folder;
}
