import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Variant } from '../tools/spectral/library/format.ts';
import { loadLibrary } from '../tools/spectral/library/load-library.ts';
import { measureAbsorption } from '../tools/spectral/library/measure-absorption.ts';
import { renderVariant } from '../tools/spectral/library/render.ts';

const shared = process.env.GOSSAN_SHARED ?? '../shared';
const facts = join(shared, 'data/spectral/tetracorder_facts/t5.27c1_reference_feature_centres_emit285.csv');
const bands = join(shared, 'data/spectral/sensors/emit_wavelengths.txt');

/** One band of EMIT: no position can be told better between two instruments. */
const ONE_BAND_UM = 0.0074;

function csv(path: string): Record<string, string>[] {
  const [head, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const split = (line: string) => [...line.matchAll(/"([^"]*)"|([^,]+)|(?<=,)(?=,)/g)].map((m) => m[1] ?? m[2] ?? '');
  const names = split(head);
  return lines.map((line) => Object.fromEntries(split(line).map((value, i) => [names[i], value])));
}

describe.skipIf(!existsSync(facts))('feature centres of the library (skipped without the shared data folder)', () => {
  const library = loadLibrary();
  const emit = Float64Array.from(
    readFileSync(bands, 'utf8')
      .trim()
      .split(/\r?\n/)
      .map((l) => Number(l.trim().split(/[\s,]+/)[1]))
      .filter(Number.isFinite),
    (w) => (w > 100 ? w / 1000 : w),
  );
  const bySpectrum = new Map<string, Variant>(
    library.minerals.flatMap((m) => m.variants.map((v): [string, Variant] => [`${v.library[0]}${v.record}`, v])),
  );

  it('agree with the published ones of the same spectra within one band', () => {
    let compared = 0;
    const apart: string[] = [];
    for (const row of csv(facts)) {
      const found = bySpectrum.get(`${row.library === 'splib06' ? 's' : 'r'}${row.record}`);
      const depth = Number(row.depth);
      if (!found || row.kind !== 'absorption' || row.importance === 'W' || depth < 0.02) continue;
      const reflectance = renderVariant(found, emit);
      const measured = measureAbsorption(
        emit,
        reflectance,
        [Number(row.w1), Number(row.w2)],
        [Number(row.w3), Number(row.w4)],
      );
      expect(measured, row.output).not.toBeNull();
      compared++;
      const off = Math.abs((measured?.centre_um ?? 0) - Number(row.centre_um));
      if (off > ONE_BAND_UM) apart.push(`${row.output} ${row.centre_um}: ${measured?.centre_um.toFixed(4)}`);
    }
    expect(compared).toBeGreaterThan(200);
    expect(apart).toEqual([]);
  });
});
