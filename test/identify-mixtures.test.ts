import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bandSpacing, identifySpectrum } from '../tools/spectral/identify/identify-spectra.ts';
import { prepareLibrary } from '../tools/spectral/identify/prepare-library.ts';
import { continuumAt } from '../tools/spectral/library/absorption-model.ts';
import { upperHull } from '../tools/spectral/library/fit-variant.ts';
import { loadLibrary } from '../tools/spectral/library/load-library.ts';
import { type LaboratorySpectrum, readLaboratoryFolder } from '../tools/spectral/library/usgs-envi.ts';
import { normalDeviates } from './support/rendered-scene.ts';

const folder = join(process.env.GOSSAN_SHARED ?? '../shared', 'data/spectral/usgs_splib06');

const SAMPLES: Record<string, RegExp> = {
  kaolinite: /^Kaolinite [A-Z]/,
  alunite: /^Alunite [A-Z]/,
  muscovite: /^Muscovite [A-Z]/,
  montmorillonite: /^Montmorillonite S/,
  calcite: /^Calcite [A-Z]/,
  dolomite: /^Dolomite [A-Z]/,
  halloysite: /^Halloysite [NK]/,
  gypsum: /^Gypsum/,
  buddingtonite: /^Buddingtonite/,
  chlorite: /^(Clinochlore|Chlorite)/,
};
/** Members of half the area each; one name for a pure surface. */
const SURFACES = [
  ...Object.keys(SAMPLES).map((m) => [m]),
  ['alunite', 'kaolinite'],
  ['kaolinite', 'muscovite'],
  ['kaolinite', 'montmorillonite'],
  ['calcite', 'montmorillonite'],
  ['dolomite', 'montmorillonite'],
  ['alunite', 'muscovite'],
  ['muscovite', 'chlorite'],
];
const DRAWS = 60;
/** Lepidolite, illite and muscovite are one family to a map reader. */
const FAMILY: Record<string, string> = { illite: 'muscovite', paragonite: 'muscovite', lepidolite: 'muscovite' };

describe.skipIf(!existsSync(folder))(
  'surfaces mixed from random laboratory samples (skipped without the shared data folder)',
  () => {
    it('with noise and a sloping continuum are named, pure nine in ten and mixed three in four', () => {
      const spectra = readLaboratoryFolder(folder).filter(
        (s) => s.library === 's06emitd_envi' && s.wavelengths.length === 285,
      );
      const wavelengths = spectra[0].wavelengths;
      const prepared = prepareLibrary(loadLibrary(), wavelengths, bandSpacing(wavelengths), new Array(285).fill(true));
      const samples = Object.fromEntries(
        Object.entries(SAMPLES).map(([m, title]) => [
          m,
          spectra.filter((s) => title.test(s.title) && !s.title.includes('+')).map(hullRemoved),
        ]),
      );
      let state = 5;
      const uniform = () => {
        state = (state * 48271) % 2147483647;
        return state / 2147483647;
      };
      const draw = normalDeviates(5);
      const score = { pure: [0, 0], mixed: [0, 0] };
      for (const members of SURFACES) {
        for (let n = 0; n < DRAWS; n++) {
          const parts = members.map((m) => samples[m][Math.floor(uniform() * samples[m].length)]);
          const strength = 0.3 + 0.7 * uniform();
          const [low, high] = [0.15 + 0.3 * uniform(), 0.15 + 0.3 * uniform()];
          const spectrum = wavelengths.map((w, b) => {
            const absorbed = parts.reduce((sum, p) => sum + (1 - p[b]) / parts.length, 0);
            return (low + ((high - low) * (w - 0.4)) / 2.1) * (1 - strength * absorbed) + 0.002 * draw();
          });
          const found = identifySpectrum(prepared, spectrum).swir?.members ?? [];
          const named = [...new Set(found.map((m) => FAMILY[m] ?? m))].sort().join('+');
          const tally = members.length > 1 ? score.mixed : score.pure;
          tally[1]++;
          if (named === [...members].sort().join('+')) tally[0]++;
        }
      }
      expect(score.pure[0] / score.pure[1]).toBeGreaterThan(0.9);
      expect(score.mixed[0] / score.mixed[1]).toBeGreaterThan(0.75);
    });
  },
);

function hullRemoved({ wavelengths, reflectance }: LaboratorySpectrum): Float64Array {
  const hull = upperHull(wavelengths, reflectance);
  return reflectance.map((r, i) => Math.min(1, r / continuumAt(hull, wavelengths[i])));
}
