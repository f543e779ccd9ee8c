import type { Evidence } from '../../core/evidence.ts';
import type { Said } from '../ledger/sentence.ts';

/** A number in so many decimals, with what stands behind it: `28.0442° S`. */
export function decimal(evidence: Evidence, decimals: number, behind = '', unit = evidence.unit ?? ''): Said {
  return numberOf(evidence, Math.abs(Number(evidence.value)).toFixed(decimals), behind, unit);
}

/** Latitude or longitude with its side of the equator or of Greenwich. */
export function coordinate(evidence: Evidence, axis: 'lat' | 'lon'): Said {
  const positive = Number(evidence.value) >= 0;
  return decimal(evidence, 4, `° ${axis === 'lat' ? (positive ? 'N' : 'S') : positive ? 'E' : 'W'}`, '°');
}

/** A count or a coordinate in whole numbers: 34,472. */
export function count(evidence: Evidence, behind = ''): Said {
  return numberOf(evidence, Math.round(Number(evidence.value)).toLocaleString('en-US'), behind, evidence.unit ?? '');
}

/** Easting or northing, without separators: it is typed into a receiver as it stands. */
export function metric(evidence: Evidence): Said {
  return numberOf(evidence, Number(evidence.value).toFixed(0), '', 'm');
}

/** A part of all pixels in per cent, by its formula. */
export function shareOfScene(part: Evidence, width: Evidence, height: Evidence): Said {
  const value = (100 * Number(part.value)) / (Number(width.value) * Number(height.value));
  const digits = value.toFixed(value >= 10 ? 0 : value >= 0.1 ? 1 : 2);
  const inputs = [part.id, width.id, height.id];
  return {
    text: `${digits} %`,
    evidence: inputs,
    number: { text: digits, value: Number(digits), unit: '%', formula: '100 × a / (b × c)', inputs },
  };
}

function numberOf(evidence: Evidence, digits: string, behind: string, unit: string): Said {
  const value = Number(digits.replaceAll(',', ''));
  return {
    text: `${digits}${behind}`,
    evidence: [evidence.id],
    number: { text: digits, value, unit, evidence: evidence.id },
  };
}
