import { basename } from 'node:path';
import { GossanError } from '../../../core/errors.ts';
import { type Georeference, type PixelWindow, SceneReader } from '../types.ts';
import { type BandTable, bandTable } from './band-table.ts';
import { findEnviFiles, sceneName } from './envi-files.ts';
import { type EnviHeader, readEnviHeader } from './envi-header.ts';
import { type EnviLayout, enviLayout } from './envi-layout.ts';
import { EnviValues } from './envi-values.ts';
import { enviGeoreference } from './map-info.ts';
import { PixelSink } from './pixel-sink.ts';
import { bandsToJudge, judgeRadiometry, meanSpectrum, type SpectraSample } from './radiometry.ts';
import type { OpenOptions } from './scene-format.ts';
import { guessSensor } from './sensors.ts';
import { checkWindow } from './window.ts';

/** Mean land reflectance that relative reflectance is brought to, so that shade and brightness tests keep their sense. */
const NOMINAL_ALBEDO = 0.25;

interface Scale {
  gain: Float64Array;
  offset: Float64Array;
  ignore?: number;
}

interface EnviScene {
  path: string;
  header: EnviHeader;
  layout: EnviLayout;
  table: BandTable;
  values: EnviValues;
  scale: Scale;
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
    this.georeference = enviGeoreference(header);
  }

  async readWindow(window: PixelWindow, options: { signal?: AbortSignal } = {}): Promise<Float32Array> {
    checkWindow(window, this);
    return readBlock(this.#scene, window, this.#scene.scale, options.signal);
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
    const scale = chosenBands(this.#scene.scale, bands);
    return readBlock(this.#scene, window, scale, options.signal, bands);
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
  const table = bandTable(files.header, layout.bands, bandFields(header));
  if (!files.data) {
    const shown = files.tried.slice(0, 4).join(', ');
    throw new GossanError('SCENE_DATA_MISSING', { path: files.header, detail: `looked for ${shown}, …` });
  }
  const compressed = /\.gz$/i.test(files.data) || header.text('file compression') === '1';
  const values = await EnviValues.open(files.data, layout, compressed, options.signal);
  try {
    const scale = headerScale(header, layout.bands);
    const scene: EnviScene = { path, header, layout, table, values, scale };
    const words = `${header.text('description') ?? ''} ${header.text('data units') ?? ''} ${basename(files.data)}`;
    const conversion = await toReflectance(scene, words, options);
    return new EnviReader(scene, conversion);
  } catch (error) {
    await values.close();
    throw error;
  }
}

/** Adjusts the scene's gains so that values are reflectance; returns what was assumed. Throws SCENE_NOT_REFLECTANCE. */
async function toReflectance(scene: EnviScene, words: string, options: OpenOptions): Promise<string | undefined> {
  const { scale, layout, table } = scene;
  if (options.as === 'radiance') {
    const mean = meanSpectrum(
      await sampleSpectra(scene, { lines: 32, samples: 256, bands: [...table.wavelengths.keys()] }, options.signal),
    );
    for (let band = 0; band < layout.bands; band++) {
      const factor = mean[band] > 0 ? NOMINAL_ALBEDO / mean[band] : Number.NaN;
      scale.gain[band] *= factor;
      scale.offset[band] *= factor;
      if (Number.isNaN(factor)) table.goodBands[band] = false;
    }
    return `radiance divided by the scene's mean spectrum (internal average relative reflectance, Kruse 1988) and scaled to a mean of ${NOMINAL_ALBEDO}: features common to the whole scene are lost`;
  }
  const scaled = scene.header.number('reflectance scale factor');
  const size = { lines: 8, samples: 48, bands: bandsToJudge(table.wavelengths) };
  const verdict = judgeRadiometry(await sampleSpectra(scene, size, options.signal), words, options.as);
  if (verdict.kind === 'refused') {
    throw new GossanError('SCENE_NOT_REFLECTANCE', {
      path: scene.path,
      quantity: verdict.quantity,
      detail: verdict.detail,
    });
  }
  // A scale that the header states is believed even where the scene is too dark or too bright to confirm it.
  if (scaled !== undefined && scaled !== 1) return undefined;
  for (let band = 0; band < layout.bands; band++) {
    scale.gain[band] *= verdict.gain;
    scale.offset[band] *= verdict.gain;
  }
  return verdict.conversion;
}

/**
 * Spectra from lines spread over the scene, with the header's scale. Where all are fill more lines are tried, since
 * rotated flight lines are padded at both ends.
 */
async function sampleSpectra(
  scene: EnviScene,
  size: { lines: number; samples: number; bands: number[] },
  signal?: AbortSignal,
): Promise<SpectraSample> {
  const { layout, table } = scene;
  const { bands } = size;
  const width = Math.min(size.samples, layout.samples);
  const scale = chosenBands(scene.scale, bands);
  const taken: Float32Array[] = [];
  for (const attempt of [size.lines, size.lines * 4]) {
    const count = Math.min(attempt, layout.lines);
    for (let index = 0; index < count; index++) {
      const y = Math.floor(((index + 0.5) * layout.lines) / count);
      // Steps by the golden section cover the width without a pattern that could follow the scene's own.
      const x = Math.floor(((index * 0.618) % 1) * (layout.samples - width + 1));
      const block = await readBlock(scene, { x, y, width, height: 1 }, scale, signal, bands);
      for (let sample = 0; sample < width; sample++) {
        const spectrum = Float32Array.from(bands, (_, band) => block[band * width + sample]);
        if (spectrum.some((value) => !Number.isNaN(value))) taken.push(spectrum);
      }
    }
    if (taken.length) break;
  }
  const spectra = new Float32Array(taken.length * bands.length);
  taken.forEach((spectrum, index) => {
    spectra.set(spectrum, index * bands.length);
  });
  const wavelengths = Float64Array.from(bands, (band) => table.wavelengths[band]);
  return { spectra, count: taken.length, wavelengths, integer: layout.integer && isUnscaled(scene) };
}

function chosenBands(scale: Scale, bands: readonly number[]): Scale {
  return {
    gain: Float64Array.from(bands, (band) => scale.gain[band]),
    offset: Float64Array.from(bands, (band) => scale.offset[band]),
    ignore: scale.ignore,
  };
}

async function readBlock(
  scene: EnviScene,
  window: PixelWindow,
  scale: Scale,
  signal?: AbortSignal,
  bands: readonly number[] = [...scene.table.wavelengths.keys()],
): Promise<Float32Array> {
  const sink = new PixelSink(window, scale);
  await scene.values.read(window, bands, (...run) => sink.put(...run), signal);
  return sink.finish();
}

function isUnscaled({ header }: EnviScene): boolean {
  return (header.number('reflectance scale factor') ?? 1) === 1 && !header.has('data gain values');
}

/** Gains and offsets that the header states: `data gain values`, `data offset values`, `reflectance scale factor`. */
function headerScale(header: EnviHeader, bands: number): Scale {
  const perBand = (key: string, otherwise: number): Float64Array => {
    const list = header.list(key).map(Number);
    const usable = list.length === bands && list.every(Number.isFinite);
    return usable ? Float64Array.from(list) : new Float64Array(bands).fill(otherwise);
  };
  const gain = perBand('data gain values', 1);
  const offset = perBand('data offset values', 0);
  const scale = header.number('reflectance scale factor') ?? 1;
  if (!(scale > 0)) throw header.refuse('reflectance scale factor', `is ${scale}, not a number above 0`);
  // ENVI divides by the factor (10000); some programs write the multiplier (0.0001) under the same name.
  const factor = scale >= 1 ? 1 / scale : scale;
  return {
    gain: gain.map((g) => g * factor),
    offset: offset.map((o) => o * factor),
    ignore: header.number('data ignore value'),
  };
}

function bandFields(header: EnviHeader): Parameters<typeof bandTable>[2] {
  const bands = header.integer('bands', 1);
  const numbers = (key: string): number[] => {
    // Of a repeated key the list of the right length counts.
    const lists = header.texts(key).map((text) =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean)
        .map(Number),
    );
    return lists.find((list) => list.length === bands) ?? lists.at(-1) ?? [];
  };
  const unit = header.text('wavelength units');
  const wavelengths = numbers('wavelength');
  const named = wavelengths.length ? wavelengths : wavelengthsInNames(header.list('band names'));
  return {
    wavelengths: named,
    unit: unit && /^unknown$/i.test(unit) ? undefined : unit,
    fwhm: numbers('fwhm'),
    bbl: numbers('bbl'),
  };
}

/** Some exporters put the wavelengths into the band names only: "Band 1 (381.0 Nanometers)", "0.56 um". */
function wavelengthsInNames(names: string[]): number[] {
  const found = names.map((name) => name.match(/(\d+(?:\.\d+)?)\s*(?:nm|nanomet|um|µm|μm|micro|micromet)/i)?.[1]);
  return found.every((text) => text !== undefined) ? found.map(Number) : [];
}

/** Libraries and class maps have headers like cubes. Throws SCENE_FORMAT_UNKNOWN. */
function refuseOtherTypes(header: EnviHeader, path: string): void {
  const type = header.text('file type') ?? '';
  const formats = 'ENVI cubes of reflectance';
  if (/spectral library/i.test(type)) {
    const detail = 'it is a spectral library; `gossan identify` reads it';
    throw new GossanError('SCENE_FORMAT_UNKNOWN', { path, detail, formats });
  }
  if (/classification/i.test(type) || header.has('class names')) {
    throw new GossanError('SCENE_FORMAT_UNKNOWN', { path, detail: 'it is a map of classes, not a cube', formats });
  }
}
