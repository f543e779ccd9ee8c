import type { Embedding, Projector, Recipe } from './format.ts';
import rules from './rules.json' with { type: 'json' };

/** Turns channels × count into 3 × count numbers, which the stretch brings to colours. NaN stays NaN. */
export type ToThree = (channels: Float64Array, count: number) => Float64Array;

/** The arithmetic of a recipe after resampling. */
export function toThree(recipe: Recipe, projector?: Projector, embedding?: Embedding): ToThree {
  if (recipe.kind === 'pseudo-colour') return (channels) => channels;
  if (recipe.kind === 'depths') return (channels, count) => bandDepths(recipe, channels, count);
  const project: ToThree = (inputs, count) => layer(inputs, count, projector!.weights.flat(), projector!.bias);
  if (recipe.kind === 'channels') return project;
  return (channels, count) => project(embed(embedding!, channels, count), count);
}

/**
 * 1 - R(centre) / R(continuum) at each depth of a recipe (Clark & Roush 1984, JGR 89, 6329), the continuum a straight
 * line between the two shoulders; 0 where the continuum is too dark to tell.
 */
function bandDepths(recipe: Recipe & { kind: 'depths' }, channels: Float64Array, count: number): Float64Array {
  const out = new Float64Array(3 * count);
  recipe.depths.forEach((depth, d) => {
    const [left, centre, right] = [depth.left, depth.centre, depth.right].map((name) =>
      recipe.bands.findIndex((band) => band.name === name),
    );
    const um = (band: number) => recipe.bands[band].centre_um;
    const along = (um(centre) - um(left)) / (um(right) - um(left));
    for (let at = 0; at < count; at++) {
      const from = channels[left * count + at];
      const continuum = from + (channels[right * count + at] - from) * along;
      out[d * count + at] = continuum < rules.least_continuum ? 0 : 1 - channels[centre * count + at] / continuum;
    }
  });
  return out;
}

/** Spectra (inputs × count) to embeddings (outputs × count): brightness divided out, then the perceptron. */
export function embed(embedding: Embedding, channels: Float64Array, count: number): Float64Array {
  let values = new Float64Array(channels.length);
  const mean = new Float64Array(count);
  for (let c = 0; c < embedding.inputs; c++) {
    for (let at = 0; at < count; at++) mean[at] += channels[c * count + at] / embedding.inputs;
  }
  for (let c = 0; c < embedding.inputs; c++) {
    for (let at = 0; at < count; at++) {
      const by = Math.max(mean[at], embedding.least_mean);
      values[c * count + at] = channels[c * count + at] / by - 1;
    }
  }
  for (const { weights, bias } of embedding.layers) {
    values = layer(values, count, weights, bias);
    // A comparison, not Math.max: NaN (fill) must stay NaN.
    for (let at = 0; at < values.length; at++) if (values[at] < 0) values[at] = 0;
  }
  return values;
}

/**
 * inputs × count times weights (inputs × outputs) plus bias: outputs × count. Pixels run innermost, side by side, and four
 * inputs are added at once: most of the time goes into loading and storing the sums.
 */
function layer(
  inputs: Float64Array,
  count: number,
  weights: ArrayLike<number>,
  bias: ArrayLike<number>,
): Float64Array<ArrayBuffer> {
  const outputs = bias.length;
  const rows = inputs.length / count;
  const out = new Float64Array(outputs * count);
  for (let o = 0; o < outputs; o++) {
    const to = o * count;
    out.fill(bias[o], to, to + count);
    let i = 0;
    for (; i + 4 <= rows; i += 4) {
      const [w0, w1, w2, w3] = [0, 1, 2, 3].map((next) => weights[(i + next) * outputs + o]);
      const [a, b, c, d] = [0, 1, 2, 3].map((next) => (i + next) * count);
      for (let at = 0; at < count; at++) {
        out[to + at] += w0 * inputs[a + at] + w1 * inputs[b + at] + w2 * inputs[c + at] + w3 * inputs[d + at];
      }
    }
    for (; i < rows; i++) {
      const weight = weights[i * outputs + o];
      for (let at = 0; at < count; at++) out[to + at] += weight * inputs[i * count + at];
    }
  }
  return out;
}
