import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../core/atomic.ts';
import { stableId } from '../core/hash.ts';
import { type Description, describeVariant } from '../tools/spectral/library/describe-variant.ts';
import type { LibraryMineral, MineralLibrary } from '../tools/spectral/library/format.ts';
import { refitLibrary } from '../tools/spectral/library/refit-library.ts';
import { type LaboratorySpectrum, readLaboratoryFolder } from '../tools/spectral/library/usgs-envi.ts';

/** The USGS splib06 at EMIT's bands, without what is named after more than one mineral or was measured twice as error bars. */
export function readSplib06(shared: string): LaboratorySpectrum[] {
  return readLaboratoryFolder(join(shared, 'data', 'spectral', 'usgs_splib06')).filter((s) => /emitd/.test(s.library));
}

/** Whether a title speaks of one material alone. */
export function isSingle({ title }: LaboratorySpectrum): boolean {
  return !title.includes('+') && !/mix/i.test(title);
}

/**
 * The laboratory's name of the sample behind a title ("Kaolinite CM9 (wxl)" and "Kaolinite CM9" are both CM9, grain sizes
 * "NMNH96917.a" and ".f" both NMNH96917), so that spectra of one sample stay on one side of a split.
 */
export function sampleOf({ title }: LaboratorySpectrum): string {
  const numbered = /#(\d+)/.exec(title);
  if (numbered) return `#${numbered[1]}`;
  const [, second = title] = title.split(/\s+/);
  return second.replace(/\.\S*$/, '').toUpperCase();
}

/** Descriptions of laboratory spectra, kept on disk: fitting several hundred takes minutes. */
export class DescriptionCache {
  readonly #path: string;
  readonly #known: Record<string, Description>;
  #added = 0;

  constructor(path: string) {
    this.#path = path;
    this.#known = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  }

  describe(mineral: LibraryMineral, sample: LaboratorySpectrum): Description {
    const key = stableId(JSON.stringify(mineral.features), sample.library, sample.title, `${sample.record}`);
    this.#known[key] ??= this.#fit(mineral, sample);
    return this.#known[key];
  }

  #fit(mineral: LibraryMineral, sample: LaboratorySpectrum): Description {
    this.#added++;
    if (this.#added % 50 === 0) process.stderr.write(`${this.#added} spectra described\n`);
    return describeVariant(mineral, sample);
  }

  save(): void {
    if (this.#added) writeFileAtomic(this.#path, JSON.stringify(this.#known));
  }
}

/** The shipped library with variants from the given samples, each with the name of its mineral. */
export function libraryOf(
  shipped: MineralLibrary,
  samples: readonly { mineral: string; sample: LaboratorySpectrum }[],
  cache: DescriptionCache,
): MineralLibrary {
  const refitted = refitLibrary(
    shipped,
    ({ name }) => samples.filter((s) => s.mineral === name).map((s) => s.sample),
    (mineral, sample) => cache.describe(mineral, sample),
  );
  cache.save();
  return refitted;
}
