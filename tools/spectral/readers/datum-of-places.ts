import { plainLine } from '../../../core/plain-text.ts';
import type { Georeference, SceneSummary } from '../types.ts';
import table from './datums.json' with { type: 'json' };
import { type Datum, projectionOf } from './projection.ts';

/**
 * On which datum a scene lies, and how far its places may be off after they were brought to WGS 84 (`datums.json`).
 * Undefined where the scene's projection is not known: it then has no longitude and latitude at all.
 */
export function datumOfPlaces(georeference: Georeference): SceneSummary['datum'] {
  const projection = projectionOf(georeference);
  if (projection.kind === 'other') return undefined;
  const name = plainLine(projection.datum.name).slice(0, 60) || 'a datum without a name';
  return { scene: name, places: 'WGS 84', error_m: errorToWgs84(projection.datum) };
}

/** How far a place may be off after it was brought from a datum to WGS 84, in metres. */
export function errorToWgs84({ name }: Datum): number {
  const { by_datum, unknown } = table.wgs84_error_m;
  return (by_datum as Record<string, number>)[name] ?? unknown;
}
