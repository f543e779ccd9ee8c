// Writes the colours of tools/spectral/colour/palette.json into the library: `node scripts/colour-library.ts`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../core/atomic.ts';
import { asset } from '../core/paths.ts';
import { libraryColours } from '../tools/spectral/colour/palette.ts';
import { loadLibrary } from '../tools/spectral/library/load-library.ts';

const folder = asset('tools', 'spectral', 'library');
const library = loadLibrary();
const colours = libraryColours(library);
let changed = 0;
for (const { name } of library.minerals) {
  changed += recolour(join(folder, 'minerals', `${name.replaceAll(' ', '-')}.json`), [name]);
}
changed += recolour(
  join(folder, 'mixtures.json'),
  library.mixtures.map(({ name }) => name),
);
console.log(`${changed} files changed, ${colours.size} colours`);

/** Only the colours change, so that a difference shows nothing else. */
function recolour(path: string, names: string[]): number {
  const before = readFileSync(path, 'utf8');
  let after = before;
  for (const name of names) {
    const at = after.indexOf(`"name": "${name}"`);
    const from = after.indexOf('"colour": "#', at);
    if (at < 0 || from < 0) throw new Error(`${path}: no colour of ${name}`);
    const start = from + '"colour": "'.length;
    after = `${after.slice(0, start)}${colours.get(name)}${after.slice(start + 7)}`;
  }
  if (after === before) return 0;
  writeFileAtomic(path, after);
  return 1;
}
