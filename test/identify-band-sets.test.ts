import { describe, expect, it } from 'vitest';
import { bandSpacing, identifySpectrum } from '../tools/spectral/identify/identify-spectra.ts';
import { prepareLibrary } from '../tools/spectral/identify/prepare-library.ts';
import { loadLibrary } from '../tools/spectral/library/load-library.ts';
import { renderVariant } from '../tools/spectral/library/render.ts';

const library = loadLibrary();

/** Bands as these instruments have them: evenly spaced, overlapping and unsorted, coarse, and a field spectrometer's. */
const BAND_SETS: Record<string, Float64Array> = {
  'EMIT (285)': Float64Array.from({ length: 285 }, (_, i) => 0.381 + i * 0.00744),
  'AVIRIS (224, four spectrometers that overlap, not in order)': Float64Array.from([
    ...Array.from({ length: 32 }, (_, i) => 0.383 + i * 0.0098),
    ...Array.from({ length: 64 }, (_, i) => 0.655 + i * 0.0096),
    ...Array.from({ length: 64 }, (_, i) => 1.253 + i * 0.01),
    ...Array.from({ length: 64 }, (_, i) => 1.871 + i * 0.01),
  ]),
  'EnMAP-like (8 nm, then 10 nm)': Float64Array.from([
    ...Array.from({ length: 88 }, (_, i) => 0.42 + i * 0.0066),
    ...Array.from({ length: 136 }, (_, i) => 0.902 + i * 0.0114),
  ]),
  'field spectrometer (2151)': Float64Array.from({ length: 2151 }, (_, i) => 0.35 + i / 1000),
};

const CASES: [string, 'swir' | 'vnir'][] = [
  ['kaolinite', 'swir'],
  ['alunite', 'swir'],
  ['muscovite', 'swir'],
  ['calcite', 'swir'],
  ['chlorite', 'swir'],
  ['jarosite', 'swir'],
  ['hematite', 'vnir'],
  ['goethite', 'vnir'],
];

describe.each(Object.entries(BAND_SETS))('%s', (_, wavelengths) => {
  const prepared = prepareLibrary(
    library,
    wavelengths,
    bandSpacing(wavelengths),
    new Array(wavelengths.length).fill(true),
  );

  it.each(CASES)('shows %s', (mineral, group) => {
    const variant = library.minerals.find((m) => m.name === mineral)?.variants[0];
    if (!variant) throw new Error(mineral);
    const found = identifySpectrum(prepared, renderVariant(variant, wavelengths));
    expect(found[group]?.mineral).toBe(mineral);
    expect(found[group]?.features.length).toBeGreaterThan(0);
  });
});

describe('a sensor without shortwave infrared', () => {
  const wavelengths = Float64Array.from({ length: 120 }, (_, i) => 0.4 + i * 0.005);
  const prepared = prepareLibrary(library, wavelengths, bandSpacing(wavelengths), new Array(120).fill(true));

  it('says which minerals it cannot show and why', () => {
    expect(prepared.swir.unusable).toContain('2.06');
    expect(prepared.swir.invisible.map((m) => m.mineral)).toContain('kaolinite');
  });

  it('names nothing there instead of failing', () => {
    const variant = library.minerals.find((m) => m.name === 'kaolinite')?.variants[0];
    if (!variant) throw new Error('kaolinite');
    expect(identifySpectrum(prepared, renderVariant(variant, wavelengths)).swir).toBeNull();
  });
});
