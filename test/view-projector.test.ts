import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Recipe } from '../tools/spectral/views/format.ts';
import { loadProjector } from '../tools/spectral/views/load-projector.ts';
import { loadRecipe } from '../tools/spectral/views/load-recipe.ts';
import { temporaryFolder } from './support/envi-scene.ts';

const recipe = loadRecipe('channels-6') as Recipe & { projector: string };
const sound = {
  format: 'gossan-projector-1',
  name: 'p',
  recipe: 'channels-6',
  trained: true,
  weights: new Array(6).fill([1, 0, 0]),
  bias: [0, 0, 0],
};

async function refusal(content: unknown): Promise<unknown> {
  const path = join(await temporaryFolder(), 'projector.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  try {
    return loadProjector(recipe, 6, path);
  } catch (error) {
    return error;
  }
}

describe('a projector file', () => {
  it('is read with its hash', async () => {
    const found = (await refusal(sound)) as { sha256: string };
    expect(found).toMatchObject({ name: 'p', trained: true, bias: [0, 0, 0] });
    expect(found.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{"format": ', /not JSON/],
    ['null', 'null', /format/],
    ['of another kind', { ...sound, format: 'pt' }, /format/],
    ['for another recipe', { ...sound, recipe: 'channels-8' }, /channels-8/],
    ['with a channel too few', { ...sound, weights: sound.weights.slice(1) }, /6 × 3/],
    ['with a weight too few', { ...sound, weights: [...sound.weights.slice(1), [1, 0]] }, /6 × 3/],
    ['with a weight that is no number', { ...sound, weights: [...sound.weights.slice(1), [1, 0, null]] }, /finite/],
    ['without biases', { ...sound, bias: undefined }, /3 biases/],
  ])('%s is refused by its name', async (_, content, detail) => {
    const error = await refusal(content);
    expect(error).toMatchObject({ code: 'VIEW_PROJECTOR', exitCode: 3 });
    expect((error as Error).message).toMatch(detail);
    expect((error as Error).message).toContain('projector.json');
  });
});
