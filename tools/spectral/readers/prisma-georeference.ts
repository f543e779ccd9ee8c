import type { Georeference } from '../types.ts';
import type { Hdf5File } from './hdf5-file.ts';

/** PRISMA's ground sampling distance, to which L2D products are resampled (PRISMA products specification, ASI). */
const PIXEL_METRES = 30;

/**
 * The map grid of an L2D product from its corner coordinates and EPSG code. The product does not say whether its corners
 * are those of the outer edge or the centres of the corner pixels: their distance does, width·30 m or (width − 1)·30 m.
 * Undefined where an attribute is missing or the corners span neither.
 */
export function prismaGeoreference(file: Hdf5File, width: number, height: number): Georeference | undefined {
  const one = (name: string): number => file.numbers(name)?.[0] ?? Number.NaN;
  const epsg = one('Epsg_Code');
  const [west, north] = [one('Product_ULcorner_easting'), one('Product_ULcorner_northing')];
  const [east, south] = [one('Product_LRcorner_easting'), one('Product_LRcorner_northing')];
  if (!(Number.isInteger(epsg) && epsg > 0)) return undefined;
  const missedBy = (pixelsLess: number): number =>
    Math.abs(east - west - (width - pixelsLess) * PIXEL_METRES) +
    Math.abs(north - south - (height - pixelsLess) * PIXEL_METRES);
  const [edges, centres] = [missedBy(0), missedBy(1)];
  // A pixel in either direction is the difference between the two; what misses both by as much is another grid.
  if (!(Math.min(edges, centres) < PIXEL_METRES)) return undefined;
  const shift = centres < edges ? PIXEL_METRES / 2 : 0;
  return {
    transform: [west - shift, PIXEL_METRES, 0, north + shift, 0, -PIXEL_METRES],
    epsg,
    unit: 'm',
  };
}
