import { TRIES } from './judge.ts';
import {
  advance,
  endCountDown,
  endUntil,
  I32,
  LANES_OF_VECTOR,
  OP,
  repeat,
  V128,
  type WasmFunction,
  wasmModule,
} from './wasm-code.ts';

/** Spectra that go together: two vectors. */
export const SPECTRA = 8;
/** Shapes that go together: with two vectors of spectra eight sums stay in registers. */
export const SHAPES = 4;
/** Functions without information about minerals that a block has at most (offset, slope, curvature). */
export const NUISANCES = 3;

/** Bytes: one float32, the vectors of one value of a packet of spectra. */
const ONE = 4;
const VECTOR = LANES_OF_VECTOR * ONE;
const PACKET = SPECTRA * ONE;
const HALVES = SPECTRA / LANES_OF_VECTOR;

/** Per band of a block: its abscissa, its nuisance functions. */
export const BAND_FLOATS = 1 + NUISANCES;
/** A shape's entry: its largest projection, its number. */
export const SHAPE_FLOATS = 2;
/** A pair's entry: two int32 offsets of products, then five factors. */
export const PAIR_FLOATS = 7;

/** A candidate's entry: its price, how much its misfit counts, its number. */
export const CANDIDATE_FLOATS = 3;
/** Candidates that are ranked: as many as the judge can look at, and a runner-up. */
export const RIVALS = TRIES + 1;

/** The kernels as a module; addresses are bytes in the memory that it imports. */
export function kernelModule(fused: boolean): Uint8Array<ArrayBuffer> {
  return wasmModule([removeCode(fused), multiplyCode(fused), shapeCode(), pairCode(), rankCode()]);
}

const vector = (of: readonly number[][], operation: readonly number[]): number[] => [...of.flat(), ...operation];
const assign = (local: number, value: readonly number[]): number[] => [...value, ...OP.set(local)];
const step = (address: number, by: readonly number[]): number[] =>
  assign(address, [...OP.get(address), ...by, ...OP.add]);
/** a · b + c */
const multiplyAdd = (fused: boolean, a: readonly number[], b: readonly number[], c: readonly number[]): number[] =>
  fused ? [...a, ...b, ...c, ...OP.multiplyAdd4] : [...a, ...b, ...OP.multiply4, ...c, ...OP.add4];

/**
 * One block of bands for one vector of spectra: reflectance over the line through the block's ends, less one, without the
 * nuisance functions. `raw` has rows of `stride` bytes, one a band; `out` packets. Level and energy are added to.
 */
