import { describe, expect, it } from 'vitest';
import { identifySpectrum } from '../tools/spectral/identify/identify-spectra.ts';
import { prepareLibrary } from '../tools/spectral/identify/prepare-library.ts';
import { loadLibrary } from '../tools/spectral/library/load-library.ts';

const library = loadLibrary();
const wavelengths = Float64Array.from({ length: 285 }, (_, i) => 0.381 + i * 0.00744);
const fwhm = wavelengths.map(() => 0.0085);
const prepared = prepareLibrary(library, wavelengths, fwhm, new Array(285).fill(true));

/** Reproducible normal deviates (Box-Muller over a linear congruential generator). */
function noise(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return (state + 1) / 4294967297;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

describe('silence is an answer', () => {
  it.each([0.05, 0.2, 0.5])('a flat surface of reflectance %f with noise is none', (level) => {
    let named = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const draw = noise(seed);
      if (
        identifySpectrum(
          prepared,
          wavelengths.map(() => level + 0.003 * draw()),
        ).verdict !== 'none'
      )
        named++;
    }
    expect(named).toBe(0);
  });

  it('a smooth bend of the continuum is none', () => {
    const draw = noise(7);
    const bent = wavelengths.map((w) => 0.15 + 0.12 * w - 0.035 * w * w + 0.001 * draw());
    expect(identifySpectrum(prepared, bent).verdict).toBe('none');
  });

  it('deep shade and water are none', () => {
    const draw = noise(3);
    expect(
      identifySpectrum(
        prepared,
        wavelengths.map(() => 0.012 + 0.001 * draw()),
      ).verdict,
    ).toBe('none');
    const water = wavelengths.map((w) => (w < 0.7 ? 0.06 : 0.004) + 0.001 * draw());
    expect(identifySpectrum(prepared, water).verdict).toBe('none');
  });

  it('fill (no value in any band) is none', () => {
    expect(
      identifySpectrum(
        prepared,
        wavelengths.map(() => Number.NaN),
      ).verdict,
    ).toBe('none');
  });
});
