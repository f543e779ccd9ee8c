import type { BandTable } from './band-table.ts';
import type { SpectraSample } from './radiometry.ts';
import sun from './solar-irradiance.json' with { type: 'json' };
import { earthSunDistance, sunElevation } from './sun.ts';

const CENTRES = sun.centres_nm;

/** What a file says of its radiance and of the light that it was measured in; parts that it does not say are missing. */
export interface Illumination {
  /** The unit of radiance in the file's words. */
  unit?: string;
  /** Elevation of the sun above the horizon at the scene's centre, degrees. */
  sunElevation?: number;
  /** Day, or day and time (UTC), of the recording. */
  date?: Date;
  /** `date` has a time of day: with `place` the sun's elevation follows. */
  timed?: boolean;
  /** Longitude and latitude of the scene's centre in degrees. */
  place?: readonly [longitude: number, latitude: number];
  /** Solar irradiance of each band above the atmosphere at 1 au, W m⁻² µm⁻¹, where the file brings its own. */
  irradiance?: readonly number[];
}

export type TopOfAtmosphere =
  /** Factor of each band from the file's radiance to reflectance; NaN where the sun's table does not reach. */
  | { factors: Float64Array; conversion: string }
  /** Why it cannot be computed, as half a sentence after "because". */
  | { missing: string };

/**
 * Apparent reflectance at the top of the atmosphere: ρ = π·L·d² / (E₀·sin h), with radiance L, distance d of the sun in
 * au, irradiance E₀ of the band at 1 au and elevation h of the sun. What the atmosphere absorbs and scatters stays in it.
 * @param sample radiance in the file's unit, by which unit and geometry are found plausible
 */
export function topOfAtmosphere(
  light: Illumination | undefined,
  table: BandTable,
  sample: SpectraSample,
  scale: { gain: Float64Array },
): TopOfAtmosphere {
  const { unit, date } = light ?? {};
  const computed = light?.sunElevation === undefined && date && light?.timed && light.place;
  const elevation = computed ? sunElevation(date, ...computed) : light?.sunElevation;
  const toSi = unit === undefined ? undefined : radianceUnit(unit);
  const missing = [
    toSi === undefined &&
      (unit ? `a known unit of radiance (the file says "${unit.slice(0, 40)}")` : 'the unit of radiance'),
    !(elevation !== undefined && elevation > 0 && elevation <= 90) && 'the sun elevation',
    date === undefined && 'the date',
  ].filter(Boolean);
  if (toSi === undefined || elevation === undefined || !date || missing.length) {
    return { missing: `the metadata do not give ${missing.join(' and ')}` };
  }
  const distance = earthSunDistance(date);
  const sine = Math.sin((elevation * Math.PI) / 180);
  const own = light?.irradiance?.length === scale.gain.length ? light.irradiance : undefined;
  const factors = Float64Array.from(table.wavelengths, (centre, band) => {
    const irradiance = own?.[band] ?? bandIrradiance(centre, table.fwhm[band]);
    return irradiance > 0 ? (Math.PI * toSi * distance ** 2) / (irradiance * sine) : Number.NaN;
  });
  const level = medianLevel(sample, factors);
  if (!(level >= sun.plausible.least && level <= sun.plausible.most)) {
    return {
      missing: `with the unit "${unit}" the ground would reflect ${level.toPrecision(2)} of the light, which cannot be`,
    };
  }
  for (let band = 0; band < factors.length; band++) if (Number.isNaN(factors[band])) table.goodBands[band] = false;
  const day = date.toISOString().slice(0, 10);
  const sunTable = own ? "the file's own solar irradiance" : 'solar irradiance of ASTM G173-03';
  return {
    factors,
    conversion:
      `radiance (${unit}) to top-of-atmosphere reflectance, π·L·d²/(E₀·sin h): sun elevation ${elevation.toFixed(1)}°${computed ? ' by time and place' : ''}, ` +
      `${day} (Earth-Sun distance ${distance.toFixed(4)} au), ${sunTable}; absorption and scattering of the atmosphere are still in it`,
  };
}

/**
 * Factor from a unit of radiance to W m⁻² sr⁻¹ µm⁻¹: "microwatts per centimeter_2 per nanometer per steradian",
 * "uW/cm^2/sr/nm", "W m-2 sr-1 um-1". Undefined where power, area, width or solid angle is not in the words.
 */
export function radianceUnit(words: string): number | undefined {
  const text = words
    .toLowerCase()
    .replace(/[_*()^·⋅]/g, ' ')
    .replace(/square\s+([a-z]+)/g, '$1 2');
  const part = <T extends { words: string }>(parts: readonly T[], before: string, after: string) =>
    parts.find((one) => new RegExp(`${before}(${one.words})${after}`, 'u').test(text));
  const power = part(sun.radiance_units.power, '(^|[^a-zµμ])', '(atts?)?(?![a-z])');
  const area = part(sun.radiance_units.area, '(^|[^a-zµμ])', '\\s*-?\\s*[2²]');
  const width = part(sun.radiance_units.width, '(^|[^a-zµμ])', '(?!\\s*-?\\s*[2²])(?![a-z])');
  const steradian = /(^|[^a-z])(sr|ster)/.test(text);
  if (!power || !area || !width || !steradian) return undefined;
  return power.watts / area.square_metres / width.micrometres;
}

/**
 * Mean solar irradiance in a band, W m⁻² µm⁻¹, weighted by a Gaussian of its width; NaN outside the table.
 * @param centre µm
 * @param fwhm µm
 */
export function bandIrradiance(centre: number, fwhm: number): number {
  const [at, sigma] = [centre * 1000, Math.max((fwhm * 1000) / 2.3548, 1)];
  if (!(at >= CENTRES[0] && at <= CENTRES[CENTRES.length - 1])) return Number.NaN;
  let sum = 0;
  let weights = 0;
  CENTRES.forEach((table, index) => {
    const spacing = (CENTRES[index + 1] ?? table) - (CENTRES[index - 1] ?? table);
    const weight = spacing * Math.exp(-0.5 * ((table - at) / Math.max(sigma, spacing / 4)) ** 2);
    sum += weight * sun.irradiance[index];
    weights += weight;
  });
  return sum / weights;
}

/** Median reflectance of the sample in the bands from 0.5 to 1.3 µm. */
function medianLevel({ spectra, count, bands, wavelengths }: SpectraSample, factors: Float64Array): number {
  const levels: number[] = [];
  bands.forEach((band, index) => {
    if (wavelengths[index] < 0.5 || wavelengths[index] > 1.3) return;
    for (let pixel = 0; pixel < count; pixel++) {
      const level = spectra[pixel * bands.length + index] * factors[band];
      if (Number.isFinite(level)) levels.push(level);
    }
  });
  return levels.sort((a, b) => a - b)[levels.length >> 1] ?? Number.NaN;
}
