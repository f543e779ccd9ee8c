import type { LibraryMineral } from '../library/format.ts';
import type { Group } from '../types.ts';
import type { PreparedConstraint, PreparedFeature } from './prepared.ts';

/** A feature needs this many bands from shoulder to shoulder. */
const FEWEST_FEATURE_BANDS = 4;

/** The rules of a mineral in one group, with their bands. @param order band indices, ascending in wavelength */
export function prepareConstraints(
  mineral: LibraryMineral,
  group: Group,
  wavelengths: Float64Array,
  order: Int32Array,
): PreparedConstraint[] {
  return mineral.constraints
    .filter((c) => c.group === group)
    .map((constraint) => ({
      constraint,
      feature: constraint.kind === 'not' ? prepareFeature(constraint, wavelengths, order) : null,
      ends:
        constraint.kind === 'rise'
          ? {
              from: bandsAround(constraint.from_um, wavelengths, order),
              to: bandsAround(constraint.to_um, wavelengths, order),
            }
          : null,
    }));
}

/** A feature's bands. @param order band indices, ascending in wavelength */
export function prepareFeature(
  feature: PreparedFeature['feature'],
  wavelengths: Float64Array,
  order: Int32Array,
): PreparedFeature {
  const left = bandsAround(feature.left_um, wavelengths, order);
  const right = bandsAround(feature.right_um, wavelengths, order);
  const mean = (bands: Int32Array): number => bands.reduce((sum, b) => sum + wavelengths[b], 0) / bands.length;
  const x0 = mean(left);
  const x1 = mean(right);
  const inside = order.filter((b) => wavelengths[b] > x0 && wavelengths[b] < x1);
  const visible = left.length > 0 && right.length > 0 && inside.length >= FEWEST_FEATURE_BANDS - 2;
  const bottom = Int32Array.from(
    [...inside]
      .sort((a, b) => Math.abs(wavelengths[a] - feature.centre_um) - Math.abs(wavelengths[b] - feature.centre_um))
      .slice(0, x1 - x0 > 0.06 ? 3 : 1),
  );
  const at = visible ? (mean(bottom) - x0) / (x1 - x0) : 0;
  return { feature, visible, left, right, bottom, at, levels: [] };
}

/** The bands within an interval (µm); of a coarse sensor the nearest one, if it is near; none otherwise. */
function bandsAround([from, to]: readonly [number, number], wavelengths: Float64Array, order: Int32Array): Int32Array {
  const inside = order.filter((b) => wavelengths[b] >= from && wavelengths[b] <= to);
  if (inside.length) return inside;
  const middle = (from + to) / 2;
  let best = -1;
  for (const b of order) {
    if (best < 0 || Math.abs(wavelengths[b] - middle) < Math.abs(wavelengths[best] - middle)) best = b;
  }
  return best >= 0 && Math.abs(wavelengths[best] - middle) < 0.02 ? Int32Array.of(best) : new Int32Array();
}
