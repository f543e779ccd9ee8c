import { type BandTable, bandTable } from './band-table.ts';
import type { Hdf5File } from './hdf5-file.ts';

/** The two spectrometers of PRISMA, as the product's names have them. */
export type PrismaDetector = 'Vnir' | 'Swir';

/** A band of the merged scene: where it lies in the file and how its counts become reflectance (gain*DN + offset). */
export interface PrismaBand {
  detector: PrismaDetector;
  /** Band index in that detector's cube. */
  index: number;
  centre: number;
  fwhm: number;
}

/** Counts to reflectance: gain*DN + offset. */
export interface PrismaScale {
  gain: number;
  offset: number;
}

/**
 * The bands of both cubes in ascending wavelength. Bands whose centre is 0 carry no light, and those that the product
 * deselects (`List_Cw_*_Flags` or `CNM_*_SELECT` = 0) no data: both are left out. Where the detectors overlap (0.94 to
 * 0.97 µm) the SWIR's bands are taken and the VNIR's dropped, because silicon loses its sensitivity there and two
 * calibrations side by side would draw a saw-tooth across the iron absorption at 0.9 µm.
 * @param bands number of bands of each cube
 * Throws SCENE_PRODUCT, SCENE_WAVELENGTHS.
 */
export function prismaBands(
  file: Hdf5File,
  bands: Record<PrismaDetector, number>,
): { bands: PrismaBand[]; table: BandTable } {
  const swir = usedBands(file, 'Swir', bands.Swir);
  const firstSwir = Math.min(...swir.map(({ centre }) => centre));
  const vnir = usedBands(file, 'Vnir', bands.Vnir).filter(({ centre }) => centre < firstSwir);
  const merged = [...vnir, ...swir].sort((a, b) => a.centre - b.centre);
  const table = bandTable(file.path, merged.length, {
    wavelengths: merged.map(({ centre }) => centre),
    fwhm: merged.map(({ fwhm }) => fwhm),
    bbl: [],
  });
  return { bands: merged, table };
}

/**
 * Reflectance = min + DN·(max − min)/65535, with the scene's own `L2Scale*Min` and `L2Scale*Max` (PRISMA products
 * specification, ASI; also in the product's user manual). Throws SCENE_PRODUCT.
 */
export function prismaScale(file: Hdf5File, detector: PrismaDetector): PrismaScale {
  const [least] = requiredNumbers(file, `L2Scale${detector}Min`);
  const [most] = requiredNumbers(file, `L2Scale${detector}Max`);
  if (!(most > least)) throw file.refuse(`its scale L2Scale${detector}Min to Max is ${least} to ${most}`);
  return { gain: (most - least) / 65535, offset: least };
}

function usedBands(file: Hdf5File, detector: PrismaDetector, count: number): PrismaBand[] {
  const centres = requiredNumbers(file, `List_Cw_${detector}`);
  const widths = requiredNumbers(file, `List_Fwhm_${detector}`);
  if (centres.length !== count || widths.length !== count) {
    throw file.refuse(
      `${detector.toUpperCase()} has ${count} bands but ${centres.length} wavelengths and ${widths.length} widths`,
    );
  }
  const flags = [`List_Cw_${detector}_Flags`, `CNM_${detector.toUpperCase()}_SELECT`]
    .map((name) => file.numbers(name))
    .filter((list) => list?.length === count);
  const used = centres
    .map((centre, index) => ({ detector, index, centre, fwhm: widths[index] }))
    .filter(({ centre, index }) => centre > 0 && flags.every((list) => list?.[index] !== 0));
  if (!used.length) throw file.refuse(`no band of its ${detector.toUpperCase()} cube is marked as used`);
  return used;
}

function requiredNumbers(file: Hdf5File, attribute: string): number[] {
  const values = file.numbers(attribute);
  if (!values?.length || !values.every(Number.isFinite)) throw file.refuse(`the attribute "${attribute}" is missing`);
  return values;
}
