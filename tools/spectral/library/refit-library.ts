import { type Description, describeVariant } from './describe-variant.ts';
import type { LibraryMineral, MineralLibrary } from './format.ts';
import type { LaboratorySpectrum } from './usgs-envi.ts';

/**
 * A library with the same minerals, features, constraints and mixtures, whose variants describe other laboratory spectra:
 * for tests on samples that the shipped library has seen. Minerals without a sample are left out, and so are mixtures of
 * them; covers stay as they are.
 * @param samplesOf the spectra that show a mineral alone
 * @param describe how a spectrum is described; a caller that fits the same spectra again may keep the results
 */
export function refitLibrary(
  library: MineralLibrary,
  samplesOf: (mineral: LibraryMineral) => readonly LaboratorySpectrum[],
  describe: (mineral: LibraryMineral, sample: LaboratorySpectrum) => Description = describeVariant,
): MineralLibrary {
  const minerals = library.minerals.flatMap((mineral): LibraryMineral[] => {
    if (mineral.kind === 'cover') return [mineral];
    const variants = samplesOf(mineral).map((sample) => ({
      id: sample.title,
      title: sample.title,
      record: sample.record,
      library: sample.library,
      ...describe(mineral, sample),
    }));
    return variants.length ? [{ ...mineral, variants }] : [];
  });
  const names = new Set(minerals.map((m) => m.name));
  const mixtures = library.mixtures.filter((mixture) => mixture.members.every((m) => names.has(m)));
  return { ...library, minerals, mixtures };
}
