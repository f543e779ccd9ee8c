/**
 * Fits the variants of tools/spectral/library/minerals/*.json to laboratory spectra that you have.
 *
 *   node scripts/fit-library.ts FOLDER/usgs_splib06 [more folders …] [--only NAME,NAME] [--missing] [--above RMS]
 *
 * Each folder holds ENVI spectral libraries (a data file or .sli beside its .hdr) whose first rows are wavelengths, FWHM
 * and channel, as the USGS distributes them. A variant names its spectrum by library, title and record; the parameters are
 * written back in place. `--missing` fits only variants that have no parameters yet, `--above 0.003` those whose error is larger.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../core/atomic.ts';
import { asset } from '../core/paths.ts';
import { describeVariant } from '../tools/spectral/library/describe-variant.ts';
import type { LibraryMineral } from '../tools/spectral/library/format.ts';
import { stringifyMineral } from '../tools/spectral/library/stringify.ts';
import { readLaboratoryFolder } from '../tools/spectral/library/usgs-envi.ts';

const args = process.argv.slice(2);
const onlyAt = args.indexOf('--only');
const only = onlyAt < 0 ? null : new Set(args.splice(onlyAt, 2)[1].split(','));
const aboveAt = args.indexOf('--above');
const above = aboveAt < 0 ? null : Number(args.splice(aboveAt, 2)[1]);
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
    if (above !== null && variant.absorptions?.length && Math.max(...variant.rms) <= above) continue;
    const found = spectra.find(
      (s) => s.title === variant.title && s.library === variant.library && s.record === variant.record,
    );
    if (!found) {
      console.error(`${mineral.name}: no spectrum "${variant.title}" of ${variant.library}`);
      process.exitCode = 1;
      continue;
    }
    Object.assign(variant, describeVariant(mineral, found));
    changed = true;
    worst = Math.max(worst, ...variant.rms);
    console.log(
      `${mineral.name.padEnd(18)} ${variant.id.padEnd(22)} ${variant.absorptions.length} absorptions, rms ${variant.rms.join(' ')}`,
    );
  }
  if (changed) writeFileAtomic(path, stringifyMineral(mineral));
}
console.log(`worst rms in a diagnostic window: ${worst}`);
