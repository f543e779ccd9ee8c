import { join } from 'node:path';
import { writeFileAtomic } from '../../../core/atomic.ts';
import { loadLibrary } from '../library/load-library.ts';
import { alterationCsv, classesCsv } from '../outputs/class-tables.ts';
import { encodeGeoTiff } from '../outputs/geotiff-writer.ts';
import { ALTERATION_TYPES, type Ground, zoneAlteration } from './alteration-model.ts';
import { demoGeoreference } from './demo-header.ts';
import type { Endmember } from './endmembers.ts';
import { SIZE } from './landscape.ts';

/** Minerals of the 1 µm group among the endmembers; the others compete in the 2 µm group. */
const IRON = new Set(['goethite', 'hematite', 'jarosite']);
/** A mineral that takes less of the pixel than this is not its dominant one. */
const LEAST_SHARE = 0.1;
/** From this share on plants or water hide the ground. */
const HIDDEN = 0.5;
const GOSSAN_IRON = 0.33;

/**
 * Writes what the scene was made of: `swir.tif` and `vnir.tif` (dominant mineral of each group, indices into
 * `classes.csv`), `alteration.tif` (`alteration.csv`), and `abundances.img` (ENVI, percent of the pixel, a band a mineral).
 */
export function writeTruth(folder: string, grounds: Ground[], endmembers: Endmember[]): void {
  const mineralOf = new Map(endmembers.map(({ id, mineral }) => [id, mineral]));
  const names = [...new Set(endmembers.flatMap(({ mineral }) => mineral ?? []))].sort();
  const abundances = names.map(() => new Float32Array(grounds.length));
  const hidden = new Float32Array(grounds.length);
  grounds.forEach(({ mixture }, pixel) => {
    for (const [id, share] of mixture) {
      const name = mineralOf.get(id);
      if (name) abundances[names.indexOf(name)][pixel] += share;
      if (id === 'green plants' || id === 'lake water') hidden[pixel] += share;
    }
  });

  const library = loadLibrary();
  const minerals = names.filter((name) => library.minerals.find((entry) => entry.name === name)?.kind === 'mineral');
  const classes = minerals.map((mineral, at) => ({
    index: at + 1,
    mineral,
    members: [mineral],
    group: IRON.has(mineral) ? ('vnir' as const) : ('swir' as const),
    colour: library.minerals.find(({ name }) => name === mineral)!.colour,
  }));
  const dominant = (group: 'swir' | 'vnir') =>
    Uint16Array.from(grounds, (_, pixel) => {
      if (hidden[pixel] >= HIDDEN) return 0;
      let best = { index: 0, share: LEAST_SHARE };
      for (const entry of classes) {
        const share = abundances[names.indexOf(entry.mineral)][pixel];
        if (entry.group === group && share > best.share) best = { index: entry.index, share };
      }
      return best.index;
    });
  const types = ALTERATION_TYPES.map(({ name, colour }, at) => ({ index: at + 1, name, colour }));
  const alteration = Uint8Array.from(grounds, ({ zone, iron }, pixel) => {
    if (hidden[pixel] >= HIDDEN) return 0;
    const name = iron >= GOSSAN_IRON ? 'oxidised cap' : zoneAlteration(zone);
    return types.find((type) => type.name === name)?.index ?? 0;
  });

  const raster = (data: Uint8Array | Uint16Array, what: string) =>
    encodeGeoTiff({
      width: SIZE,
      height: SIZE,
      data,
      georeference: demoGeoreference(),
      description: `SYNTHETIC SCENE. Truth of the demo scene: ${what}`,
    });
  writeFileAtomic(join(folder, 'swir.tif'), raster(dominant('swir'), 'dominant mineral, 2 um group, classes.csv'));
  writeFileAtomic(join(folder, 'vnir.tif'), raster(dominant('vnir'), 'dominant mineral, 1 um group, classes.csv'));
  writeFileAtomic(join(folder, 'alteration.tif'), raster(alteration, 'alteration type, alteration.csv'));
  writeFileAtomic(join(folder, 'classes.csv'), classesCsv(classes));
  writeFileAtomic(join(folder, 'alteration.csv'), alterationCsv(types));
  const percent = abundances.map((shares) => Uint8Array.from(shares, (share) => Math.round(100 * share)));
  writeFileAtomic(join(folder, 'abundances.img'), Buffer.concat(percent));
  writeFileAtomic(join(folder, 'abundances.hdr'), abundanceHeader(names));
}

function abundanceHeader(names: string[]): string {
  return `ENVI
description = {Synthetic scene: true share of each mineral in the pixel, percent}
samples = ${SIZE}
lines = ${SIZE}
bands = ${names.length}
header offset = 0
file type = ENVI Standard
data type = 1
interleave = bsq
byte order = 0
gossan synthetic = 1
band names = {${names.join(', ')}}
`;
}
