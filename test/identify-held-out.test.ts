import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { identifySpectra } from '../tools/spectral/identify/identify-spectra.ts';
import { loadLibrary } from '../tools/spectral/library/load-library.ts';
import { readLaboratoryFolder } from '../tools/spectral/library/usgs-envi.ts';

const folder = join(process.env.GOSSAN_SHARED ?? '../shared', 'data/spectral/usgs_splib06');

/** Library name and the titles of laboratory samples of it; mixtures written with "+" are left out. */
const SAMPLES: [string, RegExp, 'swir' | 'vnir'][] = [
  ['kaolinite', /^Kaolinite /, 'swir'],
  ['alunite', /^Alunite[ _-]/, 'swir'],
  ['muscovite', /^Muscovite/, 'swir'],
  ['illite', /^Illite/, 'swir'],
  ['montmorillonite', /^Montmorillonite /, 'swir'],
  ['halloysite', /^Halloysite /, 'swir'],
  ['dickite', /^Dickite N/, 'swir'],
  ['pyrophyllite', /^Pyrophyllite/, 'swir'],
  ['calcite', /^Calcite [A-Z]/, 'swir'],
  ['dolomite', /^Dolomite [A-Z]/, 'swir'],
  ['chlorite', /^(Chlorite |Clinochl|Prochl|Thuring)/, 'swir'],
  ['epidote', /^Epidote/, 'swir'],
  ['gypsum', /^Gypsum/, 'swir'],
  ['nontronite', /^Nontronite [A-Z]/, 'swir'],
  ['jarosite', /^Jarosite/, 'swir'],
  ['topaz', /^Topaz/, 'swir'],
  ['talc', /^Talc [A-Z]/, 'swir'],
  ['serpentine', /^(Antigorite N|Lizard|Chrysot|Serpentine)/, 'swir'],
  ['goethite', /^Goethite /, 'vnir'],
  ['hematite', /^Hematite/, 'vnir'],
];

describe.skipIf(!existsSync(folder))(
  'laboratory samples that the library was not fitted to (skipped without the shared data folder)',
  () => {
    it('are named as what their title says, nine in ten', () => {
      const library = loadLibrary();
      const fitted = new Set(library.minerals.flatMap((m) => m.variants.map((v) => v.library + v.record)));
      const held = readLaboratoryFolder(folder).filter(
        (s) => s.library.includes('emitd') && !fitted.has(s.library + s.record),
      );
      let right = 0;
      let all = 0;
      for (const [mineral, title, group] of SAMPLES) {
        const samples = held.filter(
          (s) => title.test(s.title) && !s.title.includes('+') && (group === 'swir' || s.wavelengths[0] < 0.5),
        );
        const found = identifySpectra(
          samples.map((s) => ({ ...s, name: s.title })),
          library,
        );
        const named = found.filter((f) => f[group]?.mineral === mineral).length;
        right += named;
        all += samples.length;
        expect(named / Math.max(samples.length, 1), mineral).toBeGreaterThan(samples.length ? 0.6 : -1);
      }
      expect(all).toBeGreaterThan(200);
      expect(right / all).toBeGreaterThan(0.9);
    });

    it('of vegetation, water and snow are none', () => {
      const covers = readLaboratoryFolder(folder).filter(
        (s) =>
          s.library.includes('emitd') &&
          /Grass|Leaf|Leaves|Pine|Rangeland|Sage|Willow|Juniper|Spurge|Sedge|Wetland|Flower|Snow/i.test(s.title) &&
          !/Ply|Mont|Antig|Oil|\+0/.test(s.title),
      );
      const found = identifySpectra(
        covers.map((s) => ({ ...s, name: s.title })),
        loadLibrary(),
      );
      const named = found.filter((f) => f.verdict !== 'none');
      expect(covers.length).toBeGreaterThan(150);
      // one rangeland spectrum has more bare calcareous soil than plants
      expect(named.length, named.map((n) => n.name).join()).toBeLessThanOrEqual(2);
    });
  },
);
