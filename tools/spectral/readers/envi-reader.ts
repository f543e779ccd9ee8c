import { basename } from 'node:path';
import { GossanError } from '../../../core/errors.ts';
import { type Georeference, type PixelWindow, type Repair, SceneReader } from '../types.ts';
import { type BandFields, type BandTable, bandTable } from './band-table.ts';
import { mendByteOrder } from './envi-byte-order.ts';
import { type EnviFiles, findEnviFiles, isHeader, linkTarget, namedDataFile, sceneName } from './envi-files.ts';
import { type EnviHeader, finiteNumber, readEnviHeader } from './envi-header.ts';
import { type EnviLayout, enviLayout } from './envi-layout.ts';
import { EnviValues } from './envi-values.ts';
import { toLonLat } from './georeference.ts';
import { ImpossibleValues } from './impossible-values.ts';
import { enviGeoreference } from './map-info.ts';
import { chosenScale, PixelSink, type ValueScale } from './pixel-sink.ts';
import { Repairs } from './repairs.ts';
import type { OpenOptions } from './scene-format.ts';
import { guessSensor } from './sensors.ts';
import { timeIn } from './sun.ts';
import { toReflectance } from './to-reflectance.ts';
import { type Illumination, radianceUnit } from './top-of-atmosphere.ts';
import { wavelengthsInNames } from './wavelengths.ts';
import { checkWindow } from './window.ts';

/** Lines that are looked at to judge a scene. */
const JUDGED_LINES = 8;

interface EnviScene {
  path: string;
  header: EnviHeader;
  layout: EnviLayout;
  table: BandTable;
  values: EnviValues;
  scale: ValueScale;
  repairs: Repairs;
  georeference?: Georeference;
}

/** An ENVI cube. Windows are read by position; nothing of the file is kept in memory. */
export class EnviReader extends SceneReader {
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
  readonly #scene: EnviScene;
  readonly #impossible = new ImpossibleValues();

  constructor(scene: EnviScene, conversion: string | undefined) {
    super();
    const { header, layout, table } = scene;
    const description = header.text('description') ?? '';
    this.#scene = scene;
    this.path = scene.path;
    this.name = sceneName(scene.path);
    this.synthetic = /synthetic/i.test(description) || /^(1|true|yes)$/i.test(header.text('gossan synthetic') ?? '');
    this.sensor = guessSensor(header.text('sensor type'), `${description} ${basename(scene.path)}`, table.wavelengths);
    this.width = layout.samples;
    this.height = layout.lines;
    this.wavelengths = table.wavelengths;
    this.fwhm = table.fwhm;
    this.goodBands = table.goodBands;
    this.quantity = conversion ? 'converted' : 'reflectance';
    this.conversion = conversion;
    this.georeference = scene.georeference;
  }

