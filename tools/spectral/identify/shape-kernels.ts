import { BAND_FLOATS, kernelModule, NUISANCES, PAIR_FLOATS, SHAPE_FLOATS, SHAPES, SPECTRA } from './kernel-code.ts';

export { NUISANCES, SHAPES, SPECTRA };

/** Bands that are compared together, on the line through the mean of their first and of their last few. */
export interface BandBlock {
  /** Where the line's value stands at each band: 0 at the first end's mean, 1 at the last one's. */
  abscissa: Float64Array;
  /** At most {@link NUISANCES} orthonormal functions that are taken out. */
  nuisance: readonly Float64Array[];
  /** Bands averaged at each end. */
  shoulder: number;
}

/** A run of places in a table. */
export interface Range {
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

/** What spectra are compared with. */
export interface KernelTask {
  /** Spectra that are compared at once, a multiple of {@link SPECTRA}. */
  spectra: number;
  blocks: readonly BandBlock[];
  /** Unit vectors over the bands of all blocks, one after another, and the largest projection on each that counts. */
  shapes: Float64Array;
  largest: Float64Array;
  /** Shapes of each single candidate. */
  singles: readonly Range[];
  pairs: readonly ShapePair[];
  /** Pairs of each mixture. */
  mixtures: readonly Range[];
}

/**
 * The inner loops of a comparison, in float32, and the memory in which they work. Spectra stand in packets of
 * {@link SPECTRA} side by side.
 */
export interface ShapeKernels {
  /** Reflectance: a row of all spectra for each band of the blocks. To be filled. */
  raw: Float32Array;
  /** By spectrum: sum over the blocks of their mean continuum, energy of the shape. NaN where a block's ends are not above 0. */
  level: Float32Array;
  energy: Float32Array;
  /** For each packet, each shape's products with its spectra. Numbers of shapes are rounded up to {@link SHAPES}. */
  products: Float32Array;
  /** For each packet and each candidate (singles, then mixtures): what its best shape or pair explains, then the number of that. */
  best: Float32Array;
  /** Number of products of a packet, and of its entries in `best`. */
  productsOfPacket: number;
  bestOfPacket: number;
  /**
   * Compares the first packets. A shape explains the square of its projection where that is positive and not too large.
   * A pair explains (da·ca + db·cb) / (1 - g²) with ca = da - g db and cb = db - g da; pairs in which one strength is too
   * small beside the other do not count. Where nothing counts, 0 is explained.
   */
  compare(packets: number): void;
}

/** How kernels compute: in WebAssembly with fused multiply-add, in WebAssembly SIMD 128, or in plain code. */
export type KernelKind = 'fused' | 'simd' | 'plain';

/** The fastest kind that this machine has. */
export function fastestKernels(): KernelKind {
  const runs = (fused: boolean): boolean =>
    typeof WebAssembly === 'object' && WebAssembly.validate(kernelModule(fused));
  return runs(true) ? 'fused' : runs(false) ? 'simd' : 'plain';
}

/** Makes kernels and their memory. The kinds differ in rounding only. */
export function shapeKernels(task: KernelTask, kind: KernelKind = fastestKernels()): ShapeKernels {
  return kind === 'plain' ? plainKernels(task) : wasmKernels(task, kind === 'fused');
}

interface Views {
  raw: Float32Array;
  spectra: Float32Array;
  level: Float32Array;
  energy: Float32Array;
  products: Float32Array;
  best: Float32Array;
  /** Packets of shapes: value k of {@link SHAPES} side by side, then value k + 1. */
  shapes: Float32Array;
  bands: Float32Array;
  shapeTable: Float32Array;
  pairTable: Float32Array;
}

interface Layout extends Views {
  memory: WebAssembly.Memory;
  size: number;
  rows: number;
  candidates: number;
}

function layOut(task: KernelTask): Layout {
  const { spectra, blocks, shapes, largest, singles, pairs, mixtures } = task;
  const size = blocks.reduce((sum, { abscissa }) => sum + abscissa.length, 0);
  const count = largest.length;
  const rows = Math.ceil(count / SHAPES) * SHAPES;
  const candidates = singles.length + mixtures.length;
  const lengths: Record<keyof Views, number> = {
    raw: size * spectra,
    spectra: size * spectra,
    level: spectra,
    energy: spectra,
    products: rows * spectra,
    best: 2 * candidates * spectra,
    shapes: rows * size,
    bands: BAND_FLOATS * size,
    shapeTable: SHAPE_FLOATS * count,
    pairTable: PAIR_FLOATS * pairs.length,
  };
  const floats = Object.values(lengths).reduce((sum, n) => sum + n, 0);
  const memory = new WebAssembly.Memory({ initial: Math.ceil((4 * floats) / 65536) });
  let at = 0;
  const views = Object.fromEntries(
    Object.entries(lengths).map(([name, length]) => {
      const view = new Float32Array(memory.buffer, at, length);
      at += 4 * length;
      return [name, view];
    }),
  ) as unknown as Views;
  for (let v = 0; v < count; v++) {
    const packet = Math.floor(v / SHAPES) * SHAPES * size + (v % SHAPES);
    for (let k = 0; k < size; k++) views.shapes[packet + k * SHAPES] = shapes[v * size + k];
    views.shapeTable.set([largest[v], v], SHAPE_FLOATS * v);
  }
  let entry = 0;
  for (const { abscissa, nuisance } of blocks) {
    for (let i = 0; i < abscissa.length; i++, entry += BAND_FLOATS) {
      views.bands[entry] = abscissa[i];
      for (const [n, row] of nuisance.entries()) views.bands[entry + 1 + n] = row[i];
    }
  }
  const table = views.pairTable;
  const offsets = new Int32Array(table.buffer, table.byteOffset, table.length);
  for (const [i, { first, second, cosine, mostFirst, mostSecond }] of pairs.entries()) {
    offsets.set([first * SPECTRA * 4, second * SPECTRA * 4], PAIR_FLOATS * i);
    table.set([cosine, 1 / (1 - cosine * cosine), mostFirst, mostSecond, i], PAIR_FLOATS * i + 2);
  }
  return { ...views, memory, size, rows, candidates };
}

function kernelsOf(layout: Layout, compare: (packets: number) => void): ShapeKernels {
  const { raw, level, energy, products, best, rows, candidates } = layout;
  const [productsOfPacket, bestOfPacket] = [rows * SPECTRA, 2 * candidates * SPECTRA];
  return { raw, level, energy, products, best, productsOfPacket, bestOfPacket, compare };
}

function wasmKernels(task: KernelTask, fused: boolean): ShapeKernels {
  const layout = layOut(task);
  const { memory, raw, spectra, level, energy, products, best, shapes, bands, shapeTable, pairTable } = layout;
  const { size, rows } = layout;
  const { singles, mixtures } = task;
  const compiled = new WebAssembly.Module(kernelModule(fused));
  const kernels = new WebAssembly.Instance(compiled, { host: { memory } }).exports as Record<
    'remove' | 'multiply' | 'shape' | 'pair',
    (...parameters: number[]) => void
  >;
  const packetBytes = SPECTRA * 4;
  const vectorBytes = 16;
  const stride = task.spectra * 4;
  const at = {
    level: level.byteOffset,
    energy: energy.byteOffset,
    spectra: spectra.byteOffset,
    shapes: shapes.byteOffset,
    products: products.byteOffset,
  };
  let band = 0;
  const blocks = task.blocks.map(({ abscissa, shoulder }) => {
    const block = {
      raw: raw.byteOffset + band * stride,
      table: bands.byteOffset + band * BAND_FLOATS * 4,
      bands: abscissa.length,
      shoulder,
      out: at.spectra + band * packetBytes,
    };
    band += abscissa.length;
    return block;
  });
  const outOf = (candidate: number): number => best.byteOffset + candidate * 2 * packetBytes;
  const choices = [
    ...singles.map(({ from, to }, i) => {
      const [start, end] = [from, to].map((v) => shapeTable.byteOffset + v * SHAPE_FLOATS * 4);
      return { choose: kernels.shape, start, end, products: at.products + from * packetBytes, out: outOf(i) };
    }),
    ...mixtures.map(({ from, to }, i) => {
      const [start, end] = [from, to].map((k) => pairTable.byteOffset + k * PAIR_FLOATS * 4);
      return { choose: kernels.pair, start, end, products: at.products, out: outOf(singles.length + i) };
    }),
  ];
  const productsStep = rows * packetBytes;
  const outStep = layout.candidates * 2 * packetBytes;
  return kernelsOf(layout, (packets) => {
    // the loops of the kernels run at least once
    if (packets === 0 || rows === 0) return;
    level.fill(0);
    energy.fill(0);
    for (const block of blocks) {
      for (let place = 0; place < packets * packetBytes; place += vectorBytes) {
        const half = place % packetBytes;
        const out = block.out + (place - half) * size + half;
        kernels.remove(
          block.raw + place,
          stride,
          block.table,
          block.bands,
          block.shoulder,
          out,
          at.level + place,
          at.energy + place,
        );
      }
    }
    kernels.multiply(at.shapes, size, rows / SHAPES, at.spectra, packets, at.products);
    for (const { choose, start, end, products, out } of choices)
      choose(start, end, products, productsStep, packets, out, outStep);
  });
}

function plainKernels(task: KernelTask): ShapeKernels {
  const layout = layOut(task);
  const { level, energy } = layout;
  return kernelsOf(layout, (packets) => {
    level.fill(0);
    energy.fill(0);
    for (let s = 0; s < packets * SPECTRA; s++) {
      removePlainly(task, layout, s);
      multiplyPlainly(layout, s);
      choosePlainly(task, layout, s);
    }
  });
}

/** Where value k of a spectrum stands in packets of `length` values. */
function placeOf(spectrum: number, length: number): number {
  return (spectrum - (spectrum % SPECTRA)) * length + (spectrum % SPECTRA);
}

function removePlainly({ blocks, spectra: count }: KernelTask, layout: Layout, s: number): void {
  const { raw, spectra, level, energy, size } = layout;
  const start = placeOf(s, size);
  let first = 0;
  for (const { abscissa, nuisance, shoulder } of blocks) {
    const bands = abscissa.length;
    let [left, right] = [0, 0];
    for (let i = 0; i < shoulder; i++) {
      left += raw[(first + i) * count + s] / shoulder;
      right += raw[(first + bands - 1 - i) * count + s] / shoulder;
    }
    if (!(left > 0 && right > 0)) left = Number.NaN;
    level[s] += (left + right) / 2;
    const shape = abscissa.map((x, i) => raw[(first + i) * count + s] / (left + (right - left) * x) - 1);
    for (const row of nuisance) {
      const along = row.reduce((sum, value, i) => sum + value * shape[i], 0);
      for (let i = 0; i < bands; i++) shape[i] -= along * row[i];
    }
    for (let i = 0; i < bands; i++) {
      spectra[start + (first + i) * SPECTRA] = shape[i];
      energy[s] += shape[i] * shape[i];
    }
    first += bands;
  }
}

function multiplyPlainly({ shapes, spectra, products, size, rows }: Layout, s: number): void {
  const [from, to] = [placeOf(s, size), placeOf(s, rows)];
  for (let v = 0; v < rows; v++) {
    const shape = Math.floor(v / SHAPES) * SHAPES * size + (v % SHAPES);
    let sum = 0;
    for (let k = 0; k < size; k++) sum += shapes[shape + k * SHAPES] * spectra[from + k * SPECTRA];
    products[to + v * SPECTRA] = sum;
  }
}

function choosePlainly({ singles, largest, mixtures, pairs }: KernelTask, layout: Layout, s: number): void {
  const { products, best, rows, candidates } = layout;
  const at = placeOf(s, rows);
  let out = placeOf(s, 2 * candidates);
  const take = ({ from, to }: Range, gainOf: (i: number) => number): void => {
    let [most, number] = [0, 0];
    for (let i = from; i < to; i++) {
      const gain = gainOf(i);
      if (gain > most) [most, number] = [gain, i];
    }
    best[out] = most;
    best[out + SPECTRA] = number;
    out += 2 * SPECTRA;
  };
  for (const range of singles) {
    take(range, (v) => {
      const d = products[at + v * SPECTRA];
      return d > 0 && d <= largest[v] ? d * d : 0;
    });
  }
  for (const range of mixtures) {
    take(range, (k) => {
      const { first, second, cosine, mostFirst, mostSecond } = pairs[k];
      const [a, b] = [products[at + first * SPECTRA], products[at + second * SPECTRA]];
      const [ca, cb] = [a - cosine * b, b - cosine * a];
      return cb * mostFirst >= ca && ca * mostSecond >= cb ? (a * ca + b * cb) / (1 - cosine * cosine) : 0;
    });
  }
}
