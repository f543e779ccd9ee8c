import { readFileSync } from 'node:fs';
import { asGossanError, GossanError } from '../../../core/errors.ts';
import { sha256 } from '../../../core/hash.ts';
import { coloursOf, type Embedding, type GivenProjector, type Projector, type Recipe } from './format.ts';
import { viewAsset } from './load-recipe.ts';

/**
 * Reads the projector of a recipe: the shipped one, or a file that came with an adapter.
 * @param inputs how many numbers a pixel it gets: channels, or dimensions of the embedding
 * @throws GossanError FILE_NOT_FOUND, or VIEW_PROJECTOR where the file is no projector or one for another recipe
 */
export function loadProjector(
  recipe: Recipe & { projector: string },
  inputs: number,
  path: string = viewAsset('projectors', `${recipe.projector}.json`),
): Projector {
  const wrong = (detail: string) => new GossanError('VIEW_PROJECTOR', { path, detail });
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw asGossanError(error, path);
  }
  let found: Partial<Projector> & { format?: string };
  try {
    found = JSON.parse(text);
  } catch (error) {
    throw wrong(`not JSON: ${(error as Error).message}`);
  }
  if (found?.format !== 'gossan-projector-1') throw wrong('its "format" is not "gossan-projector-1"');
  if (found.recipe !== recipe.name) throw wrong(`it was made for the recipe "${found.recipe}", not "${recipe.name}"`);
  const { weights, bias } = found;
  const outputs = coloursOf(recipe);
  const row = (of: unknown) => Array.isArray(of) && of.length === outputs && of.every(Number.isFinite);
  if (!Array.isArray(weights) || weights.length !== inputs || !weights.every(row) || !row(bias)) {
    throw wrong(`it needs ${inputs} × ${outputs} weights and ${outputs} biases, all finite numbers`);
  }
  return {
    name: String(found.name ?? ''),
    recipe: recipe.name,
    trained: found.trained === true,
    weights,
    bias: bias as number[],
    sha256: sha256(text),
  };
}

/**
 * A projector that came with a vision model, in place of a recipe's own.
 * @param own `weights` [3][inputs], `bias` [3]
 * @throws GossanError VIEW_PROJECTOR where it does not fit the recipe
 */
export function givenProjector(recipe: Recipe, inputs: number, { weights, bias }: GivenProjector): Projector {
  const finite = (row: unknown, length: number) =>
    Array.isArray(row) && row.length === length && row.every(Number.isFinite);
  const outputs = coloursOf(recipe);
  if (
    !Array.isArray(weights) ||
    weights.length !== outputs ||
    !weights.every((row) => finite(row, inputs)) ||
    !finite(bias, outputs)
  ) {
    const detail = `for "${recipe.name}" it needs ${outputs} × ${inputs} weights and ${outputs} biases, all finite numbers`;
    throw new GossanError('VIEW_PROJECTOR', { path: 'projectors.json', detail });
  }
  return {
    name: recipe.name,
    recipe: recipe.name,
    trained: true,
    weights: Array.from({ length: inputs }, (_, at) => weights.map((row) => row[at]!)),
    bias,
    sha256: sha256(JSON.stringify({ weights, bias })),
  };
}

/** The files ship and do not change; a heatmap draws hundreds of windows. */
const embeddings = new Map<string, Embedding>();

/** Reads the perceptron that ships under a name, once. */
export function loadEmbedding(name: string): Embedding {
  const kept = embeddings.get(name) ?? readEmbedding(name);
  embeddings.set(name, kept);
  return kept;
}

function readEmbedding(name: string): Embedding {
  const text = readFileSync(viewAsset('embedding', `${name}.json`), 'utf8');
  const { inputs, least_mean, layers } = JSON.parse(text) as {
    inputs: number;
    least_mean: number;
    layers: { outputs: number; weights: string; bias: string }[];
  };
  return {
    name,
    inputs,
    least_mean,
    layers: layers.map(({ outputs, weights, bias }) => ({ outputs, weights: floats(weights), bias: floats(bias) })),
    sha256: sha256(text),
  };
}

/** Little-endian float32 in base64. */
function floats(text: string): Float64Array {
  const bytes = Buffer.from(text, 'base64');
  return Float64Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4));
}
