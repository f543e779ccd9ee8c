import { basename } from 'node:path';
import { GossanError } from '../../../core/errors.ts';
import { type BandFields, type BandTable, bandTable } from './band-table.ts';
import { EnviHeader, readEnviHeader } from './envi-header.ts';
import type { GeoTiffMetadata } from './geotiff-metadata.ts';
import type { GeoTiffRaster } from './geotiff-raster.ts';
import nominal from './nominal-bands.json' with { type: 'json' };
import type { ValueScale } from './pixel-sink.ts';
import type { Repairs } from './repairs.ts';
import { guessSensor } from './sensors.ts';
import { wavelengthsInNames } from './wavelengths.ts';

/** Items that hold a band's centre, in the order of trust: the ENVI driver's, GDAL's own IMAGERY domain, others seen. */
const CENTRE_KEYS = ['wavelength', 'central_wavelength_um', 'center_wavelength', 'central_wavelength', 'wavelengths'];
/** Centres move by less from calibration to calibration. */
const SAME_BAND_NM = 1;
const WIDTH_KEYS = ['fwhm', 'fwhm_um', 'bandwidth'];

/**
 * The band table of a GeoTIFF: items of each band, lists of the whole file, band descriptions ("band 1 (418.24 nm)"), an
 * ENVI header that a program left beside the file, or (said in `assumed`) the nominal table of a sensor that has this
 * number of bands. Throws SCENE_WAVELENGTHS.
 */
export async function geoTiffBands(
  raster: GeoTiffRaster,
  metadata: GeoTiffMetadata,
  repairs: Repairs,
): Promise<{ table: BandTable; assumed?: string }> {
  const { bands } = raster.layout;
  const fields = bandFields(metadata) ?? (await headerFields(raster.path, bands));
  if (fields) return { table: leaveOutOverlap(bandTable(raster.path, bands, fields, repairs)) };
  const words = `${basename(raster.path)} ${[...metadata.file.values()].join(' ')}`;
  const known = nominal.sensors.find((sensor) => sensor.centres_nm.length === bands);
  const named = guessSensor(undefined, words, new Float64Array());
  // AVIRIS has 224 bands too: a name that says so is heard.
  if (known && (named === 'unknown' || named === known.name)) {
    const { centres_nm: wavelengths, fwhm_nm: fwhm, left_out_nm, name, note } = known;
    const bbl = wavelengths.map((centre) => Number(!left_out_nm.includes(centre)));
    return {
      table: bandTable(raster.path, bands, { wavelengths, fwhm, bbl, unit: 'nm' }),
      assumed: `the file names no wavelengths: its ${bands} bands are taken to be those of ${name}'s nominal table (${note})`,
    };
  }
  throw new GossanError('SCENE_WAVELENGTHS', {
    path: raster.path,
    detail:
      `${bands} ${bands === 1 ? 'band' : 'bands'} and no wavelengths in the GeoTIFF; set a "wavelength" item or a ` +
      'description such as "2200 nm" for each band, or keep the ENVI header of the same name beside it',
  });
}

/** Bands that the nominal table of the same sensor leaves out are bad here, too: programs export EnMAP with all of them. */
function leaveOutOverlap(table: BandTable): BandTable {
  const { wavelengths, goodBands } = table;
  // By wavelength: exports have the detectors one after the other or mixed.
  const order = [...wavelengths.keys()].sort((a, b) => wavelengths[a] - wavelengths[b]);
  const like = nominal.sensors.find(
    ({ centres_nm }) =>
      centres_nm.length === order.length &&
      centres_nm.every((centre, at) => Math.abs(centre - 1000 * wavelengths[order[at]]) < SAME_BAND_NM),
  );
  like?.centres_nm.forEach((centre, at) => {
    if (like.left_out_nm.includes(centre)) goodBands[order[at]] = false;
  });
  return table;
}

/** GDAL's SCALE and OFFSET (value = number × scale + offset). `stated` where any band has a scale other than 1. */
export function geoTiffScale(raster: GeoTiffRaster, metadata: GeoTiffMetadata): { scale: ValueScale; stated: boolean } {
  const numbers = (key: string, otherwise: number) =>
    Float64Array.from(metadata.bands, (band) => {
      const value = Number(band.get(key) ?? otherwise);
      return Number.isFinite(value) ? value : otherwise;
    });
  const gain = numbers('scale', 1).map((value) => (value === 0 ? 1 : value));
  return { scale: { gain, offset: numbers('offset', 0), ignore: raster.nodata }, stated: gain.some((g) => g !== 1) };
}

function bandFields({ file, bands }: GeoTiffMetadata): BandFields | undefined {
  const centres = perBand(bands, CENTRE_KEYS) ?? listed(file, CENTRE_KEYS, bands.length);
  const described = centres ? undefined : wavelengthsInNames(descriptions(file, bands));
  const wavelengths = centres ?? described?.values;
  if (!wavelengths) return undefined;
  const unit = described?.unit ?? bands[0].get('wavelength_units') ?? file.get('wavelength_units');
  return {
    wavelengths,
    fwhm: perBand(bands, WIDTH_KEYS) ?? listed(file, WIDTH_KEYS, bands.length) ?? [],
    bbl: perBand(bands, ['bbl']) ?? listed(file, ['bbl'], bands.length) ?? [],
    unit: unit && /^unknown$/i.test(unit) ? undefined : unit,
  };
}

function perBand(bands: GeoTiffMetadata['bands'], keys: readonly string[]): number[] | undefined {
  for (const key of keys) {
    const values = bands.map((band) => Number.parseFloat(band.get(key) ?? ''));
    if (values.every(Number.isFinite)) return values;
  }
  return undefined;
}

/** One item of the file with all values: "{418.24, 423.87, …}". */
function listed(file: Map<string, string>, keys: readonly string[], count: number): number[] | undefined {
  for (const key of keys) {
    const values = (file.get(key) ?? '').replace(/[{}[\]]/g, '').split(/[,;\s]+/);
    const numbers = values.filter(Boolean).map(Number);
    if (numbers.length === count && numbers.every(Number.isFinite)) return numbers;
  }
  return undefined;
}

/** Band descriptions, or the items Band_1 … that GDAL's ENVI driver writes. */
function descriptions(file: Map<string, string>, bands: GeoTiffMetadata['bands']): string[] {
  return bands.map((band, index) => band.get('description') ?? file.get(`band_${index + 1}`) ?? '');
}

/** ENVI leaves `x.hdr` beside `x.tif`. */
async function headerFields(path: string, bands: number): Promise<BandFields | undefined> {
  for (const header of [path.replace(/\.[^./\\]*$/, '.hdr'), `${path}.hdr`]) {
    const read = await readEnviHeader(header).catch(() => undefined);
    if (!(read instanceof EnviHeader)) continue;
    const numbers = (key: string) => read.numbers(key, bands);
    const wavelengths = numbers('wavelength');
    if (wavelengths.length !== bands) continue;
    return { wavelengths, fwhm: numbers('fwhm'), bbl: numbers('bbl'), unit: read.text('wavelength units') };
  }
  return undefined;
}
