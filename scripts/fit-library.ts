/**
 * Fits the variants of a mineral library to laboratory spectra that you have.
 *
 *   node scripts/fit-library.ts FOLDER [FOLDER …] [--library DIR] [--only NAME,NAME] [--missing] [--above RMS] [--list]
 *
 * Each folder holds spectra of splib06 or splib07 (ENVI libraries with their .hdr, or ASCII), ECOSTRESS or ASTER text, .sed
 * or CSV. A variant names its spectrum by library, title and record (`--list` prints those of the folders); its parameters
 * are written back in place, into Gossan's own library or that of `--library`. `--missing` fits only variants that have no
 * parameters yet, `--above 0.003` those whose error in a diagnostic window is larger.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeFileAtomic } from '../core/atomic.ts';
import { asset } from '../core/paths.ts';
import { describeVariant } from '../tools/spectral/library/describe-variant.ts';
import type { LibraryMineral } from '../tools/spectral/library/format.ts';
import { stringifyMineral } from '../tools/spectral/library/stringify.ts';
import { readLaboratory } from './laboratory-spectra.ts';

const { values, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    library: { type: 'string', default: asset('tools', 'spectral', 'library') },
    only: { type: 'string' },
    above: { type: 'string' },
    missing: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});
if (!folders.length) {
  console.error(
    'usage: node scripts/fit-library.ts FOLDER [FOLDER …] [--library DIR] [--only NAME,NAME] [--missing] [--above RMS] [--list]',
  );
  process.exit(2);
}
const spectra = (await Promise.all(folders.map(readLaboratory))).flat();
if (values.list) {
  for (const { library, title, record } of spectra) console.log(JSON.stringify({ title, record, library }));
  process.exit(0);
}
const only = values.only === undefined ? null : new Set(values.only.split(','));
const above = values.above === undefined ? null : Number(values.above);
const { missing } = values;
const home = join(values.library, 'minerals');
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
