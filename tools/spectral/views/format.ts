/** One band of a recipe: everything from centre - width/2 to centre + width/2. µm. */
export interface RecipeBand {
  name: string;
  centre_um: number;
  width_um: number;
}

/**
 * How colours are brought to 0..1. `percentile`: limits from the view's own valid cells (0..100, linear between ranks), for
 * each channel or one pair for all; contrast below `least_range` is not blown up. `fixed`: the same limits everywhere.
 */
export type Stretch = { low: number; high: number; gamma: number; why: string } & (
  | { kind: 'percentile'; over: 'channel' | 'all'; least_range: number }
  | { kind: 'fixed' }
);

/** A depth of the `depths` kind: names of the recipe's bands at an absorption and its shoulders. */
export interface RecipeDepth {
  name: string;
  left: string;
  centre: string;
  right: string;
}

interface RecipeBase {
  name: string;
  title: string;
  /** What it is for and what its colours mean, for a geologist. */
  purpose: string;
  reading: string;
  source: string;
  bands: RecipeBand[];
  /** Where a sensor has no band the spectrum may be bridged: widest gap, and how far beyond its ends. Without it: refused. */
  gaps?: { largest_um: number; edge_um: number; why: string };
  stretch: Stretch;
  /** Longer side of the view in pixels. */
  size: number;
}

/**
 * A recipe of a view (`recipes/*.json`), with its bands spelled out.
 * `pseudo-colour`: three bands; `depths`: three band depths; `channels`: N bands through a projector; `embedding`: a whole
 * spectrum through a perceptron, then a projector. With `tiles` the projector gives 3 · tiles² numbers a cell, and of every
 * tiles × tiles view pixels each shows three of them: view pixel x, y those of tile (y mod tiles) · tiles + x mod tiles.
 */
export type Recipe = RecipeBase &
  (
    | { kind: 'pseudo-colour' }
    | { kind: 'depths'; depths: RecipeDepth[] }
    | { kind: 'channels'; projector: string }
    | { kind: 'embedding'; projector: string; embedding: string; tiles?: number }
  );

/** Tiles a side of a recipe's mosaic; 1 for a plain picture. */
export function tilesOf(recipe: Recipe): number {
  return recipe.kind === 'embedding' ? (recipe.tiles ?? 1) : 1;
}

/** Numbers that a view shows of a cell: red, green and blue of all tiles. */
export function coloursOf(recipe: Recipe): number {
  return 3 * tilesOf(recipe) ** 2;
}

/** A 1×1 linear projector N → 3 (3 · tiles²): colour c = Σ inputs[n] · weights[n][c] + bias[c], 0..1 where it is to be shown. */
export interface Projector {
  name: string;
  /** The recipe whose channels (or embedding) it was made for. */
  recipe: string;
  /** false: derived by a stated method; true: learned together with a vision model. */
  trained: boolean;
  weights: number[][];
  bias: number[];
  /** Of the file. */
  sha256: string;
}

/** A projector as it travels with a vision model: `weights` [3][N], `bias` [3]. */
export interface GivenProjector {
  weights: number[][];
  bias: number[];
}

/** A small perceptron; each layer is followed by max(0, x). Weights row by row: input × outputs. */
export interface Embedding {
  name: string;
  inputs: number;
  /** The spectrum is divided by its mean, or by this where it is darker. */
  least_mean: number;
  layers: { outputs: number; weights: Float64Array; bias: Float64Array }[];
  sha256: string;
}
