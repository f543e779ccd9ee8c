import type { Embedding, Projector, Recipe } from './format.ts';
import rules from './rules.json' with { type: 'json' };

/** Turns channels × count into 3 × count numbers (3 · tiles² × count), which the stretch brings to colours. NaN stays NaN. */
export type ToThree = (channels: Float64Array, count: number) => Float64Array;

/** The arithmetic of a recipe after resampling. */
export function toThree(recipe: Recipe, projector?: Projector, embedding?: Embedding): ToThree {
  if (recipe.kind === 'pseudo-colour') return (channels) => channels;
  if (recipe.kind === 'depths') return (channels, count) => bandDepths(recipe, channels, count);
  const colours = project(projector!);
  if (recipe.kind === 'channels') return colours;
  return (channels, count) => colours(embed(embedding!, channels, count), count);
}

/** A projector alone: inputs × count (channels, or an embedding) to 3 (3 · tiles²) × count. */
export function project({ weights, bias }: Projector): ToThree {
  const flat = weights.flat();
  return (inputs, count) => layer(inputs, count, flat, bias);
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
 * inputs × count times weights (inputs × outputs) plus bias: outputs × count. Pixels run innermost, side by side; four
 * inputs are added at once, and to two outputs at once: most of the time goes into loading and storing.
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
  for (let o = 0; o < outputs; o++) out.fill(bias[o], o * count, (o + 1) * count);
  for (let o = 0; o < outputs; o += 2) {
    const pair = o + 1 < outputs;
    for (let i = 0; i + 4 <= rows; i += 4) {
      if (pair) addFourToTwo(out, inputs, weights, outputs, count, o, i);
      else addFour(out, inputs, weights, outputs, count, o, i);
    }
    for (let next = o; next < Math.min(o + 2, outputs); next++) {
      for (let i = rows - (rows % 4); i < rows; i++) {
        const weight = weights[i * outputs + next];
        for (let at = 0; at < count; at++) out[next * count + at] += weight * inputs[i * count + at];
      }
    }
  }
  return out;
}

/** Weights are spelled out: lines of a small window are so short that making arrays here would take most of the time. */
function addFour(
  out: Float64Array,
  inputs: Float64Array,
  weights: ArrayLike<number>,
  outputs: number,
  count: number,
  o: number,
  i: number,
): void {
  const w = i * outputs + o;
  const w0 = weights[w];
  const w1 = weights[w + outputs];
  const w2 = weights[w + 2 * outputs];
  const w3 = weights[w + 3 * outputs];
  for (let a = i * count, to = o * count, end = to + count; to < end; a++, to++) {
    out[to] += w0 * inputs[a] + w1 * inputs[a + count] + w2 * inputs[a + 2 * count] + w3 * inputs[a + 3 * count];
  }
}

/** The same for outputs o and o + 1. */
function addFourToTwo(
  out: Float64Array,
  inputs: Float64Array,
  weights: ArrayLike<number>,
  outputs: number,
  count: number,
  o: number,
  i: number,
): void {
  const v = i * outputs + o;
  const v0 = weights[v];
  const v1 = weights[v + outputs];
  const v2 = weights[v + 2 * outputs];
  const v3 = weights[v + 3 * outputs];
  const w0 = weights[v + 1];
  const w1 = weights[v + outputs + 1];
  const w2 = weights[v + 2 * outputs + 1];
  const w3 = weights[v + 3 * outputs + 1];
  for (let at = i * count, to = o * count, end = to + count; to < end; at++, to++) {
    const a = inputs[at];
    const b = inputs[at + count];
    const c = inputs[at + 2 * count];
    const d = inputs[at + 3 * count];
    out[to] += v0 * a + v1 * b + v2 * c + v3 * d;
    out[to + count] += w0 * a + w1 * b + w2 * c + w3 * d;
  }
}
