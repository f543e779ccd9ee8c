import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { identifySpectra } from '../tools/spectral/identify/identify-spectra.ts';
import { loadLibrary } from '../tools/spectral/library/load-library.ts';
import { readLaboratoryFolder } from '../tools/spectral/library/usgs-envi.ts';
import type { Spectrum } from '../tools/spectral/types.ts';
import { normalDeviates } from './support/rendered-scene.ts';

const folder = join(process.env.GOSSAN_SHARED ?? '../shared', 'data/spectral/usgs_splib06');

/** Records of splib06 (s) and its remeasured part (r) that the library was not fitted to, and what they are. */
const SAMPLES: [record: string, mineral: string, group: 'swir' | 'vnir'][] = [
  ['r594', 'kaolinite', 'swir'],
  ['s360', 'alunite', 'swir'],
  ['r588', 'montmorillonite', 'swir'],
  ['r666', 'calcite', 'swir'],
  ['r612', 'dolomite', 'swir'],
  ['r708', 'dickite', 'swir'],
  ['r684', 'halloysite', 'swir'],
  ['r660', 'chlorite', 'swir'],
  ['r618', 'gypsum', 'swir'],
  ['r726', 'illite', 'swir'],
  ['r756', 'muscovite', 'swir'],
  ['r720', 'goethite', 'vnir'],
  ['r744', 'hematite', 'vnir'],
  ['r168', 'jarosite', 'vnir'],
];

type Disturb = (spectrum: Spectrum, draw: () => number) => void;

const DISTURBANCES: Record<string, Disturb> = {
  'noise of 0.3 % reflectance': ({ reflectance }, draw) => {
    for (let i = 0; i < reflectance.length; i++) reflectance[i] += 0.003 * draw();
  },
  'a slope that doubles the brightness': ({ wavelengths, reflectance }) => {
    for (let i = 0; i < reflectance.length; i++) reflectance[i] *= 0.5 + (0.5 * (wavelengths[i] - 0.38)) / 2.1;
  },
  'an offset of 5 % reflectance (path radiance)': ({ reflectance }) => {
    for (let i = 0; i < reflectance.length; i++) reflectance[i] += 0.05;
  },
  'a weak sun: a third of the brightness': ({ reflectance }) => {
    for (let i = 0; i < reflectance.length; i++) reflectance[i] /= 3;
  },
  'three spikes, up and down': ({ wavelengths, reflectance }) => {
    for (const [at, factor] of [
      [0.62, 1.4],
      [2.1, 0.3],
      [2.31, 1.6],
    ]) {
      const i = wavelengths.findIndex((w) => w >= at);
      reflectance[i] *= factor;
    }
  },
  'one band in eight missing': ({ reflectance }) => {
    for (let i = 3; i < reflectance.length; i += 8) reflectance[i] = Number.NaN;
  },
  'the water bands deleted': ({ wavelengths, reflectance }) => {
    for (let i = 0; i < reflectance.length; i++) {
      const w = wavelengths[i];
      if ((w > 1.34 && w < 1.46) || (w > 1.79 && w < 1.97)) reflectance[i] = Number.NaN;
    }
  },
  'residues of water vapour and carbon dioxide': ({ wavelengths, reflectance }) => {
    const residues = [
      [0.94, 0.03, 0.03],
      [1.135, 0.03, -0.03],
      [1.38, 0.03, 0.5],
      [1.88, 0.03, -0.5],
      [2.01, 0.02, 0.04],
      [2.06, 0.015, 0.02],
    ];
    for (let i = 0; i < reflectance.length; i++) {
      for (const [at, width, depth] of residues)
        reflectance[i] *= 1 - depth * Math.exp(-0.5 * ((wavelengths[i] - at) / width) ** 2);
    }
  },
};

describe.skipIf(!existsSync(folder))('disturbed laboratory spectra (skipped without the shared data folder)', () => {
  const library = loadLibrary();
  const spectra = readLaboratoryFolder(folder);
  const chosen = SAMPLES.map(([record, mineral, group]) => {
    const found = spectra.find((s) => s.library === `${record[0]}06emitd_envi` && s.record === Number(record.slice(1)));
    if (!found) throw new Error(`no record ${record}`);
    return { ...found, mineral, group };
  });

  it.each(Object.entries(DISTURBANCES))('%s: named as before', (_, disturb) => {
    const draw = normalDeviates(17);
    const disturbed = chosen.map(({ title, wavelengths, reflectance }) => {
      const spectrum = { name: title, wavelengths, reflectance: Float64Array.from(reflectance) };
      disturb(spectrum, draw);
      return spectrum;
    });
    const found = identifySpectra(disturbed, library);
    const named = found.map((f, i) => `${f.name}: ${f[chosen[i].group]?.mineral ?? 'none'}`);
    expect(named).toEqual(chosen.map(({ title, mineral }) => `${title}: ${mineral}`));
  });

  it('spikes are listed by wavelength, and an undisturbed spectrum has none', () => {
    const { title, wavelengths, reflectance } = chosen[0];
    const spiked = Float64Array.from(reflectance);
    const at = wavelengths.findIndex((w) => w >= 2.31);
    spiked[at] *= 1.6;
    const [disturbed, clean] = identifySpectra(
      [
        { name: title, wavelengths, reflectance: spiked },
        { name: title, wavelengths, reflectance },
      ],
      library,
    );
    expect(disturbed.left_out_um).toEqual([wavelengths[at]]);
    expect(clean.left_out_um).toBeUndefined();
  });
});
