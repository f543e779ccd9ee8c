import { basename } from 'node:path';
import { GossanError } from '../../../core/errors.ts';
import { type Georeference, type PixelWindow, type Repair, SceneReader } from '../types.ts';
import type { BandTable } from './band-table.ts';
import { geoTiffBands, geoTiffScale } from './geotiff-bands.ts';
import { geoTiffGeoreference } from './geotiff-georeference.ts';
import { type GeoTiffLayout, rowBytes } from './geotiff-layout.ts';
import { geoTiffMetadata } from './geotiff-metadata.ts';
import { GeoTiffRaster } from './geotiff-raster.ts';
import { ImpossibleValues } from './impossible-values.ts';
import { chosenScale, PixelSink, type ValueScale } from './pixel-sink.ts';
import { Repairs } from './repairs.ts';
import type { OpenOptions } from './scene-format.ts';
import { guessSensor } from './sensors.ts';
import { timeIn } from './sun.ts';
import { toReflectance } from './to-reflectance.ts';
import type { Illumination } from './top-of-atmosphere.ts';
import { checkWindow } from './window.ts';

const [FEWEST_LINES, MOST_LINES] = [3, 8];
/** What may be decoded to judge a scene on opening, some tenths of a second of inflating; bands that are looked at. */
const [JUDGED_BYTES, JUDGED_BANDS] = [24 * 1024 * 1024, 60];

/** A cube that lies in one GeoTIFF, or (GF-5) in several of one grid whose bands follow one another. */
export interface GeoTiffScene {
  /** As the user named it. */
  path: string;
  name: string;
  sensor: string;
  synthetic: boolean;
  rasters: GeoTiffRaster[];
  table: BandTable;
  scale: ValueScale;
  repairs: Repairs;
  georeference?: Georeference;
}

/** Reads windows by position; of the files only decoded blocks are kept, up to a limit (geotiff-cache.ts). */
export class GeoTiffReader extends SceneReader {
  readonly name: string;
  readonly path: string;
  readonly synthetic: boolean;
  readonly sensor: string;
  readonly width: number;
  readonly height: number;
  readonly wavelengths: Float64Array;
  readonly fwhm: Float64Array;
  readonly goodBands: boolean[];
  readonly quantity: 'reflectance' | 'converted';
  override readonly conversion?: string;
  override readonly georeference?: Georeference;
  readonly #scene: GeoTiffScene;
  readonly #impossible = new ImpossibleValues();

  constructor(scene: GeoTiffScene, conversion: string | undefined) {
    super();
    const { layout } = scene.rasters[0];
    this.#scene = scene;
    this.name = scene.name;
    this.path = scene.path;
    this.synthetic = scene.synthetic;
    this.sensor = scene.sensor;
    this.width = layout.width;
    this.height = layout.height;
    this.wavelengths = scene.table.wavelengths;
    this.fwhm = scene.table.fwhm;
    this.goodBands = scene.table.goodBands;
    this.quantity = conversion ? 'converted' : 'reflectance';
    this.conversion = conversion;
    this.georeference = scene.georeference;
  }

