import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Comparison, compare, newComparison } from '../tools/spectral/identify/compare.ts';
import { BLOCK_PIXELS, BlockComparison, CLOSE_CALL } from '../tools/spectral/identify/compare-block.ts';
import { judge, newVerdict } from '../tools/spectral/identify/judge.ts';
import { prepareLibrary } from '../tools/spectral/identify/prepare-library.ts';
import type { PreparedLibrary } from '../tools/spectral/identify/prepared.ts';
import type { KernelKind } from '../tools/spectral/identify/shape-kernels.ts';
import { loadLibrary } from '../tools/spectral/library/load-library.ts';
import { renderHullRemoved } from '../tools/spectral/library/render.ts';
import { openScene } from '../tools/spectral/readers/open.ts';
import { BANDS, normalDeviates, renderScene } from './support/rendered-scene.ts';

const library = loadLibrary();
const KINDS: KernelKind[] = ['fused', 'simd', 'plain'];
const NOISE = 0.001;

/** Judges every sample of a BIL line by both ways and returns how many were named; the reference goes one by one. */
function namedAlike(prepared: PreparedLibrary, line: Float32Array, width: number, kind: KernelKind): number {
  let named = 0;
  for (const name of ['swir', 'vnir'] as const) {
    const group = prepared[name];
    const block = new BlockComparison(group, kind);
    const [one, many] = [newComparison(group), newComparison(group)];
    for (let from = 0; from < width; from += BLOCK_PIXELS) {
      // in reverse, so that places in the block are not places in the line
      const samples = Int32Array.from({ length: Math.min(BLOCK_PIXELS, width - from) }, (_, i) => from + i).reverse();
      block.project(line, 0, width, samples, new Float64Array(samples.length).fill(NOISE));
      samples.forEach((sample, p) => {
        const usable = block.select(p, many);
        if (!compare(group, line, one, sample, width)) {
          expect(usable, `${name} of sample ${sample}`).toBe(false);
          return;
        }
        const expected = judge(group, one, NOISE, line, sample, width, newVerdict());
        if (!usable) {
          expect(expected.candidate).toBe(-1);
          return;
        }
        const verdict = judge(group, many, NOISE, line, sample, width, newVerdict());
        // what rounding could decide is compared again by the reference when a scene is mapped
        if (expected.candidate >= 0 && expected.margin < CLOSE_CALL) return;
        expect(verdict.candidate, `${name} of sample ${sample}`).toBe(expected.candidate);
        expect(verdict.none).toBe(expected.none);
        if (expected.candidate < 0) return;
        named++;
        const close = (value: 'fit' | 'depth' | 'margin'): void =>
          expect(Math.abs(verdict[value] - expected[value])).toBeLessThan(1e-4 * Math.max(1, expected[value]));
        close('fit');
        close('margin');
        expect(verdict.certain).toBe(expected.certain);
        // two variants of a mineral may explain the same, and predict depths that differ a little
        const variants = ({ first, second }: Comparison) => [first[verdict.candidate], second[verdict.candidate]];
        if (variants(one).join() === variants(many).join()) close('depth');
      });
    }
  }
  return named;
}

describe.each(KINDS)('comparing in blocks with %s kernels', (kind) => {
  it('judges random spectra as comparing them one by one does', () => {
    const prepared = prepareLibrary(library, BANDS, new Float64Array(BANDS.length), Array(BANDS.length).fill(true));
    const draw = normalDeviates(5);
    const width = 400;
    const line = new Float32Array(width * BANDS.length);
    const hulls = library.minerals
      .flatMap((m) => m.variants)
      .filter((v) => v.continuum[0][0] < 0.45)
      .map((v) => renderHullRemoved(v, BANDS));
    const pick = (): Float64Array => hulls[Math.floor(Math.abs(draw()) * 1e4) % hulls.length];
    for (let s = 0; s < width; s++) {
      const [one, two] = [pick(), pick()];
      // from a pure mineral over mixtures to mere noise, dark and fill among them
      const [a, b] = [Math.abs(draw()) * 0.4, s % 3 ? Math.abs(draw()) * 0.4 : 0];
      const level = s % 29 === 0 ? 0.01 : 0.15 + Math.abs(draw()) * 0.1;
      const slope = draw() * 0.05;
      const noise = [0.0002, 0.001, 0.004][s % 3];
      for (let k = 0; k < BANDS.length; k++) {
        const ground = level * (1 + slope * BANDS[k]) * (1 - a * (1 - one[k]) - b * (1 - two[k]));
        line[k * width + s] = s % 53 === 0 ? Number.NaN : ground + noise * draw();
      }
      if (s % 31 === 0) line[200 * width + s] = Number.NaN;
    }
    expect(namedAlike(prepared, line, width, kind)).toBeGreaterThan(200);
  });
});

describe('comparing in blocks', () => {
  let scene: ReturnType<typeof renderScene>;
  beforeAll(() => {
    const grounds = ['alunite', 'kaolinite', 'muscovite', 'calcite', 'goethite', 'jarosite', 'chlorite'];
    const parts = grounds.map((ground, i) => ({ x: 12 * i, y: 0, width: 12, height: 4, ground }));
    scene = renderScene(100, 4, parts, { noise: 0.002 });
  });
  afterAll(() => rmSync(scene.folder, { recursive: true, force: true }));

  it('judges a rendered cube as comparing its pixels one by one does', async () => {
    const reader = await openScene(scene.header);
    const prepared = prepareLibrary(library, reader.wavelengths, reader.fwhm, reader.goodBands);
    for (let y = 0; y < 4; y++) {
      const line = await reader.readWindow({ x: 0, y, width: 100, height: 1 });
      for (const kind of KINDS) expect(namedAlike(prepared, line, 100, kind)).toBeGreaterThan(60);
    }
    await reader.close();
  });
});
