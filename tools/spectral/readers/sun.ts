import sun from './solar-irradiance.json' with { type: 'json' };

interface Series {
  constant: number;
  terms: readonly { cos: number; sin: number }[];
}

/**
 * The time that a text names: 2014-09-12, 20140912, with or without "T19:23:59", "t192359" (UTC) behind it. `timed` where
 * it has a time of day; noon otherwise. Undefined where it is no date.
 */
export function timeIn(text: string | undefined): { date: Date; timed: boolean } | undefined {
  const [, year, month, day, hour, minute, second] =
    text?.match(/((?:19|20)\d\d)-?(\d\d)-?(\d\d)(?:[Tt ](\d\d):?(\d\d)(?::?(\d\d))?)?/) ?? [];
  const date = new Date(`${year}-${month}-${day}T${hour ?? '12'}:${minute ?? '00'}:${second ?? '00'}Z`);
  return Number.isNaN(date.getTime()) ? undefined : { date, timed: hour !== undefined };
}

/** Distance of the sun in astronomical units. */
export function earthSunDistance(date: Date): number {
  return 1 / Math.sqrt(seriesAt(sun.distance, dayAngle(date)));
}

/**
 * Elevation of the sun above the horizon in degrees, without refraction, within some 0.2°.
 * @param longitude degrees, east is positive
 * @param latitude degrees, north is positive
 */
export function sunElevation(date: Date, longitude: number, latitude: number): number {
  const angle = dayAngle(date);
  const declination = seriesAt(sun.declination, angle);
  const hours = (date.getTime() % 86_400_000) / 3_600_000;
  const hourAngle = ((hours - 12) * 15 + longitude) * (Math.PI / 180) + seriesAt(sun.equation_of_time, angle);
  const phi = (latitude * Math.PI) / 180;
  const sine = Math.sin(phi) * Math.sin(declination) + Math.cos(phi) * Math.cos(declination) * Math.cos(hourAngle);
  return (Math.asin(Math.max(-1, Math.min(1, sine))) * 180) / Math.PI;
}

/** 0 to 2π through the year (UTC). */
function dayAngle(date: Date): number {
  return (2 * Math.PI * (date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1))) / 86_400_000 / 365;
}

function seriesAt({ constant, terms }: Series, angle: number): number {
  return terms.reduce(
    (sum, { cos, sin }, order) => sum + cos * Math.cos((order + 1) * angle) + sin * Math.sin((order + 1) * angle),
    constant,
  );
}
