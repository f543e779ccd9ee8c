import type { Georeference } from '../types.ts';
import { isDeleted } from './emit-bands.ts';
import { PIXEL_METRES, SIZE } from './landscape.ts';

/**
 * The place does not exist: the coordinates (UTM 18 south) lie in the open Pacific, some 600 km off the coast of Chile,
 * so that nobody takes the map for that of a property.
 */
const EASTING = 300_000;
const NORTHING = 6_900_000;

export function demoGeoreference(): Georeference {
  return { transform: [EASTING, PIXEL_METRES, 0, NORTHING, 0, -PIXEL_METRES], epsg: 32718, unit: 'm' };
}

/** The ENVI header of the demo scene. */
export function demoHeader(recipe: string, wavelengths: Float64Array, fwhm: Float64Array): string {
  const list = (values: Float64Array, decimals: number) =>
    [...values].map((value) => value.toFixed(decimals)).join(', ');
  const pixel = `${PIXEL_METRES}, ${PIXEL_METRES}`;
  return `ENVI
description = {
  Synthetic scene made by Gossan: Lantern Ridge, a porphyry copper system with a lithocap, at a place that does not exist.
  Mixed from parametric library spectra; not measured by any instrument.}
samples = ${SIZE}
lines = ${SIZE}
bands = ${wavelengths.length}
header offset = 0
file type = ENVI Standard
data type = 2
interleave = bil
byte order = 0
sensor type = EMIT-like (synthetic)
gossan synthetic = 1
gossan demo = ${recipe}
reflectance scale factor = 10000
map info = {UTM, 1, 1, ${EASTING}, ${NORTHING}, ${pixel}, 18, South, WGS-84, units=Meters}
wavelength units = Nanometers
wavelength = {${list(
    wavelengths.map((um) => um * 1000),
    3,
  )}}
fwhm = {${list(
    fwhm.map((um) => um * 1000),
    3,
  )}}
bbl = {${[...wavelengths].map((um) => (isDeleted(um) ? 0 : 1)).join(', ')}}
`;
}
