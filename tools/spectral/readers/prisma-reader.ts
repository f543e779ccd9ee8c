import { basename } from 'node:path';
import { GossanError } from '../../../core/errors.ts';
import { type Georeference, type PixelWindow, SceneReader } from '../types.ts';
import type { BandTable } from './band-table.ts';
import type { Hdf5File } from './hdf5-file.ts';
import { type CubeTile, Hdf5Tiles } from './hdf5-tiles.ts';
import { type PrismaBand, type PrismaDetector, type PrismaScale, prismaBands, prismaScale } from './prisma-bands.ts';
import { prismaGeoreference } from './prisma-georeference.ts';
import { checkWindow } from './window.ts';

const DETECTORS: readonly PrismaDetector[] = ['Vnir', 'Swir'];
const FIELDS = 'HDFEOS/SWATHS/PRS_L2D_HCO/Data Fields';
/** Decoded values to keep of each cube; scenes are read line by line, and the cubes are stored so. */
const KEPT_BYTES = 128 * 1024 * 1024;
/** The cubes are stored band-interleaved by line. */
const AXES = { line: 0, band: 1, sample: 2 } as const;

/** What the file holds of one detector. */
interface DetectorCube {
  counts: Hdf5Tiles;
  /** 0 = no error, for each pixel and band; absent in files that were cut down. */
  errors?: Hdf5Tiles;
  scale: PrismaScale;
}

interface PrismaScene {
  path: string;
  file: Hdf5File;
  cubes: Record<PrismaDetector, DetectorCube>;
  bands: PrismaBand[];
  table: BandTable;
}

/**
 * A PRISMA L2D scene (PRS_L2D_STD_*.he5, PRISMA products specification, ASI): orthorectified surface reflectance, its
 * two cubes joined in ascending wavelength. Values that the product's error matrices mark come out as NaN, and pixels
 * with 0 counts in every band, which surround the turned image, as fill.
 */
export class PrismaReader extends SceneReader {
  readonly name: string;
  readonly path: string;
  readonly synthetic: boolean;
  readonly sensor = 'PRISMA';
  readonly width: number;
  readonly height: number;
  readonly wavelengths: Float64Array;
  readonly fwhm: Float64Array;
  readonly goodBands: boolean[];
  readonly quantity = 'reflectance';
  override readonly georeference?: Georeference;
  readonly #scene: PrismaScene;

  constructor(scene: PrismaScene) {
    super();
    const { file, cubes, table } = scene;
    this.#scene = scene;
    this.path = scene.path;
    this.name = basename(file.path).replace(/\.he?5$/i, '');
    this.synthetic = /synthetic/i.test(`${file.text('Product_Name') ?? ''} ${file.text('Product_ID') ?? ''}`);
    this.width = cubes.Swir.counts.samples;
    this.height = cubes.Swir.counts.lines;
    this.wavelengths = table.wavelengths;
    this.fwhm = table.fwhm;
    this.goodBands = table.goodBands;
    this.georeference = prismaGeoreference(file, this.width, this.height);
  }

  async readWindow(window: PixelWindow, options: { signal?: AbortSignal } = {}): Promise<Float32Array> {
    checkWindow(window, this);
    const { bands, cubes } = this.#scene;
    const block = new Float32Array(window.width * window.height * bands.length);
    const measured = new Uint8Array(window.width * window.height);
    for (const detector of DETECTORS) {
      const { counts, errors, scale } = cubes[detector];
      for (const number of counts.tilesOf(window)) {
        putCounts(block, measured, window, bands, detector, await counts.tile(number, options.signal), scale);
      }
      for (const number of errors?.tilesOf(window) ?? []) {
        blankErrors(block, window, bands, detector, await errors!.tile(number, options.signal));
      }
    }
    options.signal?.throwIfAborted();
    blankFill(block, measured, window, bands.length);
    return block;
  }

  async close(): Promise<void> {
    this.#scene.file.close();
  }
}

