import type { Constraint, DiagnosticFeature } from '../library/format.ts';
import type { Group } from '../types.ts';

/** A run of bands in which candidates are compared; offset, slope and curvature of the continuum are free in each. */
export interface Block {
  /** Indices of the scene's bands, ascending in wavelength. */
  bands: Int32Array;
  /** Continuum abscissa of each band, 0 at the left shoulder's mean and 1 at the right one's. */
  abscissa: Float64Array;
  /** Orthonormal functions of the band that carry no information about minerals: rows of `bands.length`. */
  nuisance: Float64Array[];
  /** Where the block starts in a concatenated vector. */
  offset: number;
}

/** A feature's bands at this scene, or the reason why they cannot show it. */
export interface PreparedFeature {
  feature: DiagnosticFeature | { centre_um: number; left_um: [number, number]; right_um: [number, number] };
  visible: boolean;
  left: Int32Array;
  right: Int32Array;
  /** The bands nearest to the centre (up to three), whose mean is the bottom of the absorption. */
  bottom: Int32Array;
  /** Fraction of the way from the left shoulder to the right one at which the bottom lies. */
  at: number;
  /** By variant of the group: its reference at this feature, as far as it was asked for. */
  levels: (FeatureLevels | undefined)[];
}

/** Mean hull-removed reflectance of a feature's shoulders and bottom. */
export interface FeatureLevels {
  left: number;
  right: number;
  bottom: number;
}

/** A rule with its bands: the absorption of a `not`, the two ends of a `rise`. */
export interface PreparedConstraint {
  constraint: Constraint;
  feature: PreparedFeature | null;
  ends: { from: Int32Array; to: Int32Array } | null;
}

/** A name that can be given: a mineral, a mixture, or a cover that stands in for "none". */
export interface Candidate {
  name: string;
  members: string[];
  cover: boolean;
  /** Diagnostic features in this group; those of both members for a mixture. */
  features: PreparedFeature[];
  constraints: PreparedConstraint[];
  /** `must` features of the other group: siderite needs its carbonate band to be named for its iron. */
  elsewhere: PreparedFeature[];
  /** Fit that this candidate asks for, where it is more than the group's. */
  leastFit: number;
  /** The odds against it, in squares of the noise: see {@link Scoring}. */
  price: number;
}

export interface PreparedGroup {
  group: Group;
  /** Why this band set cannot name anything in this group; null where it can. */
  unusable: string | null;
  blocks: Block[];
  /** Length of a concatenated vector. */
  size: number;
  candidates: Candidate[];
  /** Unit vectors of the variants, one after another, and the candidate of each. */
  shapes: Float64Array;
  shapeCandidate: Int32Array;
  /** Length of each variant's vector at {@link REFERENCE_STRENGTH}: what a projection is divided by to get a strength. */
  shapeNorm: Float64Array;
  /** Hull-removed reflectance of each variant at {@link REFERENCE_STRENGTH}, at every band of the scene. */
  references: Float64Array[];
  /** Pairs of variants of named mixtures: first shape, second shape, candidate; and the cosine between the two. */
  pairs: Int32Array;
  pairCosine: Float64Array;
  scoring: Scoring;
  /** Minerals of the library that these bands cannot show, with the reason. */
  invisible: { mineral: string; reason: string }[];
}

/** A library resampled to the bands of one scene. */
export interface PreparedLibrary {
  wavelengths: Float64Array;
  vnir: PreparedGroup;
  swir: PreparedGroup;
}

/**
 * How candidates of a group are ranked. What a candidate explains of a spectrum's shape is energy (a sum of squares);
 * from it is taken what the candidate has to pay, so that one number ranks minerals, mixtures, the common and the rare.
 *
 * A shape's energy is its absorptions' and the noise's: white noise of standard deviation σ adds σ² for each band less
 * those that continuum and strengths use up (`degrees`). What is left of the energy is the signal; what a candidate
 * leaves unexplained beyond the noise is its misfit. Prices are counted in the variance of a fit: σ² and, since one
 * sample of a mineral never quite has the shape of another, a share of the signal.
 */
export interface Scoring {
  degrees: number;
  /** By candidate, in variances: the odds against it (twice the logarithm of how much rarer it is than the common ones). */
  price: Float64Array;
  mixture: Uint8Array;
  variability: number;
  residualRatio: number;
}
