import { readFileSync } from 'node:fs';
import { asGossanError, GossanError } from '../../../core/errors.ts';
import { sha256 } from '../../../core/hash.ts';
import { coloursOf, type Embedding, type Projector, type Recipe } from './format.ts';
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
