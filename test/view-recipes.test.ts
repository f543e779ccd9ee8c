import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { coloursOf, type Recipe } from '../tools/spectral/views/format.ts';
import { loadRecipe, recipeNames, viewAsset } from '../tools/spectral/views/load-recipe.ts';
import rules from '../tools/spectral/views/rules.json' with { type: 'json' };

const recipes = recipeNames().map(loadRecipe);

test('each kind of the design is there', () => {
  expect(new Set(recipes.map(({ kind }) => kind))).toEqual(
    new Set(['pseudo-colour', 'depths', 'channels', 'embedding']),
  );
  const channels = recipes.filter(({ kind }) => kind === 'channels').map(({ bands }) => bands.length);
  expect(channels.sort((a, b) => a - b)).toEqual([6, 8, 16]);
});

describe.each(recipes.map((recipe): [string, Recipe] => [recipe.name, recipe]))('%s', (name, recipe) => {
  test('says what it is, what it is for, how to read it and where it comes from', () => {
    expect(existsSync(viewAsset('recipes', `${name}.json`))).toBe(true);
    for (const text of [recipe.title, recipe.purpose, recipe.reading, recipe.source, recipe.stretch.why]) {
      expect(text.length).toBeGreaterThan(8);
    }
  });

  test('its bands lie in the optical range, and outside water vapour unless it bridges gaps', () => {
    expect(new Set(recipe.bands.map((band) => band.name)).size).toBe(recipe.bands.length);
    for (const { centre_um, width_um } of recipe.bands) {
      const [from, to] = [centre_um - width_um / 2, centre_um + width_um / 2];
      expect(from).toBeGreaterThan(0.39);
      expect(to).toBeLessThan(2.51);
      if (!recipe.gaps) {
        const wet = rules.water_vapour_um.reduce(
          (sum, [a, b]) => sum + Math.max(0, Math.min(to, b) - Math.max(from, a)),
          0,
        );
        expect(wet).toBe(0);
      }
    }
  });

  test('its stretch has an order and a gamma', () => {
    const { stretch } = recipe;
    expect(stretch.low).toBeLessThan(stretch.high);
    expect(stretch.gamma).toBeGreaterThan(0);
    if (stretch.kind === 'percentile') {
      expect(stretch.low).toBeGreaterThanOrEqual(0);
      expect(stretch.high).toBeLessThanOrEqual(100);
      expect(stretch.least_range).toBeGreaterThan(0);
    }
  });

  test('gives three colours', () => {
    if (recipe.kind === 'pseudo-colour') expect(recipe.bands).toHaveLength(3);
    if (recipe.kind === 'depths') {
      expect(recipe.depths).toHaveLength(3);
      const centre = (band: string) => recipe.bands.find((one) => one.name === band)!.centre_um;
      for (const { left, centre: at, right } of recipe.depths) {
        expect(centre(left)).toBeLessThan(centre(at));
        expect(centre(at)).toBeLessThan(centre(right));
      }
    }
    if ('projector' in recipe) {
      const projector = JSON.parse(readFileSync(viewAsset('projectors', `${recipe.projector}.json`), 'utf8'));
      const inputs = recipe.kind === 'embedding' ? 128 : recipe.bands.length;
      expect(projector).toMatchObject({ recipe: name, trained: false });
      expect(projector.about).toMatch(/not trained with any vision model/i);
      expect(projector.weights).toHaveLength(inputs);
      for (const row of [...projector.weights, projector.bias]) expect(row).toHaveLength(coloursOf(recipe));
    }
  });
});
