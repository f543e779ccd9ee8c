import { advance, endCountDown, endUntil, I32, OP, V128, type WasmFunction, wasmModule } from './wasm-code.ts';

/** Shapes, and pixels, that go together: eight sums of two lanes stay in registers. */
export const LANES = 4;

/** Bytes of a pair in the table of pairs: two int32 offsets of products, four float64 factors, the pair's number. */
const PAIR_BYTES = 48;

/** Pairs of shapes of one mixture, as places in the table of pairs. */
export interface PairRange {
  from: number;
  to: number;
}

/** Two shapes of a mixture. */
export interface ShapePair {
  first: number;
  second: number;
  cosine: number;
  /** Largest ratio of ca to cb, and of cb to ca, that the mixture allows. */
  mostFirst: number;
  mostSecond: number;
}

/** The two inner loops of a comparison and the memory in which they work. */
export interface ShapeKernels {
  /** Packets of four shapes: value k of the four side by side, then value k + 1. */
  shapes: Float64Array;
  /** Packets of four spectra, packed like the shapes. */
  spectra: Float64Array;
  /** For each packet of spectra, each shape's products with those four side by side. */
  products: Float64Array;
  /** For each packet of spectra and each mixture: what its best pair explains, and the number of that pair, four side by side. */
  best: Float64Array;
  /** Products of all shapes with the first `packets` packets of spectra, summed in the order of the values. */
  multiply(packets: number): void;
  /**
   * The best pair of each mixture: it explains (da·ca + db·cb) / (1 - g²) with ca = da - g db and cb = db - g da. Pairs
   * in which one strength is too small beside the other do not count; where none is left, 0 is explained.
   */
  pair(packets: number): void;
}

/** Sizes of the operands; numbers of shapes and of pixels are multiples of {@link LANES}. */
export interface KernelSize {
  shapes: number;
  /** Values of a shape. */
  length: number;
  pixels: number;
  pairs: readonly ShapePair[];
  mixtures: readonly PairRange[];
}

/** How kernels compute: in WebAssembly with fused multiply-add, in WebAssembly SIMD 128, or in plain code. */
export type KernelKind = 'fused' | 'simd' | 'plain';

/** The fastest kind that this machine has. */
export function fastestKernels(): KernelKind {
  const runs = (fused: boolean): boolean => typeof WebAssembly === 'object' && WebAssembly.validate(kernelBytes(fused));
  return runs(true) ? 'fused' : runs(false) ? 'simd' : 'plain';
}

function kernelBytes(fused: boolean): Uint8Array<ArrayBuffer> {
  return wasmModule([multiplyCode(fused), pairCode()]);
}

/**
 * Makes kernels and their memory. Lanes are pixels, so sums run in the same order in all kinds: 'simd' and 'plain' are
 * equal to the last bit, 'fused' rounds each product and sum once instead of twice.
 */
export function shapeKernels(size: KernelSize, kind: KernelKind = fastestKernels()): ShapeKernels {
  const { shapes: count, length, pixels, pairs, mixtures } = size;
  const sizes = [count * length, pixels * length, count * pixels, 2 * mixtures.length * pixels];
  const table = sizes.reduce((sum, n) => sum + n * 8, 0);
  const bytes = table + pairs.length * PAIR_BYTES;
  const memory = new WebAssembly.Memory({ initial: Math.max(1, Math.ceil(bytes / 65536)) });
  let at = 0;
  const [shapes, spectra, products, best] = sizes.map((n) => {
    const view = new Float64Array(memory.buffer, at, n);
    at += n * 8;
    return view;
  });
  const entries = new DataView(memory.buffer, table);
  for (const [i, { first, second, cosine, mostFirst, mostSecond }] of pairs.entries()) {
    entries.setInt32(i * PAIR_BYTES, first * LANES * 8, true);
    entries.setInt32(i * PAIR_BYTES + 4, second * LANES * 8, true);
    for (const [k, factor] of [cosine, 1 / (1 - cosine * cosine), mostFirst, mostSecond, i].entries())
      entries.setFloat64(i * PAIR_BYTES + 8 + 8 * k, factor, true);
  }
  const views = { shapes, spectra, products, best };
  if (kind === 'plain') {
    return {
      ...views,
      multiply: (packets) => multiplyPlainly(size, views, packets),
      pair: (packets) => pairPlainly(size, views, packets),
    };
  }
  const compiled = new WebAssembly.Module(kernelBytes(kind === 'fused'));
  const exported = new WebAssembly.Instance(compiled, { host: { memory } }).exports;
  const multiply = exported.multiply as (...parameters: number[]) => void;
  const pair = exported.pair as (...parameters: number[]) => void;
  return {
    ...views,
    multiply: (packets) => {
      if (packets > 0)
        multiply(shapes.byteOffset, length, count / LANES, spectra.byteOffset, packets, products.byteOffset);
    },
    pair: (packets) => {
      if (packets === 0) return;
      const row = LANES * 8;
      for (let m = 0; m < mixtures.length; m++) {
        const from = table + mixtures[m].from * PAIR_BYTES;
        const to = table + mixtures[m].to * PAIR_BYTES;
        const out = best.byteOffset + m * 2 * row;
        pair(from, to, products.byteOffset, count * row, packets, out, mixtures.length * 2 * row);
      }
    },
  };
}

