// @ts-check
import { say } from './language.js';

/** Three digits; drone and airborne crops in m². As tools/spectral/outputs/picture/class-panel.ts. @param {number} km2 */
export function areaText(km2) {
  if (km2 < 0.01) return `${Number((km2 * 1e6).toPrecision(3))} m²`;
  return `${km2 >= 100 ? km2.toFixed(0) : km2.toPrecision(3)} km²`;
}

/** @param {number} share 0..1 */
export function percentText(share) {
  return `${(100 * share).toFixed(1)} %`;
}

/** `28.0309° S, 76.9950° W`. @param {number} lat @param {number} lon */
export function placeText(lat, lon) {
  const [north, east] = [say(lat < 0 ? 'south' : 'north'), say(lon < 0 ? 'west' : 'east')];
  const [a, b] = [Math.abs(lat).toFixed(4), Math.abs(lon).toFixed(4)];
  return say('place', { a, b, north, east });
}
