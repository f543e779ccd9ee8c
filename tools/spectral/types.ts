import type { SlowCall } from '../../core/progress.ts';

/** A rectangle of pixels; x to the right, y down, from the upper left corner. */
export interface PixelWindow {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where the pixels lie on the ground. `transform` is GDAL's: X = t0 + col*t1 + row*t2, Y = t3 + col*t4 + row*t5 (corner of pixel). */
export interface Georeference {
  transform: [number, number, number, number, number, number];
  /** EPSG code where one is known. */
  epsg?: number;
  /** OGC WKT as the file gave it. */
  wkt?: string;
  /** 'm' for projected, 'deg' for geographic coordinates. */
  unit: 'm' | 'deg';
}

/** Something in a file that was mended or worked around, so that its user can judge it. */
export interface Repair {
  /** In few words: "trailing bytes", "byte order". */
  what: string;
  /** How many bytes, bands, values or fields, as `detail` says. */
  count: number;
  detail: string;
}

/**
 * One open scene. Readers of all formats extend this class; nothing after them knows the format.
 * Values come out as surface reflectance (0..1, a little over is possible), with the file's scale already applied.
 */
export abstract class SceneReader {
  /** The scene's short name: the file's name without its ending. */
  abstract readonly name: string;
  /** The file or folder that the user named. */
  abstract readonly path: string;
  /** Every output says so when the pixels were made by a program. */
  abstract readonly synthetic: boolean;
  /** Sensor as the file names it, or guessed from its band table, or 'unknown'. */
  abstract readonly sensor: string;
  abstract readonly width: number;
  abstract readonly height: number;
  /** Band centres in µm, in the file's order (not always ascending: AVIRIS overlaps). Length = number of bands. */
  abstract readonly wavelengths: Float64Array;
  /** Full width at half maximum in µm, estimated from the band spacing where the file gives none. */
  abstract readonly fwhm: Float64Array;
  /** false for bands that the file marks bad; the engine adds water-vapour windows itself. */
  abstract readonly goodBands: boolean[];
  /** 'reflectance' as delivered, or 'converted' with `conversion` saying how. */
  abstract readonly quantity: 'reflectance' | 'converted';
  readonly conversion?: string;
  /** What was mended in the file; counts of values grow while windows are read. */
  get repairs(): readonly Repair[] {
    return [];
  }
  readonly georeference?: Georeference;

  /**
   * Reads a rectangle as Float32 in BIL order: value(line l, band b, sample s) = data[(l*bands + b)*width + s].
   * Fill and no-data come out as NaN in every band of the pixel.
   */
  abstract readWindow(window: PixelWindow, options?: { signal?: AbortSignal }): Promise<Float32Array>;

