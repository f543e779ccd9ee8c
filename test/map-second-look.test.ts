import { rmSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareLibrary } from '../tools/spectral/identify/prepare-library.ts';
import type { PreparedLibrary } from '../tools/spectral/identify/prepared.ts';
import { loadLibrary } from '../tools/spectral/library/load-library.ts';
import { classesOf, TileClassifier } from '../tools/spectral/map/classify-tile.ts';
import { GroupNamer } from '../tools/spectral/map/group-namer.ts';
import { sceneRasters } from '../tools/spectral/map/scene-rasters.ts';
import { FIRST_LOOK, SecondLook } from '../tools/spectral/map/second-look.ts';
import { openScene } from '../tools/spectral/readers/open.ts';
import { BANDS, renderScene } from './support/rendered-scene.ts';

const library = loadLibrary();
const [WIDTH, HEIGHT, EDGE] = [24, 16, 12];
const NOISE = 0.012;
const goodBands = Array.from(BANDS, () => true);
const fwhm = new Float64Array(BANDS.length).fill(0.0085);

/** Muscovite left of EDGE, kaolinite right of it, so noisy that single spectra are in doubt. BIL. */
async function noisyGround(): Promise<Float32Array> {
  const half = (x: number, ground: string) => ({ x, y: 0, width: EDGE, height: HEIGHT, ground });
  const parts = [half(0, 'muscovite/medium Al CU91-250A'), half(EDGE, 'kaolinite/well-crystallised CM9')];
  const { header, folder } = renderScene(WIDTH, HEIGHT, parts, { noise: NOISE });
  const reader = await openScene(header);
  const data = await reader.readWindow({ x: 0, y: 0, width: WIDTH, height: HEIGHT });
  await reader.close();
  rmSync(folder, { recursive: true, force: true });
  return data;
}

/** Root of the mean squared difference from a spectrum. */
function misfit(value: (band: number) => number, truth: Float64Array): number {
  let squares = 0;
  for (let band = 0; band < BANDS.length; band++) squares += (value(band) - truth[band]) ** 2;
  return Math.sqrt(squares / BANDS.length);
}

describe('the second look', () => {
  let data: Float32Array;
  let prepared: PreparedLibrary;
  let halves: Float64Array[];
  beforeAll(async () => {
    data = await noisyGround();
    prepared = prepareLibrary(library, BANDS, fwhm, goodBands);
    halves = [0, EDGE].map((from) =>
      Float64Array.from(BANDS, (_, band) => {
        let sum = 0;
        for (let y = 0; y < HEIGHT; y++) {
          for (let x = from; x < from + EDGE; x++) sum += data[(y * BANDS.length + band) * WIDTH + x];
        }
        return sum / (HEIGHT * EDGE);
      }),
    );
  });

  /** The means of all pixels that have enough of their like, by pixel; every pixel is held for `state`. */
  function means(cube: Float32Array, state: (pixel: number) => number): Map<number, Float64Array> {
    const found = new Map<number, Float64Array>();
    const look = new SecondLook(new GroupNamer(prepared.swir), NOISE, BANDS.length);
    const first = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, pixel) => state(pixel));
    look.take(cube, WIDTH, HEIGHT, first, (pixel, values, start, stride) => {
      found.set(
        pixel,
        Float64Array.from(BANDS, (_, band) => values[start + band * stride]),
      );
    });
    return found;
  }

  it('takes most of the noise away and mixes nothing across an edge', () => {
    const found = means(data, () => FIRST_LOOK.doubtful);
    expect(found.size).toBeGreaterThan(0.9 * WIDTH * HEIGHT);
    for (const [pixel, mean] of found) {
      const truth = halves[Number(pixel % WIDTH >= EDGE)];
      const other = halves[Number(pixel % WIDTH < EDGE)];
      const away = misfit((band) => mean[band], truth);
      expect(away).toBeLessThan(0.75 * NOISE);
      expect(misfit((band) => mean[band], other)).toBeGreaterThan(2 * away);
    }
  });

  it('names more pixels rightly than their own spectra do, on both sides of the edge', () => {
    const scene = { wavelengths: BANDS, fwhm, goodBands, noise: { swir: NOISE, vnir: NOISE } };
    const names = new Map(classesOf(prepared, library).map(({ index, mineral }) => [index, mineral]));
    const rightly = (swir: Uint16Array) =>
      swir.filter((label, at) => names.get(label) === (at % WIDTH < EDGE ? 'muscovite' : 'kaolinite')).length;

    const namer = new GroupNamer(prepared.swir);
    let single = 0;
    for (let y = 0; y < HEIGHT; y++) {
      const samples = Int32Array.from({ length: WIDTH }, (_, x) => x);
      const line = y * BANDS.length * WIDTH;
      namer.project(data, line, WIDTH, samples, new Float64Array(WIDTH).fill(NOISE));
      for (const x of samples) {
        if (!namer.decide(x, data, line + x, WIDTH, NOISE)) continue;
        const wanted = x < EDGE ? 'muscovite' : 'kaolinite';
        if (prepared.swir.candidates[namer.verdict.candidate].name === wanted) single++;
      }
    }
    const rasters = sceneRasters(WIDTH * HEIGHT, false);
    const renamed = new TileClassifier(prepared, scene).classify(data, WIDTH, HEIGHT, rasters);
    expect(single).toBeLessThan(0.9 * WIDTH * HEIGHT);
    expect(rightly(rasters.swir) - single).toBeGreaterThan(0.05 * WIDTH * HEIGHT);
    expect(renamed).toBeGreaterThanOrEqual(rightly(rasters.swir) - single);
  });

  it('leaves what is sure, and a nameless pixel among the nameless', () => {
    expect(means(data, () => FIRST_LOOK.sure).size).toBe(0);
    expect(means(data, () => FIRST_LOOK.unnamed).size).toBe(0);
    const alone = 5 * WIDTH + 5;
    expect([...means(data, (pixel) => (pixel === alone ? FIRST_LOOK.unnamed : FIRST_LOOK.sure)).keys()]).toEqual([
      alone,
    ]);
    expect(means(data, (pixel) => (pixel === alone ? FIRST_LOOK.sure : FIRST_LOOK.unnamed)).has(alone + 9)).toBe(false);
    expect(means(data, (pixel) => (pixel === alone ? FIRST_LOOK.doubtful : FIRST_LOOK.closed)).size).toBe(0);
  });

  it('takes no copies for neighbours: pixels repeated by resampling share their noise', () => {
    const copies = data.slice();
    for (let y = 0; y < HEIGHT; y++) {
      for (let band = 0; band < BANDS.length; band++) {
        const row = (y * BANDS.length + band) * WIDTH;
        const from = (4 * Math.floor(y / 4) * BANDS.length + band) * WIDTH;
        for (let x = 0; x < WIDTH; x++) copies[row + x] = data[from + 4 * Math.floor(x / 4)];
      }
    }
    // blocks of four by four: within reach there are copies and, from the blocks beside, others
    const found = means(copies, () => FIRST_LOOK.doubtful);
    for (const [pixel, mean] of found) {
      const truth = halves[Number(pixel % WIDTH >= EDGE)];
      expect(misfit((band) => mean[band], truth)).toBeLessThan(NOISE);
    }
    const one = copies.map((_, at) => copies[(Math.floor(at / WIDTH) % BANDS.length) * WIDTH + 2]);
    expect(means(one, () => FIRST_LOOK.doubtful).size).toBe(0);
  });
});
