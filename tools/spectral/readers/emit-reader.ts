import { basename } from 'node:path';
import { GossanError } from '../../../core/errors.ts';
import { type Georeference, type PixelWindow, type Repair, SceneReader } from '../types.ts';
import { type BandTable, bandTable } from './band-table.ts';
import { type EmitGlt, readGlt } from './emit-glt.ts';
import type { Hdf5File } from './hdf5-file.ts';
import { type CubeTile, Hdf5Tiles } from './hdf5-tiles.ts';
import { Repairs } from './repairs.ts';
import { checkWindow } from './window.ts';
import { epsgOf, parseWkt } from './wkt.ts';

/**
 * Decoded values to keep. A line of the orthorectified grid crosses about as many tiles as there are along and across
 * the sensor's grid together (some 16 of 32 MiB in a scene of 1280×1242 pixels).
 */
const KEPT_BYTES = 512 * 1024 * 1024;

/** What EMIT writes where nothing was measured, should the file not say so itself. */
const EMIT_FILL = -9999;

interface EmitScene {
  path: string;
  file: Hdf5File;
  cube: Hdf5Tiles;
  glt: EmitGlt;
  table: BandTable;
  repairs: Repairs;
  fill: number;
}

/**
 * An EMIT L2A reflectance scene (EMIT_L2A_RFL_*.nc; EMIT L2A product user guide, NASA LP DAAC), shown on its
 * orthorectified grid: every pixel is the sensor's own measurement, moved by the product's lookup table, never mixed.
 */
export class EmitReader extends SceneReader {
  readonly name: string;
  readonly path: string;
  readonly synthetic: boolean;
  readonly sensor = 'EMIT';
  readonly width: number;
  readonly height: number;
  readonly wavelengths: Float64Array;
  readonly fwhm: Float64Array;
  readonly goodBands: boolean[];
  readonly quantity = 'reflectance';
  override readonly georeference?: Georeference;
  readonly #scene: EmitScene;

  constructor(scene: EmitScene) {
    super();
    const { file, glt, table } = scene;
    this.#scene = scene;
    this.path = scene.path;
    this.name = basename(file.path).replace(/\.nc4?$/i, '');
    this.synthetic = /synthetic/i.test(`${file.text('title') ?? ''} ${file.text('summary') ?? ''}`);
    this.width = glt.width;
    this.height = glt.height;
    this.wavelengths = table.wavelengths;
    this.fwhm = table.fwhm;
    this.goodBands = table.goodBands;
    this.georeference = emitGeoreference(file);
  }

  override get repairs(): readonly Repair[] {
    return this.#scene.repairs.list;
  }

  async readWindow(window: PixelWindow, options: { signal?: AbortSignal } = {}): Promise<Float32Array> {
    checkWindow(window, this);
    const { cube, glt, fill } = this.#scene;
    const block = new Float32Array(window.width * window.height * cube.bands).fill(Number.NaN);
    // All pixels of a tile are taken together: each tile is decoded once a window even where few can be kept.
    for (const [number, pixels] of pixelsByTile(window, glt, cube)) {
      const tile = await cube.tile(number, options.signal);
      for (const pixel of pixels) putSpectrum(block, pixel, window, glt, cube, tile, fill);
    }
    options.signal?.throwIfAborted();
    return block;
  }

  async close(): Promise<void> {
    this.#scene.file.close();
  }
}

/** Reads the band table and the lookup table; the cube waits. Throws SCENE_PRODUCT, SCENE_NOT_REFLECTANCE, SCENE_WAVELENGTHS, SCENE_DAMAGED. */
export function openEmit(path: string, file: Hdf5File): EmitReader {
  if (!file.has('reflectance')) {
    if (file.has('radiance')) {
      const detail = 'it is the L1B product; take EMIT_L2A_RFL of the same granule, --as does not help here';
      throw new GossanError('SCENE_NOT_REFLECTANCE', { path: file.path, quantity: 'radiance', detail });
    }
    throw file.refuse(`the dataset "reflectance" is missing; it holds ${file.names().slice(0, 6).join(', ')}`);
  }
  const cube = new Hdf5Tiles(file, 'reflectance', { line: 0, sample: 1, band: 2 }, KEPT_BYTES);
  const numbers = (name: string): number[] => (file.has(name) ? Array.from(file.read(name), Number) : []);
  const repairs = new Repairs();
  const fields = {
    wavelengths: numbers('sensor_band_parameters/wavelengths'),
    fwhm: numbers('sensor_band_parameters/fwhm'),
    bbl: numbers('sensor_band_parameters/good_wavelengths'),
  };
  const table = bandTable(file.path, cube.bands, fields, repairs);
  const fill = file.numbers('_FillValue', 'reflectance')?.[0] ?? EMIT_FILL;
  return new EmitReader({ path, file, cube, glt: readGlt(file, cube), table, repairs, fill });
}

/** Indices of a window's measured pixels (line*width + sample), grouped by the tile that holds them. */
function pixelsByTile(window: PixelWindow, glt: EmitGlt, cube: Hdf5Tiles): Map<number, number[]> {
  const tiles = new Map<number, number[]>();
  for (let line = 0; line < window.height; line++) {
    for (let sample = 0; sample < window.width; sample++) {
      const source = glt.source[(window.y + line) * glt.width + window.x + sample];
      if (source < 0) continue;
      const number = cube.tileOf(Math.floor(source / cube.samples), source % cube.samples);
      const pixels = tiles.get(number);
      if (pixels) pixels.push(line * window.width + sample);
      else tiles.set(number, [line * window.width + sample]);
    }
  }
  return tiles;
}

/** Copies one spectrum; fill in more than half of the bands leaves the pixel without any. */
function putSpectrum(
  block: Float32Array,
  pixel: number,
  window: PixelWindow,
  glt: EmitGlt,
  { bands, samples }: Hdf5Tiles,
  tile: CubeTile,
  fill: number,
): void {
  const line = Math.floor(pixel / window.width);
  const sample = pixel % window.width;
  const source = glt.source[(window.y + line) * glt.width + window.x + sample];
  const from =
    (Math.floor(source / samples) - tile.y) * tile.lineStep + ((source % samples) - tile.x) * tile.sampleStep;
  let missing = 0;
  for (let band = 0; band < bands; band++) {
    const value = tile.values[from + band * tile.bandStep];
    if (value === fill || !Number.isFinite(value)) missing++;
    else block[(line * bands + band) * window.width + sample] = value;
  }
  if (missing === 0 || missing * 2 <= bands) return;
  for (let band = 0; band < bands; band++) block[(line * bands + band) * window.width + sample] = Number.NaN;
}

/** `geotransform` is GDAL's, `spatial_ref` WKT; a file that lost them is read without places on the ground. */
function emitGeoreference(file: Hdf5File): Georeference | undefined {
  const transform = file.numbers('geotransform');
  const wkt = file.text('spatial_ref');
  if (transform?.length !== 6 || !transform.every(Number.isFinite) || transform[1] === 0) return undefined;
  const root = wkt ? parseWkt(wkt) : undefined;
  return {
    transform: transform as Georeference['transform'],
    epsg: root && epsgOf(root),
    wkt,
    unit: root && /^PROJ/.test(root.name) ? 'm' : 'deg',
  };
}
