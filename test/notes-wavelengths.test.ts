import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { asset } from '../core/paths.ts';

const shared = process.env.GOSSAN_SHARED ?? asset('..', 'shared');
const table = join(shared, 'data/spectral/tetracorder_facts/t5.27c1_reference_feature_centres_emit285.csv');

/** A note and the measured reference whose diagnostic absorptions it must name. */
const PAIRS: [note: string, output: string][] = [
  ['alunite', 'sulfate_kalun250c'],
  ['alunite', 'sulfate_naalun450c'],
  ['kaolinite', 'kaolgrp_kaolinite_wxl'],
  ['dickite-halloysite', 'kaolgrp_dickite'],
  ['pyrophyllite', 'pyrophyllite'],
  ['white-mica-composition', 'micagrp_muscovite-medhigh-Al'],
  ['white-mica-composition', 'micagrp_paragonite'],
  ['white-mica-composition', 'micagrp_muscoviteFerich'],
  ['illite', 'micagrp_illite.gds4'],
  ['montmorillonite', 'smectite_montmorillonite_na_highswelling'],
  ['montmorillonite', 'smectite_montmorillonite_ca_swelling'],
  ['nontronite', 'fe3+_smectite_nontronite'],
  ['chlorite', 'chlorite'],
  ['chlorite', 'chlorite_clinochlore.fe.gds157'],
  ['epidote', 'epidote'],
  ['biotite-phlogopite', 'phlogopite'],
  ['calcite-dolomite', 'carbonate_calcite'],
  ['calcite-dolomite', 'carbonate_dolomite'],
  ['gypsum', 'sulfate_gypsum'],
  ['jarosite', 'sulfate_jarosite-K'],
  ['goethite-hematite', 'fe3+_hematite.med.gr.gds27'],
  ['goethite-hematite', 'fe3+_goethite.medgr.ws222'],
  ['buddingtonite', 'feldspar_buddingtonite_ammonium'],
  ['opal-chalcedony', 'sioh_chalcedony'],
  ['topaz-zunyite-diaspore', 'topaz'],
  ['topaz-zunyite-diaspore', 'zunyite'],
  ['topaz-zunyite-diaspore', 'hydroxide_diaspore'],
  ['talc-serpentine-amphibole', 'talc.fngrnd'],
  ['talc-serpentine-amphibole', 'serpentine_chrysotile.coarse-fibrous'],
  ['talc-serpentine-amphibole', 'actinolite'],
  ['copper-secondary-minerals', 'copper_carbonate_malachite'],
  ['copper-secondary-minerals', 'copper_carbonate_azurite'],
  ['copper-secondary-minerals', 'copper_chrysocolla'],
];

/** Centres are those of EMIT's bands, 7.4 nm apart, and broad iron and copper absorptions have no sharp one. */
const tolerance = (centre: number) => (centre < 1.3 ? 0.02 : 0.0075);

const skipped = existsSync(table) ? '' : ' (skipped: no shared data folder; set GOSSAN_SHARED)';

describe.skipIf(skipped !== '')(`the notes name the wavelengths that reference spectra show${skipped}`, () => {
  const features =
    skipped === ''
      ? readFileSync(table, 'utf8')
          .split(/\r?\n/)
          .slice(1)
          .filter(Boolean)
          .map((line) => line.match(/("[^"]*"|[^,]*)(?:,|$)/g)!.map((cell) => cell.replace(/,$/, '')))
          .map((cells) => ({ output: cells[1], role: cells[7], centre: Number(cells[12]), kind: cells[14] }))
      : [];

  test.each(PAIRS)('%s: %s', (note, output) => {
    const centres = features.filter((f) => f.output === output && 'MD'.includes(f.role) && f.kind === 'absorption');
    expect(centres.length, `no feature of ${output} in the table`).toBeGreaterThan(0);
    const text = readFileSync(asset('knowledge_base', 'notes', `${note}.md`), 'utf8').split('## 中文摘要')[0];
    const named = (text.match(/\b[0-2]\.\d{2,3}\b/g) ?? []).map(Number);
    for (const { centre } of centres) {
      const nearest = Math.min(...named.map((value) => Math.abs(value - centre)));
      expect(nearest, `${output} absorbs at ${centre} µm; ${note}.md names ${named.join(' ')}`).toBeLessThanOrEqual(
        tolerance(centre),
      );
    }
  });
});
