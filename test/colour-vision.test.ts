import { describe, expect, it } from 'vitest';
import { ALTERATION_TYPES } from '../tools/spectral/alteration/typing.ts';
import table from '../tools/spectral/colour/colour-vision.json' with { type: 'json' };
import { colourOf, leastDifference, okLabOf, TOO_NEAR } from '../tools/spectral/colour/colour-vision.ts';
import palette from '../tools/spectral/colour/palette.json' with { type: 'json' };
import { libraryColours } from '../tools/spectral/colour/palette.ts';
import { loadLibrary } from '../tools/spectral/library/load-library.ts';
import layerStyles from '../tools/spectral/outputs/layer-styles.json' with { type: 'json' };

function pairs(colours: Record<string, string>): [string, string, number][] {
  const entries = Object.entries(colours);
  return entries.flatMap(([one, a], i) =>
    entries.slice(i + 1).map(([other, b]): [string, string, number] => [one, other, leastDifference(a, b)]),
  );
}

describe('the measure of colours', () => {
  it('gives the OKLab coordinates of the primaries, and their colours back', () => {
    // Ottosson 2020: sRGB red and white
    const [l, a, b] = okLabOf('#ff0000');
    expect([l, a, b].map((v) => Number(v.toFixed(3)))).toEqual([0.628, 0.225, 0.126]);
    expect(okLabOf('#ffffff')[0]).toBeCloseTo(1, 4);
    for (const colour of ['#12ab7f', '#ff0000', '#0a0a0a', '#ffffff']) expect(colourOf(okLabOf(colour))).toBe(colour);
  });

  it('leaves greys grey for every reader', () => {
    for (const matrix of Object.values(table.matrices)) {
      for (const row of [0, 3, 6]) expect(matrix[row] + matrix[row + 1] + matrix[row + 2]).toBeCloseTo(1, 4);
    }
    expect(leastDifference('#606060', '#707070')).toBeCloseTo(
      Math.abs(okLabOf('#606060')[0] - okLabOf('#707070')[0]),
      3,
    );
  });

  it('knows the pairs that colour-blind readers confuse', () => {
    // red and green of one lightness, and blue-green and blue, are told apart by common vision alone
    const common = (one: string, other: string) => Math.hypot(...okLabOf(one).map((v, i) => v - okLabOf(other)[i]));
    for (const [one, other] of [
      ['#b5564b', '#7d7a2e'],
      ['#3f9ad0', '#2aa39a'],
    ]) {
      expect(leastDifference(one, other)).toBeLessThan(common(one, other) / 2);
    }
  });
});

describe('colours that any reader can tell apart', () => {
  it('the alteration types, pairwise: five times what is just seen', () => {
    const colours = Object.fromEntries(ALTERATION_TYPES.map(({ name, colour }) => [name, colour]));
    for (const [one, other, difference] of pairs(colours))
      expect(difference, `${one} and ${other}`).toBeGreaterThan(0.1);
  });

  it.each(['swir', 'vnir'] as const)('the common minerals of the %s map, pairwise: four times', (group) => {
    const { minerals } = loadLibrary();
    const colours = Object.fromEntries(
      Object.keys(palette.common[group]).map((name) => [name, minerals.find((m) => m.name === name)!.colour]),
    );
    expect(Object.keys(colours).length).toBeGreaterThanOrEqual(9);
    for (const [one, other, difference] of pairs(colours))
      expect(difference, `${one} and ${other}`).toBeGreaterThan(0.08);
  });

  it('the ramps rise in lightness from end to end or fall, so that their order is seen without colours', () => {
    for (const [name, { colours }] of Object.entries(layerStyles.ramps)) {
      const steps = colours.map((colour) => okLabOf(colour)[0]);
      const direction = Math.sign(steps.at(-1)! - steps[0]);
      for (let i = 1; i < steps.length; i++) {
        expect(direction * (steps[i] - steps[i - 1]), `${name}, step ${i}`).toBeGreaterThan(TOO_NEAR);
      }
    }
  });
});

it("the library's colours are those of the palette (else run node scripts/colour-library.ts)", () => {
  const library = loadLibrary();
  const wanted = libraryColours(library);
  const different = [...library.minerals, ...library.mixtures]
    .filter(({ name, colour }) => wanted.get(name) !== colour)
    .map(({ name }) => name);
  expect(different).toEqual([]);
  for (const { family } of library.minerals.filter(({ kind }) => kind === 'mineral'))
    expect(Object.keys(palette.families), family).toContain(family);
});