function removeCode(fused: boolean): WasmFunction {
  const [raw, stride, table, bands, shoulder, out, level, energy] = [0, 1, 2, 3, 4, 5, 6, 7];
  const [from, to, entry, remaining] = [8, 9, 10, 11];
  const [left, rise, value, sum, scale] = [12, 13, 14, 15, 16];
  const along = (n: number): number => 17 + n;
  const countDown = (count: readonly number[], body: readonly number[]): number[] => [
    ...assign(remaining, count),
    ...OP.loop,
    ...body,
    ...endCountDown(remaining),
  ];
  const factor = (n: number): number[] => [...OP.get(entry), ...OP.loadSplat(ONE * n)];
  const backwards = [...OP.get(from), ...OP.get(stride), ...OP.subtract, ...OP.set(from)];
  const positive = (local: number): number[] => [...OP.get(local), ...OP.zero, ...OP.greater4];
  const mean = (local: number): number[] => [...OP.get(local), ...OP.get(scale), ...OP.divide4];
  const addRaw = (local: number): number[] =>
    assign(local, [...OP.get(local), ...OP.get(from), ...OP.load(0), ...OP.add4]);
  return {
    name: 'remove',
    parameters: 8,
    locals: [
      [4, I32],
      [5 + NUISANCES, V128],
    ],
    code: [
      ...[...assign(left, OP.zero), ...assign(rise, OP.zero), ...assign(scale, OP.zero)],
      ...assign(from, OP.get(raw)),
      ...countDown(OP.get(shoulder), [
        ...addRaw(left),
        ...assign(scale, [...OP.get(scale), ...OP.splat(1), ...OP.add4]),
        ...step(from, OP.get(stride)),
      ]),
      ...assign(from, [
        ...[...OP.get(raw), ...OP.get(bands), ...OP.constant(-1), ...OP.add],
        ...[...OP.get(stride), ...OP.multiply, ...OP.add],
      ]),
      ...countDown(OP.get(shoulder), [...addRaw(rise), ...backwards]),
      ...[...assign(left, mean(left)), ...assign(rise, mean(rise))],
      // where an end is not above zero nothing can be said: NaN goes through everything that follows
      ...assign(left, [
        ...[...OP.get(left), ...OP.splat(Number.NaN)],
        ...[...positive(left), ...positive(rise), ...OP.and, ...OP.select],
      ]),
      ...[...OP.get(level), ...OP.get(level), ...OP.load(0)],
      ...[...OP.get(left), ...OP.get(rise), ...OP.add4, ...OP.splat(0.5), ...OP.multiply4, ...OP.add4, ...OP.store(0)],
      ...assign(rise, [...OP.get(rise), ...OP.get(left), ...OP.subtract4]),

      ...repeat(NUISANCES, (n) => assign(along(n), OP.zero)),
      ...[...assign(from, OP.get(raw)), ...assign(to, OP.get(out)), ...assign(entry, OP.get(table))],
      ...countDown(OP.get(bands), [
        ...[...OP.get(from), ...OP.load(0)],
        ...multiplyAdd(fused, OP.get(rise), factor(0), OP.get(left)),
        ...[...OP.divide4, ...OP.splat(1), ...OP.subtract4, ...OP.set(value)],
        ...repeat(NUISANCES, (n) =>
          assign(along(n), multiplyAdd(fused, OP.get(value), factor(1 + n), OP.get(along(n)))),
        ),
        ...[...OP.get(to), ...OP.get(value), ...OP.store(0)],
        ...[...step(from, OP.get(stride)), ...advance(to, PACKET), ...advance(entry, ONE * BAND_FLOATS)],
      ]),

      ...assign(sum, [...OP.get(energy), ...OP.load(0)]),
      ...[...assign(to, OP.get(out)), ...assign(entry, OP.get(table))],
      ...countDown(OP.get(bands), [
        ...assign(value, [...OP.get(to), ...OP.load(0)]),
        ...repeat(NUISANCES, (n) =>
          assign(value, [
            ...OP.get(value),
            ...vector([OP.get(along(n)), factor(1 + n)], OP.multiply4),
            ...OP.subtract4,
          ]),
        ),
        ...[...OP.get(to), ...OP.get(value), ...OP.store(0)],
        ...assign(sum, multiplyAdd(fused, OP.get(value), OP.get(value), OP.get(sum))),
        ...[...advance(to, PACKET), ...advance(entry, ONE * BAND_FLOATS)],
      ]),
      ...[...OP.get(energy), ...OP.get(sum), ...OP.store(0)],
    ],
  };
}

/** Products of all packets of shapes with all packets of spectra, summed in the order of the values. */
function multiplyCode(fused: boolean): WasmFunction {
  const [shapes, length, shapePackets, spectra, packets, out] = [0, 1, 2, 3, 4, 5];
  const [shapesLeft, shapeAt, spectrumAt] = [6, 7, 8];
  const value = (half: number): number => 9 + half;
  const sum = (shape: number, half: number): number => 9 + HALVES + HALVES * shape + half;
  const sums = (of: (shape: number, half: number) => number[]): number[] =>
    repeat(SHAPES, (shape) => repeat(HALVES, (half) => of(shape, half)));
  const spectraEnd = [...OP.get(spectra), ...OP.get(length), ...OP.constant(PACKET), ...OP.multiply, ...OP.add];
  return {
    name: 'multiply',
    parameters: 6,
    locals: [
      [3, I32],
      [HALVES + HALVES * SHAPES, V128],
    ],
    code: [
      ...OP.loop, // packets of spectra
      ...[...assign(shapeAt, OP.get(shapes)), ...assign(shapesLeft, OP.get(shapePackets))],
      ...OP.loop, // packets of shapes
      ...sums((shape, half) => assign(sum(shape, half), OP.zero)),
      ...assign(spectrumAt, OP.get(spectra)),
      ...OP.loop, // values
      ...repeat(HALVES, (half) => assign(value(half), [...OP.get(spectrumAt), ...OP.load(VECTOR * half)])),
      ...sums((shape, half) =>
        assign(
          sum(shape, half),
          multiplyAdd(
            fused,
            [...OP.get(shapeAt), ...OP.loadSplat(ONE * shape)],
            OP.get(value(half)),
            OP.get(sum(shape, half)),
          ),
        ),
      ),
      ...advance(shapeAt, SHAPES * ONE),
      ...advance(spectrumAt, PACKET),
      ...endUntil(spectrumAt, spectraEnd),
      ...sums((shape, half) => [
        ...OP.get(out),
        ...OP.get(sum(shape, half)),
        ...OP.store(PACKET * shape + VECTOR * half),
      ]),
      ...advance(out, SHAPES * PACKET),
      ...endCountDown(shapesLeft),
      ...[...spectraEnd, ...OP.set(spectra)],
      ...endCountDown(packets),
    ],
  };
}

