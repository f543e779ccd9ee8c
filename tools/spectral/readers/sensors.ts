import table from './sensors.json' with { type: 'json' };

/** How far the first and last band centre may lie from the table's (µm): calibrations move by a band's width. */
const TOLERANCE_UM = 0.012;

/**
 * The sensor of a scene: as the file names it, else by words in its description and name, else by its band table.
 * @param wavelengths band centres in µm, in any order
 */
export function guessSensor(named: string | undefined, words: string, wavelengths: Float64Array): string {
  if (named && !/^(unknown|none|undefined)?$/i.test(named.trim())) return named.trim();
  for (const sensor of table.sensors) {
    if (sensor.words && new RegExp(sensor.words, 'i').test(words)) return sensor.name;
  }
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const centre of wavelengths) {
    first = Math.min(first, centre);
    last = Math.max(last, centre);
  }
  const match = table.sensors.find(
    (sensor) =>
      sensor.bands.includes(wavelengths.length) &&
      Math.abs(sensor.first_um - first) <= TOLERANCE_UM &&
      Math.abs(sensor.last_um - last) <= TOLERANCE_UM,
  );
  return match?.name ?? 'unknown';
}
