import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../core/atomic.ts';
import { asset } from '../core/paths.ts';
import type { LibraryMineral } from '../tools/spectral/library/format.ts';
import { loadLibrary } from '../tools/spectral/library/load-library.ts';
import type { LaboratorySpectrum } from '../tools/spectral/library/usgs-envi.ts';
import table from './held-apart-samples.json' with { type: 'json' };
import { DescriptionCache, libraryOf, readSplib06, sampleOf } from './laboratory-library.ts';
import { purified } from './purify.ts';

interface Others {
  titles: string;
  without?: string;
  share?: number;
  shift_um?: number;
}

const OTHERS = table.others as Record<string, Others>;

/**
 * Writes a library that holds no sample from which the semi-real Cuprite tool draws: the minerals it draws from are
 * described by other laboratory spectra (`held-apart-samples.json`), all others as shipped unless their sample is drawn.
 * @param shared the shared data folder
 * @returns the library's file, for `--library`, and the minerals for which no other spectrum was found
 */
export function writeHeldApartLibrary(shared: string): { file: string; missing: string[] } {
  const cache = asset('.cache', 'identify-bench');
  mkdirSync(cache, { recursive: true });
  const shipped = loadLibrary();
  const spectra = readSplib06(shared);
  const drawn = new RegExp(table.drawn);
  const drawnSamples = new Set(spectra.filter((s) => drawn.test(s.title) && !s.title.includes('+')).map(sampleOf));
  const asShipped = (mineral: LibraryMineral): LaboratorySpectrum[] =>
    spectra.filter(
      (s) =>
        !drawnSamples.has(sampleOf(s)) &&
        mineral.variants.some((v) => v.title === s.title && v.record === s.record && v.library === s.library),
    );
  const samples = shipped.minerals
    .filter((m) => m.kind === 'mineral')
    .flatMap((m) => {
      const found = OTHERS[m.name] ? alone(OTHERS[m.name], spectra) : asShipped(m);
      return found.map((sample) => ({ mineral: m.name, sample }));
    });
  const library = libraryOf(shipped, samples, new DescriptionCache(join(cache, 'descriptions.json')));
  const file = join(cache, 'held-apart-library.json');
  writeFileAtomic(file, JSON.stringify({ minerals: library.minerals, mixtures: library.mixtures }));
  const kept = new Set(library.minerals.map((m) => m.name));
  return { file, missing: shipped.minerals.map((m) => m.name).filter((name) => !kept.has(name)) };
}

/** The spectra of a row, without their companions and shifted as the row says; the title tells them apart in the cache. */
function alone({ titles, without, share = 1, shift_um = 0 }: Others, spectra: LaboratorySpectrum[]) {
  const companions = without ? spectra.filter((s) => new RegExp(without).test(s.title)) : [];
  return spectra
    .filter((s) => new RegExp(titles).test(s.title))
    .map((s) => {
      const clean = companions.length ? purified(s, companions, share) : s;
      const wavelengths = clean.wavelengths.map((w) => w + shift_um);
      return { ...clean, wavelengths, title: [s.title, without ?? '', share, shift_um].join(' | ') };
    });
}