/** Locals that hold the best of each half of a packet, and how to start, change and store them. */
function bests(first: number) {
  const most = (half: number): number => first + half;
  const number = (half: number): number => first + HALVES + half;
  return {
    most,
    start: repeat(HALVES, (half) => [...assign(most(half), OP.zero), ...assign(number(half), OP.zero)]),
    /** @param gain a local; what does not count is not above 0. @param itsNumber code that leaves its number */
    take: (half: number, gain: number, itsNumber: readonly number[]): number[] => {
      const better = [...OP.get(gain), ...OP.get(most(half)), ...OP.greater4];
      return [
        ...assign(number(half), [...itsNumber, ...OP.get(number(half)), ...better, ...OP.select]),
        ...assign(most(half), [...OP.get(gain), ...OP.get(most(half)), ...better, ...OP.select]),
      ];
    },
    store: (out: number): number[] => [
      ...repeat(HALVES, (half) => [...OP.get(out), ...OP.get(most(half)), ...OP.store(VECTOR * half)]),
      ...repeat(HALVES, (half) => [...OP.get(out), ...OP.get(number(half)), ...OP.store(PACKET + VECTOR * half)]),
    ],
  };
}

/** The best shape of one candidate, for all packets: the square of its projection where that is positive and not too large. */
function shapeCode(): WasmFunction {
  const [from, to, products, productsStep, packets, out, outStep] = [0, 1, 2, 3, 4, 5, 6];
  const [entry, at] = [7, 8];
  const [d, gain] = [9, 10];
  const best = bests(11);
  return {
    name: 'shape',
    parameters: 7,
    locals: [
      [2, I32],
      [2 + 2 * HALVES, V128],
    ],
    code: [
      ...OP.loop, // packets of spectra
      ...best.start,
      ...[...assign(entry, OP.get(from)), ...assign(at, OP.get(products))],
      ...OP.loop, // shapes
      ...repeat(HALVES, (half) => [
        ...assign(d, [...OP.get(at), ...OP.load(VECTOR * half)]),
        ...assign(gain, [
          ...vector([OP.get(d), OP.get(d)], OP.multiply4),
          ...vector([OP.get(d), OP.zero], OP.greater4),
          ...OP.and,
          ...vector([[...OP.get(entry), ...OP.loadSplat(0)], OP.get(d)], OP.atLeast4),
          ...OP.and,
        ]),
        ...best.take(half, gain, [...OP.get(entry), ...OP.loadSplat(ONE)]),
      ]),
      ...[...advance(at, PACKET), ...advance(entry, ONE * SHAPE_FLOATS)],
      ...endUntil(entry, OP.get(to)),
      ...best.store(out),
      ...[...step(products, OP.get(productsStep)), ...step(out, OP.get(outStep))],
      ...endCountDown(packets),
    ],
  };
}