type Views = Pick<ShapeKernels, 'shapes' | 'spectra' | 'products' | 'best'>;

function multiplyPlainly({ shapes: count, length }: KernelSize, views: Views, packets: number): void {
  const { shapes, spectra, products } = views;
  const step = LANES * length;
  for (let p = 0, to = 0; p < packets; p++) {
    for (let s = 0; s < count / LANES; s++) {
      for (let shape = 0; shape < LANES; shape++, to += LANES) {
        let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
        let a = s * step + shape;
        let b = p * step;
        for (let k = 0; k < length; k++, a += LANES, b += LANES) {
          const value = shapes[a];
          sum0 += value * spectra[b];
          sum1 += value * spectra[b + 1];
          sum2 += value * spectra[b + 2];
          sum3 += value * spectra[b + 3];
        }
        products[to] = sum0;
        products[to + 1] = sum1;
        products[to + 2] = sum2;
        products[to + 3] = sum3;
      }
    }
  }
}

function pairPlainly({ shapes, pairs, mixtures }: KernelSize, views: Views, packets: number): void {
  const { products, best } = views;
  for (let p = 0; p < packets; p++) {
    for (let lane = 0; lane < LANES; lane++) {
      const at = p * shapes * LANES + lane;
      for (const [m, { from, to }] of mixtures.entries()) {
        let most = 0;
        let number = 0;
        for (let i = from; i < to; i++) {
          const { first, second, cosine, mostFirst, mostSecond } = pairs[i];
          const a = products[at + first * LANES];
          const b = products[at + second * LANES];
          const ca = a - cosine * b;
          const cb = b - cosine * a;
          if (!(cb * mostFirst >= ca && ca * mostSecond >= cb)) continue;
          const gain = (a * ca + b * cb) * (1 / (1 - cosine * cosine));
          if (gain > most) {
            most = gain;
            number = i;
          }
        }
        const out = (p * mixtures.length + m) * 2 * LANES + lane;
        best[out] = most;
        best[out + LANES] = number;
      }
    }
  }
}

function repeat(n: number, of: (i: number) => number[]): number[] {
  return Array.from({ length: n }, (_, i) => of(i)).flat();
}

function multiplyCode(fused: boolean): WasmFunction {
  const [shapes, length, shapePackets, spectra, packets, out] = [0, 1, 2, 3, 4, 5];
  const [shapesLeft, shapeAt, spectrumAt] = [6, 7, 8];
  const [low, high] = [9, 10];
  const sum = (shape: number, half: number): number => 11 + 2 * shape + half;
  const sums = (of: (shape: number, half: number) => number[]): number[] =>
    repeat(LANES, (shape) => repeat(2, (half) => of(shape, half)));
  const spectraEnd = [...OP.get(spectra), ...OP.get(length), ...OP.constant(LANES * 8), ...OP.multiply, ...OP.add];
  return {
    name: 'multiply',
    parameters: 6,
    locals: [
      [3, I32],
      [10, V128],
    ],
    code: [
      ...OP.loop, // packets of spectra
      ...[...OP.get(shapes), ...OP.set(shapeAt), ...OP.get(shapePackets), ...OP.set(shapesLeft)],
      ...OP.loop, // packets of shapes
      ...sums((shape, half) => [...OP.zero, ...OP.set(sum(shape, half))]),
      ...[...OP.get(spectra), ...OP.set(spectrumAt)],
      ...OP.loop, // values
      ...[...OP.get(spectrumAt), ...OP.load(0), ...OP.set(low)],
      ...[...OP.get(spectrumAt), ...OP.load(16), ...OP.set(high)],
      ...sums((shape, half) => {
        const factors = [...OP.get(shapeAt), ...OP.loadSplat(8 * shape), ...OP.get(half ? high : low)];
        const before = OP.get(sum(shape, half));
        const after = fused
          ? [...factors, ...before, ...OP.multiplyAdd2]
          : [...factors, ...OP.multiply2, ...before, ...OP.add2];
        return [...after, ...OP.set(sum(shape, half))];
      }),
      ...advance(shapeAt, LANES * 8),
      ...advance(spectrumAt, LANES * 8),
      ...endUntil(spectrumAt, spectraEnd),
      ...sums((shape, half) => [
        ...OP.get(out),
        ...OP.get(sum(shape, half)),
        ...OP.store(8 * LANES * shape + 16 * half),
      ]),
      ...advance(out, LANES * LANES * 8),
      ...endCountDown(shapesLeft),
      ...[...spectraEnd, ...OP.set(spectra)],
      ...endCountDown(packets),
    ],
  };
}

