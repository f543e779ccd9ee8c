import { isDeleted } from './emit-bands.ts';
import { NormalStream } from './random.ts';

/** EMIT L2A holds this where it has no reflectance. */
const DELETED = -0.01;
const SCALE = 10_000;

/**
 * Deviation of the noise in reflectance at a wavelength (µm): falls from the blue to the red as the light grows, rises
 * in the SWIR where little light is left and at the edges of the water-vapour bands. Of the size that EMIT reports
 * over bright ground (signal to noise of some hundreds).
 */
function noiseAt(um: number): number {
  const blue = 0.0012 * Math.exp(-(um - 0.38) / 0.06);
  const swir = 0.0009 * smoothRise((um - 2.1) / 0.4);
  const vapour = [0.94, 1.13, 1.38, 1.87].reduce(
    (sum, centre) => sum + 0.0006 * Math.exp(-(((um - centre) / 0.05) ** 2)),
    0,
  );
  return 0.0006 + blue + swir + vapour;
}

function smoothRise(t: number): number {
  return t <= 0 ? 0 : t * t;
}

/** What makes the spectra of a sensor differ from those of a laboratory. Deterministic. */
export class Instrument {
  readonly #random = new NormalStream(20_26);
  readonly #noise: Float64Array;
  readonly #deleted: boolean[];
  /** What the atmospheric correction left over: the same small wiggle in every pixel. */
  readonly #residual: Float64Array;
  /** Gain of each detector: a push-broom sensor has one column of them for each sample. */
  readonly #gains: Float32Array;
  readonly #samples: number;

  constructor(wavelengths: Float64Array, samples: number) {
    this.#samples = samples;
    this.#noise = wavelengths.map(noiseAt);
    this.#deleted = [...wavelengths].map(isDeleted);
    this.#residual = wavelengths.map(
      (um) => 1 + 0.004 * Math.exp(-(((um - 2.005) / 0.012) ** 2)) - 0.006 * Math.exp(-(((um - 1.13) / 0.02) ** 2)),
    );
    this.#gains = Float32Array.from({ length: wavelengths.length * samples }, () => 1 + 0.001 * this.#random.next());
  }

  /** The stored number of a band of a sample whose ground has this reflectance. */
  record(reflectance: number, band: number, sample: number): number {
    if (this.#deleted[band]) return DELETED * SCALE;
    const seen = reflectance * this.#residual[band] * this.#gains[band * this.#samples + sample];
    return Math.round((seen + this.#noise[band] * this.#random.next()) * SCALE);
  }
}
