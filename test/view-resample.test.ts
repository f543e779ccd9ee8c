import { describe, expect, test } from 'vitest';
import { loadRecipe } from '../tools/spectral/views/load-recipe.ts';
import { bandsToRead, channelWeights, resampleLine, type SceneBandTable } from '../tools/spectral/views/resample.ts';
import rules from '../tools/spectral/views/rules.json' with { type: 'json' };
import { EMIT, evenBands, type SensorBands } from './support/view-scene.ts';

function scene({ wavelengths, fwhm }: SensorBands, bad: (um: number) => boolean = () => false): SceneBandTable {
  return {
    path: 'scene.hdr',
    wavelengths: Float64Array.from(wavelengths),
    fwhm: Float64Array.from(fwhm),
    goodBands: wavelengths.map((um) => !bad(um)),
  };
}

/** Channels of one spectrum, all bands read. */
function resampled(recipe: string, table: SceneBandTable, spectrum: (um: number) => number): Float64Array {
  const channels = channelWeights(loadRecipe(recipe), table);
  const out = new Float64Array(channels.length);
  const line = Float32Array.from(table.wavelengths, spectrum);
  resampleLine(line, [...table.wavelengths.keys()], channels, 1, out);
  return out;
}

const sloping = (um: number) => 0.1 + 0.2 * um;

describe('a sensor’s bands become a recipe’s', () => {
  test('weights add up to 1', () => {
    for (const { weights } of channelWeights(loadRecipe('embedding'), scene(EMIT))) {
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    }
  });

  test.each(['true-colour', 'channels-16', 'embedding'])(
    '%s: a slope keeps its value at the centre of a band',
    (name) => {
      const found = resampled(name, scene(EMIT), sloping);
      loadRecipe(name).bands.forEach(({ centre_um }, at) => {
        // 2.5 µm lies 7 nm beyond the last band, which is held.
        if (centre_um < 2.49) expect(found[at]).toBeCloseTo(sloping(centre_um), 3);
      });
    },
  );

  test('the order of the bands does not matter, nor does a second spectrometer over the same range', () => {
    const plain = resampled('true-colour', scene(EMIT), sloping);
    const twice = {
      wavelengths: [...EMIT.wavelengths].reverse().concat(EMIT.wavelengths),
      fwhm: [...EMIT.fwhm].reverse().concat(EMIT.fwhm),
    };
    resampled('true-colour', scene(twice), sloping).forEach((value, at) => {
      expect(value).toBeCloseTo(plain[at], 6);
    });
  });

  test('bad bands and water vapour take no part; an embedding bridges them with a straight line', () => {
    const table = scene(EMIT, (um) => um > 2.1 && um < 2.14);
    const wet = (um: number) => rules.water_vapour_um.some(([from, to]) => um >= from && um <= to);
    for (const { bands } of channelWeights(loadRecipe('embedding'), table)) {
      for (const band of bands) {
        expect(table.goodBands[band]).toBe(true);
        expect(wet(table.wavelengths[band])).toBe(false);
      }
    }
    // What the bad bands hold is not seen.
    const spiked = resampled('embedding', table, (um) => (wet(um) || (um > 2.1 && um < 2.14) ? 9 : sloping(um)));
    loadRecipe('embedding').bands.forEach(({ centre_um }, at) => {
      if (centre_um < 2.49) expect(spiked[at]).toBeCloseTo(sloping(centre_um), 2);
    });
  });

  test('the 300 bands of the embedding are refused where half of the SWIR is missing', () => {
    const gap = scene(EMIT, (um) => um > 1.5 && um < 2.1);
    expect(() => channelWeights(loadRecipe('embedding'), gap)).toThrow(/recipe "embedding".*more/);
    // EnMAP ends at 2.445 µm, which is near enough; 2.3 µm is not.
    expect(channelWeights(loadRecipe('embedding'), scene(evenBands(0.42, 2.445, 220, 0.01)))).toHaveLength(300);
    expect(() => channelWeights(loadRecipe('embedding'), scene(evenBands(0.42, 2.3, 220, 0.01)))).toThrow(/2\.3/);
  });

  test('a band that is missing in one pixel is left out of that pixel', () => {
    const table = scene(EMIT);
    const hole = table.wavelengths.findIndex((um) => um > 0.64);
    const found = resampled('true-colour', table, (um) => (um === table.wavelengths[hole] ? Number.NaN : 0.25));
    for (const value of found) expect(value).toBeCloseTo(0.25, 6);
    expect(resampled('true-colour', table, (um) => (um > 0.6 && um < 0.7 ? Number.NaN : 0.25))[0]).toBeNaN();
  });

  test('a few bands more than needed are read, so that padding shows', () => {
    const table = scene(EMIT, (um) => um < 0.4);
    const channels = channelWeights(loadRecipe('clays'), table);
    const bands = bandsToRead(channels, table);
    for (const band of channels.flatMap((channel) => channel.bands)) expect(bands).toContain(band);
    expect(bands.length).toBeGreaterThanOrEqual(8);
    expect(bands.every((band) => table.goodBands[band])).toBe(true);
    expect(new Set(bands).size).toBe(bands.length);
  });
});