/** Reads the attributes; the cubes wait. Throws SCENE_PRODUCT, SCENE_NOT_REFLECTANCE, SCENE_WAVELENGTHS. */
export function openPrisma(path: string, file: Hdf5File): PrismaReader {
  refuseOtherLevels(file);
  const cube = (detector: PrismaDetector): DetectorCube => {
    const name = detector.toUpperCase();
    const counts = new Hdf5Tiles(file, `${FIELDS}/${name}_Cube`, AXES, KEPT_BYTES);
    const matrix = `${FIELDS}/${name}_PIXEL_L2_ERR_MATRIX`;
    const errors = file.has(matrix) ? new Hdf5Tiles(file, matrix, AXES, KEPT_BYTES / 2) : undefined;
    if (errors && shapeOf(errors) !== shapeOf(counts)) {
      throw file.refuse(`its ${name} cube has the shape ${shapeOf(counts)}, its error matrix ${shapeOf(errors)}`);
    }
    return { counts, errors, scale: prismaScale(file, detector) };
  };
  const cubes = { Vnir: cube('Vnir'), Swir: cube('Swir') };
  const [vnir, swir] = [cubes.Vnir.counts, cubes.Swir.counts];
  if (vnir.lines !== swir.lines || vnir.samples !== swir.samples) {
    throw file.refuse(`its VNIR and SWIR cubes differ in size: ${shapeOf(vnir)} and ${shapeOf(swir)}`);
  }
  const { bands, table } = prismaBands(file, { Vnir: vnir.bands, Swir: swir.bands });
  return new PrismaReader({ path, file, cubes, bands, table });
}

function shapeOf({ lines, bands, samples }: Hdf5Tiles): string {
  return `${lines}×${bands}×${samples}`;
}

/** Level 1 and 2B are radiance; 2C is reflectance in the sensor's own geometry, without a map grid. */
function refuseOtherLevels(file: Hdf5File): void {
  if (file.has('HDFEOS/SWATHS/PRS_L2D_HCO')) return;
  const level = ['L1', 'L2B', 'L2C'].find((name) => file.has(`HDFEOS/SWATHS/PRS_${name}_HCO`));
  if (level === 'L2C') throw file.refuse('it is an L2C product, which is not on a map grid; take the L2D of the image');
  if (level) {
    throw new GossanError('SCENE_NOT_REFLECTANCE', {
      path: file.path,
      quantity: 'radiance',
      detail: `it is a PRISMA ${level} product; take the L2D of the same image, --as does not help here`,
    });
  }
  throw file.refuse('the swath PRS_L2D_HCO is missing');
}

/** Calls back for each line and band of a detector that a tile and a window share: positions of the first sample. */
function eachRun(
  window: PixelWindow,
  bands: readonly PrismaBand[],
  detector: PrismaDetector,
  tile: CubeTile,
  run: (to: number, from: number, count: number, pixel: number) => void,
): void {
  const left = Math.max(window.x, tile.x);
  const count = Math.min(window.x + window.width, tile.x + tile.width) - left;
  const bottom = Math.min(window.y + window.height, tile.y + tile.height);
  for (let y = Math.max(window.y, tile.y); y < bottom; y++) {
    const line = y - window.y;
    const pixel = line * window.width + left - window.x;
    for (let band = 0; band < bands.length; band++) {
      if (bands[band].detector !== detector) continue;
      const to = (line * bands.length + band) * window.width + left - window.x;
      const from = (y - tile.y) * tile.lineStep + bands[band].index * tile.bandStep + (left - tile.x) * tile.sampleStep;
      run(to, from, count, pixel);
    }
  }
}

function putCounts(
  block: Float32Array,
  measured: Uint8Array,
  window: PixelWindow,
  bands: readonly PrismaBand[],
  detector: PrismaDetector,
  tile: CubeTile,
  { gain, offset }: PrismaScale,
): void {
  const { values, sampleStep } = tile;
  eachRun(window, bands, detector, tile, (to, from, count, pixel) => {
    for (let sample = 0; sample < count; sample++) {
      const count16 = values[from + sample * sampleStep];
      if (count16 !== 0) measured[pixel + sample] = 1;
      block[to + sample] = count16 * gain + offset;
    }
  });
}

function blankErrors(
  block: Float32Array,
  window: PixelWindow,
  bands: readonly PrismaBand[],
  detector: PrismaDetector,
  tile: CubeTile,
): void {
  const { values, sampleStep } = tile;
  eachRun(window, bands, detector, tile, (to, from, count) => {
    for (let sample = 0; sample < count; sample++) {
      if (values[from + sample * sampleStep] !== 0) block[to + sample] = Number.NaN;
    }
  });
}

function blankFill(block: Float32Array, measured: Uint8Array, { width }: PixelWindow, bands: number): void {
  for (let pixel = 0; pixel < measured.length; pixel++) {
    if (measured[pixel]) continue;
    const line = Math.floor(pixel / width);
    for (let band = 0; band < bands; band++) block[(line * bands + band) * width + (pixel - line * width)] = Number.NaN;
  }
}