/** The best pair of one mixture, for all packets. */
function pairCode(): WasmFunction {
  const [from, to, products, productsStep, packets, out, outStep] = [0, 1, 2, 3, 4, 5, 6];
  const [entry, firstAt, secondAt] = [7, 8, 9];
  const [a, b, ca, cb, gain] = [10, 11, 12, 13, 14];
  const best = bests(15);
  const member = (offset: number, address: number): number[] =>
    assign(address, [...OP.get(products), ...OP.get(entry), ...OP.loadInteger(offset), ...OP.add]);
  const factor = (k: number): number[] => [...OP.get(entry), ...OP.loadSplat(ONE * (2 + k))];
  const product = (one: number, other: readonly number[]): number[] => vector([OP.get(one), [...other]], OP.multiply4);
  const without = (one: number, other: number): number[] =>
    vector([OP.get(one), product(other, factor(0))], OP.subtract4);
  const allowed = (large: number, most: number, small: number): number[] => [
    ...vector([product(small, factor(most)), OP.get(large)], OP.atLeast4),
    ...OP.and,
  ];
  return {
    name: 'pair',
    parameters: 7,
    locals: [
      [3, I32],
      [5 + 2 * HALVES, V128],
    ],
    code: [
      ...OP.loop, // packets of spectra
      ...best.start,
      ...assign(entry, OP.get(from)),
      ...OP.loop, // pairs
      ...[...member(0, firstAt), ...member(ONE, secondAt)],
      ...repeat(HALVES, (half) => [
        ...assign(a, [...OP.get(firstAt), ...OP.load(VECTOR * half)]),
        ...assign(b, [...OP.get(secondAt), ...OP.load(VECTOR * half)]),
        ...[...assign(ca, without(a, b)), ...assign(cb, without(b, a))],
        ...vector([product(a, OP.get(ca)), product(b, OP.get(cb))], OP.add4),
        ...[...factor(1), ...OP.multiply4],
        ...[...allowed(ca, 2, cb), ...allowed(cb, 3, ca)],
        ...OP.set(gain),
        ...best.take(half, gain, factor(4)),
      ]),
      ...advance(entry, ONE * PAIR_FLOATS),
      ...endUntil(entry, OP.get(to)),
      ...best.store(out),
      ...[...step(products, OP.get(productsStep)), ...step(out, OP.get(outStep))],
      ...endCountDown(packets),
    ],
  };
}

/**
 * The candidates that score best, for one vector of spectra: their numbers, best first, -1 where there are fewer. The
 * score is that of `scoreOf`: gain - price · variance - weight · max(0, signal - gain).
 */
function rankCode(): WasmFunction {
  const [from, table, end, variance, signal, out] = [0, 1, 2, 3, 4, 5];
  const [entry, at] = [6, 7];
  const [unit, whole, score, number, displaced, above] = [8, 9, 10, 11, 12, 13];
  const best = (i: number): number => 14 + i;
  const numberOf = (i: number): number => 14 + RIVALS + i;
  const factor = (k: number): number[] => [...OP.get(entry), ...OP.loadSplat(ONE * k)];
  const gain = [...OP.get(at), ...OP.load(0)];
  const price = vector([factor(0), OP.get(unit)], OP.multiply4);
  const misfit = vector([OP.zero, vector([OP.get(whole), gain], OP.subtract4)], OP.larger4);
  const worth = vector([vector([gain, price], OP.subtract4), vector([factor(1), misfit], OP.multiply4)], OP.subtract4);
  const exchange = (kept: number, coming: number): number[] => [
    ...assign(displaced, vector([OP.get(kept), OP.get(coming), OP.get(above)], OP.select)),
    ...assign(kept, vector([OP.get(coming), OP.get(kept), OP.get(above)], OP.select)),
    ...assign(coming, OP.get(displaced)),
  ];
  return {
    name: 'rank',
    parameters: 6,
    locals: [
      [2, I32],
      [6 + 2 * RIVALS, V128],
    ],
    code: [
      ...[...assign(unit, [...OP.get(variance), ...OP.load(0)]), ...assign(whole, [...OP.get(signal), ...OP.load(0)])],
      ...repeat(RIVALS, (i) => [...assign(best(i), OP.zero), ...assign(numberOf(i), OP.splat(-1))]),
      ...[...assign(at, OP.get(from)), ...assign(entry, OP.get(table))],
      ...OP.loop, // candidates
      ...assign(score, worth),
      ...OP.block,
      ...vector([OP.get(score), OP.get(best(RIVALS - 1))], OP.greater4),
      ...[...OP.any, ...OP.isZero, ...OP.branchIf(0)],
      ...assign(number, factor(2)),
      ...repeat(RIVALS, (i) => [
        ...assign(above, vector([OP.get(score), OP.get(best(i))], OP.greater4)),
        ...[...exchange(best(i), score), ...exchange(numberOf(i), number)],
      ]),
      ...OP.end,
      ...[...advance(at, 2 * PACKET), ...advance(entry, ONE * CANDIDATE_FLOATS)],
      ...endUntil(entry, OP.get(end)),
      ...repeat(RIVALS, (i) => [...OP.get(out), ...OP.get(numberOf(i)), ...OP.store(PACKET * i)]),
    ],
  };
}
