import type { Group } from '../types.ts';

/** How a feature takes part in a decision: without a `must` the mineral is out; a `diagnostic` one carries the fit; `optional` only helps. */
export type FeatureRole = 'must' | 'diagnostic' | 'optional';

/** One absorption by which a mineral is known. Wavelengths in µm. */
export interface DiagnosticFeature {
  group: Group;
  role: FeatureRole;
  /** Centre of the continuum-removed absorption. */
  centre_um: number;
  /** The two shoulders between which the straight continuum is drawn; reflectance is averaged over each interval. */
  left_um: [number, number];
  right_um: [number, number];
}

/**
 * A rule that one feature imposes on another. `not`: where this other absorption is at least `min_depth_ratio` as deep
 * as the mineral's own strongest one, the mineral is out. `ratio`: the depth of `numerator` over `denominator`
 * (indices into `features`) must lie in `range`. `rise`: reflectance around `to_um` over that around `from_um` must not be
 * more than `most`; where the bands do not reach either, the rule says nothing.
 */
export type Constraint =
  | {
      kind: 'not';
      group: Group;
      reason: string;
      left_um: [number, number];
      right_um: [number, number];
      centre_um: number;
      min_depth_ratio: number;
    }
  | { kind: 'ratio'; group: Group; reason: string; numerator: number; denominator: number; range: [number, number] }
  | { kind: 'rise'; group: Group; reason: string; from_um: [number, number]; to_um: [number, number]; most: number };

/** An absorption as an asymmetric Gaussian in the logarithm of reflectance: [centre µm, width µm (sigma), depth (ln), asymmetry -0.9..0.9]. */
export type Absorption = [centre_um: number, width_um: number, depth: number, asymmetry: number];

/** One grain size, crystallinity or composition, described so that its reflectance can be drawn at any wavelength. */
export interface Variant {
  id: string;
  /** Title and record of the laboratory spectrum that the parameters were fitted to. */
  title: string;
  record: number | null;
  library: string;
  /** Upper hull: [µm, reflectance], ascending, at most 12. */
  continuum: [number, number][];
  /** At most 24. */
  absorptions: Absorption[];
  /** Root-mean-square error of the continuum-removed reflectance in each diagnostic window, in the order of `features`. */
  rms: number[];
}

/** `mineral` may be named; `cover` (vegetation, water, paint) competes so that it is not mistaken for a mineral, and is never named. */
export type EntryKind = 'mineral' | 'cover';

export type Occurrence = 'common' | 'uncommon' | 'rare';

export interface LibraryMineral {
  name: string;
  kind: EntryKind;
  /** Field family: "kaolin group", "white mica", "iron oxide" ... */
  family: string;
  formula: string;
  groups: Group[];
  /** Named in either group only where the `must` features of both are there, as far as the bands show them. */
  together?: boolean;
  /** Where naming it wrongly would send people to a place for nothing (copper minerals), a better fit than usual is asked; 0..1. */
  least_fit?: number;
  /** How often alteration systems show it; where left out, `common`. The rarer it is, the more it must fit better than the common ones. */
  occurrence?: Occurrence;
  /** #rrggbb of its class on maps. */
  colour: string;
  notes: string;
  /** Where the choice of features comes from. */
  source: string;
  features: DiagnosticFeature[];
  constraints: Constraint[];
  variants: Variant[];
}

/** Two minerals whose areal mixture is common in the field and has a name of its own on the map. */
export interface NamedMixture {
  name: string;
  members: [string, string];
  group: Group;
  colour: string;
  /** As for a mineral: how often alteration systems show the two together. */
  occurrence?: Occurrence;
  /** Absorptions that have to show beside the members' own `must` features, where one member could pass for a misfit of the other. */
  shows?: DiagnosticFeature[];
}

export interface MineralLibrary {
  /** Folder or file that it was read from. */
  path: string;
  minerals: LibraryMineral[];
  mixtures: NamedMixture[];
}