/** One mixture for all packets. */
function pairCode(): WasmFunction {
  const [from, to, products, productsStep, packets, out, outStep] = [0, 1, 2, 3, 4, 5, 6];
  const [pairAt, firstAt, secondAt] = [7, 8, 9];
  const [a, b, ca, cb] = [10, 11, 12, 13];
  const gain = 14;
  const most = (half: number): number => 15 + half;
  const number = (half: number): number => 17 + half;
  const member = (offset: number, address: number): number[] => [
    ...[...OP.get(products), ...OP.get(pairAt), ...OP.loadInteger(offset), ...OP.add],
    ...OP.set(address),
  ];
  const factor = (k: number): number[] => [...OP.get(pairAt), ...OP.loadSplat(8 + 8 * k)];
  const better = (half: number): number[] => [...OP.get(gain), ...OP.get(most(half)), ...OP.greater2];
  const product = (one: number, other: readonly number[]): number[] => [...OP.get(one), ...other, ...OP.multiply2];
  const without = (one: number, other: number): number[] => [
    ...[...OP.get(one), ...product(other, factor(0))],
    ...OP.subtract2,
  ];
  const step = (address: number, by: number): number[] => [
    ...[...OP.get(address), ...OP.get(by), ...OP.add],
    ...OP.set(address),
  ];
  return {
    name: 'pair',
    parameters: 7,
    locals: [
      [3, I32],
      [9, V128],
    ],
    code: [
      ...OP.loop, // packets of spectra
      ...repeat(2, (half) => [...OP.zero, ...OP.set(most(half)), ...OP.zero, ...OP.set(number(half))]),
      ...[...OP.get(from), ...OP.set(pairAt)],
      ...OP.loop, // pairs
      ...[...member(0, firstAt), ...member(4, secondAt)],
      ...repeat(2, (half) => [
        ...[...OP.get(firstAt), ...OP.load(16 * half), ...OP.set(a)],
        ...[...OP.get(secondAt), ...OP.load(16 * half), ...OP.set(b)],
        ...[...without(a, b), ...OP.set(ca), ...without(b, a), ...OP.set(cb)],
        ...[...product(a, OP.get(ca)), ...product(b, OP.get(cb)), ...OP.add2, ...factor(1), ...OP.multiply2],
        ...[...product(cb, factor(2)), ...OP.get(ca), ...OP.atLeast2, ...OP.and],
        ...[...product(ca, factor(3)), ...OP.get(cb), ...OP.atLeast2, ...OP.and],
        ...OP.set(gain),
        ...[...factor(4), ...OP.get(number(half)), ...better(half), ...OP.select, ...OP.set(number(half))],
        ...[...OP.get(gain), ...OP.get(most(half)), ...better(half), ...OP.select, ...OP.set(most(half))],
      ]),
      ...advance(pairAt, PAIR_BYTES),
      ...endUntil(pairAt, OP.get(to)),
      ...repeat(2, (half) => [...OP.get(out), ...OP.get(most(half)), ...OP.store(16 * half)]),
      ...repeat(2, (half) => [...OP.get(out), ...OP.get(number(half)), ...OP.store(8 * LANES + 16 * half)]),
      ...[...step(products, productsStep), ...step(out, outStep)],
      ...endCountDown(packets),
    ],
  };
}
