/** [longitude, latitude] in degrees on WGS 84. */
export type LonLat = [number, number];

/** Rings of one polygon, in any order and direction: what lies inside an odd number of them belongs to it. */
export type PolygonRings = LonLat[][];

/** An area of interest or a tenement, as a file gave it. */
export interface AreaOfInterest {
  /** The name in the file where it has one, else the file's own. */
  name: string;
  /** The file's name without its folder. */
  file: string;
  format: 'GeoJSON' | 'Shapefile' | 'KML';
  /** Edges are short enough (see `placing.ts`) to be straight in any projection. */
  polygons: PolygonRings[];
  /** What a reader of the map should know: an assumed coordinate system, a datum without a shift. */
  notes: string[];
}

/** What a format's reader hands on: rings in the file's own coordinates, and what these are. */
export interface FoundPolygons {
  format: AreaOfInterest['format'];
  name?: string;
  polygons: [number, number][][][];
  /** WKT of the coordinate system; an EPSG code; or undefined where the format or the file says longitude and latitude. */
  system?: { wkt: string } | { epsg: number };
  notes: string[];
}