  abstract close(): Promise<void>;
}

/** One named laboratory or field spectrum. */
export interface Spectrum {
  name: string;
  /** µm, ascending. */
  wavelengths: Float64Array;
  /** Reflectance 0..1; NaN where there is none. */
  reflectance: Float64Array;
}

/** The spectra of one file, and what was converted or mended on the way. */
export interface SpectraFile {
  spectra: Spectrum[];
  repairs: readonly Repair[];
}

/** The two groups that compete separately: electronic features (iron) below 1.35 µm, vibrational ones (clays …) above. */
export type Group = 'vnir' | 'swir';

/** What one group says of one spectrum (contract: `M`). */
export interface MineralMatch {
  /** A name of the library: a mineral, or a named mixture. */
  mineral: string;
  /** The single minerals of a mixture; [mineral] otherwise. */
  members: string[];
  /** Correlation-like fit 0..1, area-weighted over the features. */
  fit: number;
  /** Continuum-removed depth of the strongest diagnostic feature, 0..1. */
  depth: number;
  /** Fit minus the runner-up's fit. */
  margin: number;
  runnerUp: string | null;
  features: { centre_um: number; depth: number; role: string }[];
}

export interface Identification {
  name: string;
  verdict: 'identified' | 'uncertain' | 'none';
  vnir: MineralMatch | null;
  swir: MineralMatch | null;
  /** Bands (µm) that were left out because they stood out alone: spikes. */
  left_out_um?: number[];
}

export interface MapOptions extends SlowCall {
  out: string;
  window?: PixelWindow;
  /** Polygons (GeoJSON, Shapefile, KML, KMZ): pixels outside become masked as fill. */
  aoi?: string;
  /** A user's library file instead of ours. */
  library?: string;
  threads?: number;
}

export interface MineralSummary {
  members: string[];
  group: Group;
  pixels: number;
  area_km2?: number;
  share: number;
  mean_depth: number;
  mean_fit: number;
  margin: number;
}

export interface WavelengthSummary {
  median: number;
  p10: number;
  p90: number;
  pixels: number;
}

/** A patch of high copper-related favourability to walk to (`scene.json`: `targets`, best first). */
export interface TargetSummary {
  /** "Cu01", as in `targets.gpx`, `targets.kml` and on `copper.png`. */
  name: string;
  /** The pixel of the scene that stands for it: its highest one, and of equals the nearest to its middle. */
  x: number;
  y: number;
  /** Degrees, WGS 84; where the scene is georeferenced. */
  lon?: number;
  lat?: number;
  utm?: { zone: number; hemisphere: 'N' | 'S'; easting_m: number; northing_m: number };
  pixels: number;
  area_km2?: number;
  favourability: { mean: number; highest: number };
  /** The alteration type of most of its pixels. */
  alteration: string | null;
  reasons: {
    /** Minerals by their share of its pixels. */
    assemblage: { mineral: string; share: number }[];
    /** Other zones by their share of the valid pixels around it. */
    neighbours: { alteration: string; share: number }[];
    /** From the centre of the zoning to the target. */
    from_core?: { distance_m: number; bearing_deg: number };
  };
}

/** The area of interest to which a map was cut; shares and areas of the map then refer to it. */
export interface AreaSummary {
  name: string;
  file: string;
  format: string;
  /** Geodesic, of the polygons themselves. */
  area_km2: number;
  /** Of the pixels inside: less than the polygons' where these reach beyond the scene or the window. */
  area_in_scene_km2: number;
  /** Pixels whose centre lies inside, masked or not; and the others of the window: fill in the rasters, counted only here. */
  pixels: number;
  outside_pixels: number;
  notes: string[];
}

/** `scene.json`: every number of a map that an answer may use (contract: `map`). Addressed by JSON Pointer. */
export interface SceneSummary {
  scene: string;
  synthetic: boolean;
  sensor: string;
  quantity: 'reflectance' | 'converted';
  conversion?: string;
  /** What was mended in the scene's files while they were read. */
  repairs?: Repair[];
  size: { width: number; height: number; bands: number };
  crs: string | null;
  pixel: { x: number; y: number; unit: string };
  /** West, south, east, north in degrees, where the scene is georeferenced. */
  bounds?: { west: number; south: number; east: number; north: number };
  aoi?: AreaSummary;
  valid_pixels: number;
  masked: { vegetation: number; water: number; shade: number; cloud: number; fill: number };
  none_pixels: number;
  /** Pixels that noise left in doubt, and whose name is that of the mean of them and their like around them. */
  settled_pixels: number;
  minerals: Record<string, MineralSummary>;
  alteration: Record<string, { pixels: number; area_km2?: number; share: number }>;
  /** Minerals that these bands cannot show; never called absent. */
  not_detectable: string[];
  copper: { mean: number; p95: number; high_share: number; calibrated: boolean };
  wavelengths: Partial<Record<'aloh' | 'alunite' | 'carbonate' | 'feoh', WavelengthSummary>>;
  zoning?: {
    core: { x: number; y: number; lon?: number; lat?: number };
    vectors: { from: string; to: string; bearing_deg: number; distance_m: number; uncertainty_m: number }[];
  };
  targets: TargetSummary[];
  /** The scene's own datum, and how far longitude and latitude (WGS 84) may be off by the change of datum. */
  datum?: { scene: string; places: 'WGS 84'; error_m: number };
  /** Where each alteration type and mineral class lies: centroid of its largest patch, in pixels (and degrees), and the part of the scene in words. */
  places?: Record<string, { x: number; y: number; lon?: number; lat?: number; sector: string }>;
  // Unit by pointer pattern, where a star stands for any one name: "/minerals/*/area_km2" is km2.
  units: Record<string, string>;
  files: Record<string, string>;
  ms: number;
  pixels_per_s: number;
  peak_rss_mib: number;
}

/** What a map says of one pixel. */
export interface PixelReading {
  x: number;
  y: number;
  masked: 'vegetation' | 'water' | 'shade' | 'cloud' | 'fill' | null;
  swir: { mineral: string; members: string[]; fit: number; depth: number } | null;
  vnir: { mineral: string; members: string[]; fit: number; depth: number } | null;
  alteration: string | null;
  copper: number | null;
  aloh_um: number | null;
}

/** Values of `mask.tif`. */
export const MASK = { valid: 0, vegetation: 1, water: 2, shade: 3, cloud: 4, fill: 5 } as const;

/** Everything that the engine computed for a window, row by row (length = width × height); what the writers get. */
export interface MapRasters {
  width: number;
  height: number;
  /** Class indices into `classes`; 0 = none. One numbering for both groups. */
  swir: Uint16Array;
  vnir: Uint16Array;
  swirFit: Float32Array;
  swirDepth: Float32Array;
  vnirFit: Float32Array;
  vnirDepth: Float32Array;
  /** A value of {@link MASK}. */
  mask: Uint8Array;
  /** Index into `alterationTypes`; 0 = none. */
  alteration: Uint8Array;
  /** Copper-related favourability 0..1; NaN where masked. */
  copper: Float32Array;
  /** Feature positions in µm; NaN where there is none. */
  aloh: Float32Array;
  alunite: Float32Array;
  carbonate: Float32Array;
  feoh: Float32Array;
  classes: { index: number; mineral: string; members: string[]; group: Group; colour: string }[];
  alterationTypes: { index: number; name: string; colour: string }[];
}

/** The mean spectrum of a mineral's pixels beside the library's curve that explains it best: what the spectra plots show. */
export interface MineralSpectrum {
  /** Its class. */
  index: number;
  mineral: string;
  group: Group;
  pixels: number;
  /** µm, ascending; the arrays below have the same length. */
  wavelengths: Float64Array;
  /** Mean reflectance of the pixels and its standard deviation; NaN in bands without usable values. */
  mean: Float64Array;
  spread: Float64Array;
  /** The library's variant (or the two of a mixture), scaled as in the identification; NaN outside the compared windows. */
  reference: { label: string; reflectance: Float64Array } | null;
  /** The part of the spectrum that decided; null where no feature shows in the mean. */
  window_um: [number, number] | null;
  features: { centre_um: number; left_um: [number, number]; right_um: [number, number]; depth: number; role: string }[];
}