  override get repairs(): readonly Repair[] {
    return [...this.#scene.repairs.list, ...this.#impossible.repairs];
  }

  async readWindow(window: PixelWindow, options: { signal?: AbortSignal } = {}): Promise<Float32Array> {
    checkWindow(window, this);
    return readScene(this.#scene, window, [...this.wavelengths.keys()], options.signal, this.#impossible);
  }

  /** Some bands only, as {@link readWindow} in the order given; fill is told from these bands alone. */
  async readBands(
    window: PixelWindow,
    bands: readonly number[],
    options: { signal?: AbortSignal } = {},
  ): Promise<Float32Array> {
    checkWindow(window, this);
    return readScene(this.#scene, window, bands, options.signal);
  }

  async close(): Promise<void> {
    for (const raster of this.#scene.rasters) await raster.close();
  }
}

/** Opens a GeoTIFF with many bands as a scene. See `openScene` for what it throws. */
export async function openGeoTiff(path: string, options: OpenOptions): Promise<GeoTiffReader> {
  const raster = await GeoTiffRaster.open(path, options.signal);
  try {
    const metadata = await geoTiffMetadata(raster);
    const repairs = new Repairs();
    const { table, assumed } = await geoTiffBands(raster, metadata, repairs);
    const { scale, stated } = geoTiffScale(raster, metadata);
    const words = `${[...metadata.file.values()].join(' ')} ${basename(path)}`;
    const scene: GeoTiffScene = {
      path,
      name: geoTiffName(path),
      sensor: guessSensor(metadata.file.get('sensor_type') ?? metadata.file.get('sensor'), words, table.wavelengths),
      synthetic: /synthetic/i.test([...metadata.file.values()].join(' ')),
      rasters: [raster],
      table,
      scale,
      repairs,
      georeference: await raster.tags(geoTiffGeoreference),
    };
    const conversion = await judgeScene(scene, { stated, words, illumination: illumination(metadata.file) }, options);
    return new GeoTiffReader(scene, [assumed, conversion].filter(Boolean).join('; ') || undefined);
  } catch (error) {
    await raster.close();
    throw error;
  }
}

/** Brings the scene's scale to reflectance; returns what was assumed. Throws SCENE_NOT_REFLECTANCE. */
export async function judgeScene(
  scene: GeoTiffScene,
  { stated, words, illumination }: { stated: boolean; words: string; illumination?: Illumination },
  options: OpenOptions,
): Promise<string | undefined> {
  const { layout } = scene.rasters[0];
  const { path, table, scale, repairs } = scene;
  const cube = {
    path,
    width: layout.width,
    height: layout.height,
    table,
    scale,
    stated,
    integer: layout.integer,
    words,
    scaleField: 'scale in the file',
    lines: linesToJudge(layout),
    blockHeight: layout.compression === 1 ? 1 : layout.blockHeight,
    // Of a compressed cube with one band a block, a line of all bands would cost the decoding of hundreds of blocks.
    allBandsAtOnce: layout.compression === 1 || !layout.planar,
    illumination,
    repairs,
    read: (window: PixelWindow, bands: readonly number[], signal?: AbortSignal) =>
      readScene(scene, window, bands, signal),
  };
  return toReflectance(cube, options);
}

/** Items that programs write for radiance: GDAL's IMAGERY domain and the names of ENVI's fields. */
function illumination(file: Map<string, string>): Illumination {
  const item = (...names: string[]) => names.map((name) => file.get(name)).find(Boolean);
  const elevation = Number(item('sun_elevation', 'sun elevation', 'sunelevation') ?? Number.NaN);
  return {
    unit: item('data_units', 'data units', 'radiance_units', 'units'),
    sunElevation: Number.isFinite(elevation) ? elevation : undefined,
    ...timeIn(item('acquisitiondatetime', 'acquisition_time', 'acquisition time', 'tifftag_datetime')),
  };
}

/** Eight lines; fewer where each costs the decoding of large tiles. */
function linesToJudge(layout: GeoTiffLayout): number {
  if (layout.compression === 1) return MOST_LINES;
  const blockBytes = rowBytes(layout) * layout.blockHeight * (layout.planar ? Math.min(JUDGED_BANDS, layout.bands) : 1);
  const affordable = Math.floor(JUDGED_BYTES / blockBytes);
  return Math.min(MOST_LINES, Math.max(FEWEST_LINES, affordable));
}

/** The file's name without its ending. */
export function geoTiffName(path: string): string {
  return basename(path).replace(/\.tiff?$/i, '') || basename(path);
}

/** Throws SCENE_PARTS unless all files have one grid. */
export function checkGrids(path: string, rasters: readonly GeoTiffRaster[]): void {
  const [first, ...others] = rasters;
  for (const { layout, path: other } of others) {
    if (layout.width === first.layout.width && layout.height === first.layout.height) continue;
    const sizes = [first, { layout, path: other }]
      .map((one) => `${basename(one.path)} has ${one.layout.width}×${one.layout.height} pixels`)
      .join(', ');
    throw new GossanError('SCENE_PARTS', { path, detail: sizes });
  }
}

async function readScene(
  scene: GeoTiffScene,
  window: PixelWindow,
  bands: readonly number[],
  signal?: AbortSignal,
  impossible?: ImpossibleValues,
): Promise<Float32Array> {
  const sink = new PixelSink(window, chosenScale(scene.scale, bands));
  // The sink needs the first band asked for before the others: runs of bands of one file are read in the order given.
  for (const run of runsOf(scene.rasters, bands)) {
    await run.raster.read(window, run.bands, (index, ...rest) => sink.put(run.at + index, ...rest), signal);
  }
  const values = sink.finish();
  impossible?.count(window.y, sink.impossible);
  return values;
}

interface Run {
  raster: GeoTiffRaster;
  /** Counted in the raster. */
  bands: number[];
  /** Place of the first of them in the list asked for. */
  at: number;
}

function runsOf(rasters: readonly GeoTiffRaster[], bands: readonly number[]): Run[] {
  const runs: Run[] = [];
  bands.forEach((band, at) => {
    let index = 0;
    let within = band;
    while (within >= rasters[index].layout.bands) within -= rasters[index++].layout.bands;
    const last = runs.at(-1);
    if (last?.raster === rasters[index]) last.bands.push(within);
    else runs.push({ raster: rasters[index], bands: [within], at });
  });
  return runs;
}
