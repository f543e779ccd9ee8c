import { expect, it } from 'vitest';
import { asset } from '../core/paths.ts';
import { PIECES, SIZES, smallE5File } from './support/e5-file.ts';

interface Weights {
  sizes: { hidden: number; words: number };
  vocabulary: { pieces: [string, number][]; begin: number; end: number; pad: number; unknown: number };
  matrix(name: string): { packed: Uint8Array; scales: Float32Array };
  floats(name: string): Float32Array;
}
interface Trained {
  kept: number[];
  matrix: Weights['matrix'];
  floats: Weights['floats'];
}
const load = (name: string) => import(asset('scripts', 'setup', name));
const { fromHalf, toHalf } = (await load('half.mjs')) as {
  fromHalf(bits: number): number;
  toHalf(value: number): number;
};
const { readE5File } = (await load('e5-file.mjs')) as { readE5File(file: Buffer): Weights };
const { differenceOf, trainedSource } = (await load('reader-difference.mjs')) as {
  differenceOf(source: Weights, trained: Trained): Buffer;
  trainedSource(source: Weights, difference: Buffer): Weights;
};

const source = readE5File(smallE5File().file);

/** Values of half precision near the source's, signs and 4-bit levels changed here and there, also past both ends. */
const trained: Trained = {
  kept: [0, 1, 2, 3, 4, 7, 8, 12, 14],
  matrix(name) {
    const { packed, scales } = source.matrix(name);
    return {
      packed: packed.map((pair, at) => (at % 3 === 0 ? (pair + 0x1f * at) & 255 : pair)),
      scales: scales.map((scale, at) => fromHalf(toHalf(at % 5 === 0 ? -scale * 1.07 : scale))),
    };
  },
  floats(name) {
    if (name === 'head.b') return Float32Array.of(-0.25);
    const length = name === 'head.w' ? SIZES.hidden : source.floats(name).length;
    return Float32Array.from({ length }, (_, at) => fromHalf(toHalf(Math.sin(at + name.length) / (1 + at))));
  },
};

it('gives the trained weights back bit by bit', () => {
  const made = trainedSource(source, differenceOf(source, trained));
  for (let layer = 0; layer < SIZES.layers; layer++) {
    for (const part of ['q', 'k', 'v', 'ao', 'fi', 'fo']) {
      expect(made.matrix(`l${layer}.${part}.w`)).toEqual(trained.matrix(`l${layer}.${part}.w`));
      expect(made.floats(`l${layer}.${part}.b`)).toEqual(trained.floats(`l${layer}.${part}.b`));
    }
    for (const name of ['aln.w', 'aln.b', 'oln.w', 'oln.b'])
      expect(made.floats(`l${layer}.${name}`)).toEqual(trained.floats(`l${layer}.${name}`));
  }
  for (const name of ['emb.pos', 'emb.ln.w', 'emb.ln.b', 'head.w', 'head.b'])
    expect(made.floats(name)).toEqual(trained.floats(name));
  expect(Array.from(made.floats('emb.type')).every((value) => value === 0)).toBe(true);
});

it('keeps the vectors, scores and marks of the kept word pieces', () => {
  const made = trainedSource(source, differenceOf(source, trained));
  expect(made.sizes.words).toBe(trained.kept.length);
  expect(made.vocabulary.pieces.map(([piece]) => piece)).toEqual(trained.kept.map((id) => PIECES[id]));
  expect(made.vocabulary).toMatchObject({ begin: 0, pad: 1, end: 2, unknown: 3 });
  const [all, own] = [source.matrix('emb.word'), made.matrix('emb.word')];
  const width = SIZES.hidden / 2;
  for (const [row, id] of trained.kept.entries()) {
    expect(own.packed.subarray(row * width, (row + 1) * width)).toEqual(
      all.packed.subarray(id * width, (id + 1) * width),
    );
    expect(own.scales[row]).toBe(all.scales[id]);
  }
});

it('refuses a difference that does not belong to the file', () => {
  const difference = differenceOf(source, trained);
  const wider = {
    ...source,
    floats: (name: string) => (name === 'l1.fi.b' ? new Float32Array(7) : source.floats(name)),
  };
  expect(() => trainedSource(wider as Weights, difference)).toThrow(/the difference has \d+ values, the weights \d+/);
  expect(() => trainedSource(source, Buffer.from('nothing of the kind'))).toThrow();
});

it('rounds to half precision as IEEE 754 has it: to the nearest, of two the even one', () => {
  for (let bits = 0; bits < 0x7c00; bits++) {
    if (toHalf(fromHalf(bits)) !== bits || toHalf(fromHalf(bits | 0x8000)) !== (bits | 0x8000)) expect.fail(`${bits}`);
  }
  expect(toHalf(1 + 2 ** -11)).toBe(0x3c00);
  expect(toHalf(1 + 3 * 2 ** -11)).toBe(0x3c02);
  expect(toHalf(2 - 2 ** -12)).toBe(0x4000);
  expect(toHalf(2 ** -25)).toBe(0);
  expect(toHalf(2 ** -14 - 2 ** -26)).toBe(0x0400);
});
