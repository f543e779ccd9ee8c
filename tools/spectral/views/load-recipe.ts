import { readdirSync, readFileSync } from 'node:fs';
import { GossanError } from '../../../core/errors.ts';
import { asset } from '../../../core/paths.ts';
import type { Recipe } from './format.ts';

/** Where recipes, projectors and embedding weights lie; Python reads the same files. */
export function viewAsset(...parts: string[]): string {
  return asset('tools', 'spectral', 'views', ...parts);
}

/** The names of all recipes, in alphabetical order. */
export function recipeNames(): string[] {
  return readdirSync(viewAsset('recipes'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/** Reads a recipe by its name. Throws VIEW_RECIPE naming those that there are. */
export function loadRecipe(name: string): Recipe {
  const names = recipeNames();
  if (!names.includes(name)) throw new GossanError('VIEW_RECIPE', { name, names: names.join(', ') });
  const recipe = JSON.parse(readFileSync(viewAsset('recipes', `${name}.json`), 'utf8'));
  if (!Array.isArray(recipe.bands)) recipe.bands = evenBands(recipe.bands);
  return recipe as Recipe;
}

/** Bands at even steps, as an embedding's recipe gives them. */
function evenBands(even: { first_um: number; last_um: number; count: number; width_um: number }): Recipe['bands'] {
  return Array.from({ length: even.count }, (_, at) => {
    const centre_um = even.first_um + ((even.last_um - even.first_um) * at) / (even.count - 1);
    return { name: centre_um.toFixed(4), centre_um, width_um: even.width_um };
  });
}
