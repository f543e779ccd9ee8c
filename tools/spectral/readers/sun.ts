import sun from './solar-irradiance.json' with { type: 'json' };

const { anomaly, longitude: path, obliquity, distance } = sun.position;
const EPOCH = Date.UTC(2000, 0, 1, 12);
const DEGREE = Math.PI / 180;

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
  const g = at(anomaly, daysSinceEpoch(date)) * DEGREE;
  return distance.constant + distance.cos * Math.cos(g) + distance.cos_2 * Math.cos(2 * g);
}

/**
 * Elevation of the sun above the horizon in degrees, without refraction.
 * @param longitude degrees, east is positive
 * @param latitude degrees, north is positive
 */
export function sunElevation(date: Date, longitude: number, latitude: number): number {
  const days = daysSinceEpoch(date);
  const g = at(anomaly, days) * DEGREE;
  const mean = at(path, days);
  const lambda = (mean + path.sin * Math.sin(g) + path.sin_2 * Math.sin(2 * g)) * DEGREE;
  const epsilon = at(obliquity, days) * DEGREE;
  const declination = Math.asin(Math.sin(epsilon) * Math.sin(lambda));
  const ascension = Math.atan2(Math.cos(epsilon) * Math.sin(lambda), Math.cos(lambda));
  // Mean solar time is the hour angle of the mean longitude: true time differs by the right ascension.
  const hours = (date.getTime() % 86_400_000) / 3_600_000;
  const hourAngle = ((hours - 12) * 15 + longitude + mean) * DEGREE - ascension;
  const phi = latitude * DEGREE;
  const sine = Math.sin(phi) * Math.sin(declination) + Math.cos(phi) * Math.cos(declination) * Math.cos(hourAngle);
  return Math.asin(Math.max(-1, Math.min(1, sine))) / DEGREE;
}

function at({ at_epoch, per_day }: { at_epoch: number; per_day: number }, days: number): number {
  return at_epoch + per_day * days;
}

function daysSinceEpoch(date: Date): number {
  return (date.getTime() - EPOCH) / 86_400_000;
}
