import { windowGeoreference } from '../readers/georeference.ts';
import type {
  AreaSummary,
  Georeference,
  MapRasters,
  MineralSpectrum,
  PixelWindow,
  SceneReader,
  SceneSummary,
  TargetSummary,
} from '../types.ts';

/** A map as the writers see it: the rasters, and where and what the scene is. */
export interface MapSheet {
  rasters: MapRasters;
  /** Georeference of the window's upper left corner. */
  georeference?: Georeference;
  /** Upper left corner of the window in the scene. */
  window: PixelWindow;
  scene: string;
  sensor: string;
  synthetic: boolean;
  /** How radiance or counts became reflectance; every file says so. */
  conversion?: string;
  findings: MapFindings;
}

/** What a figure needs of a map; the rasters may be other ones than the engine's. */
export type FigureSheet = Omit<MapSheet, 'rasters'> & { rasters: Pick<MapRasters, 'width' | 'height'> };

/** What the engine found besides the rasters, for the files that show it. All of it may be missing. */
export interface MapFindings {
  /** Mean spectra of the classes, largest first. */
  spectra?: MineralSpectrum[];
  targets?: TargetSummary[];
  /** Number of each pixel's target (from 1); 0 for none. */
  targetLabels?: Uint8Array;
  datum?: SceneSummary['datum'];
  /** The centre of the zoning and the places of its zones, in pixels of the scene. */
  zoning?: SceneSummary['zoning'];
  places?: SceneSummary['places'];
  /** The area of interest, and its rings in pixels of the window. */
  aoi?: { summary: AreaSummary; outline: [number, number][][] };
}

/** Colours of a layer of values: from the lowest value to the highest, beyond which they stay the same. */
export interface Ramp {
  from: number;
  to: number;
  colours: string[];
  /** The unit, or what the number is. */
  label: string;
}

export function mapSheet<R extends FigureSheet['rasters']>(
  rasters: R,
  reader: SceneReader,
  window: PixelWindow,
  findings: MapFindings = {},
): Omit<MapSheet, 'rasters'> & { rasters: R } {
  const { georeference, name, sensor, synthetic, conversion } = reader;
  return {
    rasters,
    georeference: georeference && windowGeoreference(georeference, window.x, window.y),
    window,
    scene: name,
    sensor,
    synthetic,
    ...(conversion ? { conversion } : {}),
    findings,
  };
}

/** One raster file of a map: its name without ending, what it holds, its numbers. */
export interface MapLayer {
  name: string;
  meaning: string;
  data: Uint8Array | Uint16Array | Float32Array;
  nodata?: number;
}

/** The raster files of a map, as the contract names them. */
export function mapLayers(rasters: MapRasters): MapLayer[] {
  const position = (feature: string) => `Position of the ${feature} absorption, micrometres`;
  return [
    { name: 'swir', meaning: 'Mineral of the 2 um group, index into classes.csv, 0 = none', data: rasters.swir },
    { name: 'vnir', meaning: 'Mineral of the 1 um group, index into classes.csv, 0 = none', data: rasters.vnir },
    { name: 'swir_fit', meaning: 'Fit of the 2 um group, 0 to 1', data: rasters.swirFit, nodata: Number.NaN },
    {
      name: 'swir_depth',
      meaning: 'Band depth of the 2 um group, 0 to 1',
      data: rasters.swirDepth,
      nodata: Number.NaN,
    },
    { name: 'vnir_fit', meaning: 'Fit of the 1 um group, 0 to 1', data: rasters.vnirFit, nodata: Number.NaN },
    {
      name: 'vnir_depth',
      meaning: 'Band depth of the 1 um group, 0 to 1',
      data: rasters.vnirDepth,
      nodata: Number.NaN,
    },
    { name: 'mask', meaning: '0 valid, 1 vegetation, 2 water, 3 shade, 4 cloud, 5 fill', data: rasters.mask },
    { name: 'alteration', meaning: 'Alteration type, index into alteration.csv, 0 = none', data: rasters.alteration },
    {
      name: 'copper',
      meaning: 'Copper-related favourability, 0 to 1; a score, not a probability',
      data: rasters.copper,
      nodata: Number.NaN,
    },
    { name: 'aloh', meaning: position('Al-OH'), data: rasters.aloh, nodata: Number.NaN },
    { name: 'alunite', meaning: position('1.48 um alunite'), data: rasters.alunite, nodata: Number.NaN },
    { name: 'carbonate', meaning: position('carbonate'), data: rasters.carbonate, nodata: Number.NaN },
    { name: 'feoh', meaning: position('Fe-OH / Mg-OH'), data: rasters.feoh, nodata: Number.NaN },
  ];
}
