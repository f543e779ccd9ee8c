/**
 * Fits the variants of tools/spectral/library/minerals/*.json to laboratory spectra that you have.
 *
 *   node scripts/fit-library.ts FOLDER/usgs_splib06 [more folders …] [--only NAME,NAME] [--missing]
 *
 * Each folder holds ENVI spectral libraries (a data file or .sli beside its .hdr) whose first rows are wavelengths, FWHM
 * and channel, as the USGS distributes them. A variant names its spectrum by library, title and record; the parameters are
 * written back in place. `--missing` fits only variants that have no parameters yet.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../core/atomic.ts';
import { asset } from '../core/paths.ts';
import { continuumAt, opticalDepth } from '../tools/spectral/library/absorption-model.ts';
import { fitVariant } from '../tools/spectral/library/fit-variant.ts';
import type { LibraryMineral, Variant } from '../tools/spectral/library/format.ts';
import { stringifyMineral } from '../tools/spectral/library/stringify.ts';
import { type LaboratorySpectrum, readLaboratoryFolder } from '../tools/spectral/library/usgs-envi.ts';

const DIAGNOSTIC_WEIGHT = 3;
/** Laboratory water bands are no part of any decision on a scene, so errors there matter less. */
const WATER: [number, number][] = [
  [1.35, 1.42],
  [1.82, 1.98],
];

const args = process.argv.slice(2);
const onlyAt = args.indexOf('--only');
const only = onlyAt < 0 ? null : new Set(args.splice(onlyAt, 2)[1].split(','));
const missing = args.includes('--missing');
const folders = args.filter((a) => !a.startsWith('--'));
if (!folders.length) {
  console.error('usage: node scripts/fit-library.ts FOLDER [FOLDER …] [--only NAME,NAME] [--missing]');
  process.exit(2);
}
const spectra = folders.flatMap(readLaboratoryFolder);
const home = asset('tools', 'spectral', 'library', 'minerals');
let worst = 0;
for (const file of readdirSync(home)
  .filter((f) => f.endsWith('.json'))
  .sort()) {
  const path = join(home, file);
  const mineral = JSON.parse(readFileSync(path, 'utf8')) as LibraryMineral;
  if (only && !only.has(mineral.name)) continue;
  let changed = false;
  for (const variant of mineral.variants) {
    if (missing && variant.absorptions?.length) continue;
    const found = spectra.find(
      (s) => s.title === variant.title && s.library === variant.library && s.record === variant.record,
    );
    if (!found) {
      console.error(`${mineral.name}: no spectrum "${variant.title}" of ${variant.library}`);
      process.exitCode = 1;
      continue;
    }
    describeVariant(mineral, variant, found);
    changed = true;
    worst = Math.max(worst, ...variant.rms);
    console.log(
      `${mineral.name.padEnd(18)} ${variant.id.padEnd(22)} ${variant.absorptions.length} absorptions, rms ${variant.rms.join(' ')}`,
    );
  }
  if (changed) writeFileAtomic(path, stringifyMineral(mineral));
}
console.log(`worst rms in a diagnostic window: ${worst}`);

function describeVariant(mineral: LibraryMineral, variant: Variant, found: LaboratorySpectrum): void {
  const windows = mineral.features.map((f): [number, number] => [f.left_um[0], f.right_um[1]]);
  const weights = Float64Array.from(found.wavelengths, (w) => {
    if (windows.some(([a, b]) => w >= a && w <= b)) return DIAGNOSTIC_WEIGHT;
    return WATER.some(([a, b]) => w >= a && w <= b) ? 0.3 : 1;
  });
  const { continuum, absorptions } = fitVariant({ ...found, weights });
  variant.continuum = continuum.map(([x, y]) => [round(x, 4), round(y, 5)]);
  variant.absorptions = absorptions.map(([c, w, d, a]) => [round(c, 5), round(w, 5), round(d, 5), round(a, 3)]);
  variant.rms = windows.map(([a, b]) => {
    let sum = 0;
    let n = 0;
    found.wavelengths.forEach((w, i) => {
      if (w < a || w > b) return;
      const removed = found.reflectance[i] / continuumAt(variant.continuum, w);
      sum += (removed - Math.exp(-opticalDepth(variant.absorptions, w))) ** 2;
      n++;
    });
    return n ? round(Math.sqrt(sum / n), 5) : 0;
  });
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
