import { utm, WGS84 } from './projection.ts';
import { forwardTransverseMercator } from './transverse-mercator.ts';

/** A place on the Universal Transverse Mercator grid, WGS 84. */
export interface UtmPlace {
  /** 1..60, by longitude alone: the exceptions of Norway and Svalbard are not followed. */
  zone: number;
  hemisphere: 'N' | 'S';
  /** Metres. */
  easting: number;
  northing: number;
}

/** The UTM coordinates of a place given in longitude and latitude (WGS 84, degrees). */
export function utmOf(longitude: number, latitude: number): UtmPlace {
  const turned = ((((longitude + 180) % 360) + 360) % 360) / 6;
  const zone = Math.floor(turned) + 1;
  const hemisphere = latitude < 0 ? 'S' : 'N';
  const [easting, northing] = forwardTransverseMercator(utm(WGS84, zone, latitude >= 0), longitude, latitude);
  return { zone, hemisphere, easting, northing };
}
