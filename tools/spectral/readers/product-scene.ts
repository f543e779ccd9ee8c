import { type Georeference, type PixelWindow, type Repair, SceneReader } from '../types.ts';
import { readBands } from './read-bands.ts';

/** The scene found in a folder or an archive, under the path that the user named. */
export class ProductScene extends SceneReader {
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
  readonly #inner: SceneReader;

  constructor(path: string, inner: SceneReader) {
    super();
    this.#inner = inner;
    this.path = path;
    this.name = inner.name;
    this.synthetic = inner.synthetic;
    this.sensor = inner.sensor;
    this.width = inner.width;
    this.height = inner.height;
    this.wavelengths = inner.wavelengths;
    this.fwhm = inner.fwhm;
    this.goodBands = inner.goodBands;
    this.quantity = inner.quantity;
    this.conversion = inner.conversion;
    this.georeference = inner.georeference;
  }

  override get repairs(): readonly Repair[] {
    return this.#inner.repairs;
  }

  readWindow(window: PixelWindow, options?: { signal?: AbortSignal }): Promise<Float32Array> {
    return this.#inner.readWindow(window, options);
  }

  readBands(window: PixelWindow, bands: readonly number[], options?: { signal?: AbortSignal }): Promise<Float32Array> {
    return readBands(this.#inner, window, bands, options);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}