  override get repairs(): readonly Repair[] {
    return [...this.#scene.repairs.list, ...this.#impossible.repairs];
  }

  async readWindow(window: PixelWindow, options: { signal?: AbortSignal } = {}): Promise<Float32Array> {
    checkWindow(window, this);
    const bands = [...this.wavelengths.keys()];
    return readBlock(this.#scene, window, bands, options.signal, this.#impossible);
  }

  /**
   * Reads some bands only, as {@link readWindow} in the order given. Fill is told from these bands alone, so a pixel
   * counts as fill only where they hold the ignore value or zeros.
   */
  async readBands(
    window: PixelWindow,
    bands: readonly number[],
    options: { signal?: AbortSignal } = {},
  ): Promise<Float32Array> {
    checkWindow(window, this);
    return readBlock(this.#scene, window, bands, options.signal);
  }

  async close(): Promise<void> {
    await this.#scene.values.close();
  }
}

/** Opens an ENVI cube: header, length check, a sample of spectra to judge what the numbers are. See `openScene`. */
export async function openEnvi(path: string, options: OpenOptions): Promise<EnviReader> {
  const files = await findEnviFiles(path);
  const header = await readEnviHeader(files.header);
  refuseOtherTypes(header, path);
  const layout = enviLayout(header);
  const repairs = new Repairs();
  const table = bandTable(files.header, layout.bands, bandFields(header, layout.bands), repairs);
  const data = await dataFile(path, files, header, repairs);
  const scale = headerScale(header, layout.bands, repairs);
  const compressed = /\.gz$/i.test(data) || header.text('file compression') === '1';
  const values = await EnviValues.open(data, layout, compressed, options.signal);
  try {
    if (values.trailing) {
      const detail = 'bytes behind the cube, which the header does not explain: not read';
      repairs.add('trailing bytes', values.trailing, detail);
    }
    await mendByteOrder(values, layout, repairs, options.signal);
    const georeference = enviGeoreference(header, repairs);
    const scene: EnviScene = { path, header, layout, table, values, scale, repairs, georeference };
    const factor = header.number('reflectance scale factor');
    const cube = {
      path,
      width: layout.samples,
      height: layout.lines,
      table,
      scale,
      stated: factor !== undefined && factor !== 1,
      integer: layout.integer && !header.has('data gain values'),
      words: `${header.text('description') ?? ''} ${header.text('data units') ?? ''} ${basename(data)}`,
      scaleField: '"reflectance scale factor" in the header',
      lines: JUDGED_LINES,
      blockHeight: 1,
      allBandsAtOnce: true,
      illumination: {
        ...illumination(header, basename(data)),
        place: georeference && toLonLat(georeference, layout.samples / 2, layout.lines / 2),
      },
      repairs,
      read: (window: PixelWindow, bands: readonly number[], signal?: AbortSignal) =>
        readBlock(scene, window, bands, signal),
    };
    return new EnviReader(scene, await toReflectance(cube, options));
  } catch (error) {
    await values.close();
    throw error;
  }
}

/** The data file: the one that the user or the header names, else the header's neighbour of the same name. */
async function dataFile(path: string, files: EnviFiles, header: EnviHeader, repairs: Repairs): Promise<string> {
  const named = header.single('data file');
  if (named && isHeader(path)) return namedDataFile(files.header, named);
  if (!files.data) {
    const shown = files.tried.slice(0, 4).join(', ');
    throw new GossanError('SCENE_DATA_MISSING', { path: files.header, detail: `looked for ${shown}, …` });
  }
  const target = isHeader(path) ? await linkTarget(files.data) : undefined;
  if (target) {
    repairs.add('linked data file', 1, `${basename(files.data)} is a link that leads out of its folder, to ${target}`);
  }
  return files.data;
}

async function readBlock(
  scene: EnviScene,
  window: PixelWindow,
  bands: readonly number[],
  signal?: AbortSignal,
  impossible?: ImpossibleValues,
): Promise<Float32Array> {
  const sink = new PixelSink(window, chosenScale(scene.scale, bands));
  await scene.values.read(window, bands, (...run) => sink.put(...run), signal);
  const values = sink.finish();
  impossible?.count(window.y, sink.impossible);
  return values;
}

/**
 * Gains and offsets that the header states: `data gain values`, `data offset values`, `reflectance scale factor`.
 * Throws SCENE_HEADER_FIELD where they are there and cannot be used: values without them would be wrong in silence.
 */
function headerScale(header: EnviHeader, bands: number, repairs: Repairs): ValueScale {
  const perBand = (key: string, otherwise: number): Float64Array => {
    if (!header.has(key)) return new Float64Array(bands).fill(otherwise);
    const list = header.numbers(key, bands);
    if (list.length !== bands) throw header.refuse(key, `has ${list.length} values for ${bands} bands`);
    if (!list.every(Number.isFinite)) throw header.refuse(key, 'holds values that are no numbers');
    return Float64Array.from(list);
  };
  const gain = perBand('data gain values', 1);
  const offset = perBand('data offset values', 0);
  const text = header.single('reflectance scale factor');
  const scale = text ? (finiteNumber(text) ?? Number.NaN) : 1;
  if (!(scale > 0)) throw header.refuse('reflectance scale factor', `is "${text}", not a number above 0`);
  // ENVI divides by the factor (10000); some programs write the multiplier (0.0001) under the same name.
  const factor = scale >= 1 ? 1 / scale : scale;
  return {
    gain: gain.map((g) => g * factor),
    offset: offset.map((o) => o * factor),
    ignore: ignoreValue(header, repairs),
  };
}

/** NaN as the ignore value needs no test of its own: it is no number anyway. */
function ignoreValue(header: EnviHeader, repairs: Repairs): number | undefined {
  const [first] = header.list('data ignore value');
  const value = finiteNumber(first);
  if (first && value === undefined && !/^[-+]?(nan|inf)/i.test(first)) {
    repairs.add('data ignore value', 1, `"${first.slice(0, 40)}" is no number: not used`);
  }
  return value;
}

function bandFields(header: EnviHeader, bands: number): BandFields {
  const unit = header.text('wavelength units');
  const listed = header.numbers('wavelength', bands);
  const named = listed.length ? undefined : wavelengthsInNames(header.list('band names'));
  return {
    wavelengths: named?.values ?? listed,
    unit: named?.unit ?? (unit && /^unknown$/i.test(unit) ? undefined : unit),
    fwhm: header.numbers('fwhm', bands),
    bbl: header.numbers('bbl', bands),
  };
}

/**
 * ENVI's own fields: `sun elevation`, `acquisition time`, `solar irradiance` (W m⁻² µm⁻¹); the unit stands in `data units`
 * or in the description, and gains without one are W m⁻² sr⁻¹ µm⁻¹ (ENVI header documentation). Names of AVIRIS
 * flights hold the day, those of AVIRIS-NG the time as well.
 */
function illumination(header: EnviHeader, name: string): Illumination {
  const words = [header.text('data units'), header.text('radiance units'), header.text('description')];
  const unit = words.find((text) => text && radianceUnit(text) !== undefined) ?? words[0];
  const flight = name.match(/^(?:ang|emit)(\d{8}t\d{6})/i)?.[1] ?? name.match(/^f(\d{6})t/)?.[1].replace(/^/, '20');
  return {
    unit: unit || (header.has('data gain values') ? 'W m-2 sr-1 um-1' : undefined),
    sunElevation: header.number('sun elevation'),
    ...timeIn(header.text('acquisition time') ?? header.text('acquisition date') ?? flight),
    irradiance: header.has('solar irradiance')
      ? header.numbers('solar irradiance', header.integer('bands', 1))
      : undefined,
  };
}

/** Libraries and class maps have headers like cubes. Throws SCENE_FORMAT_UNKNOWN. */
function refuseOtherTypes(header: EnviHeader, path: string): void {
  const type = header.text('file type') ?? '';
  const formats = 'of ENVI files, cubes of reflectance or radiance';
  if (/spectral library/i.test(type)) {
    const detail = 'it is a spectral library; `gossan identify` reads it';
    throw new GossanError('SCENE_FORMAT_UNKNOWN', { path, detail, formats });
  }
  if (/classification/i.test(type) || header.has('class names')) {
    throw new GossanError('SCENE_FORMAT_UNKNOWN', { path, detail: 'it is a map of classes, not a cube', formats });
  }
}
