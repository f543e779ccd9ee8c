import {
  BAND_FLOATS,
  CANDIDATE_FLOATS,
  kernelModule,
  NUISANCES,
  PAIR_FLOATS,
  RIVALS,
  SHAPE_FLOATS,
  SHAPES,
  SPECTRA,
} from './kernel-code.ts';

export { NUISANCES, RIVALS, SHAPES, SPECTRA };

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
  /** How each candidate scores (singles, then mixtures): see `scoreOf`. */
  scores: readonly CandidateScore[];
}

/** A candidate scores gain - price · variance - misfitWeight · max(0, signal - gain). */
export interface CandidateScore {
  price: number;
  misfitWeight: number;
}

/**
 * The inner loops of a comparison, in float32, and the memory in which they work. Spectra stand in packets of
 * {@link SPECTRA} side by side.
 */
export interface ShapeKernels {
  /** Reflectance: a row of all spectra for each band of the blocks. To be filled before {@link remove}. */
  raw: Float32Array;
  /** By spectrum: sum over the blocks of their mean continuum, energy of the shape. NaN where a block's ends are not above 0. */
  level: Float32Array;
  energy: Float32Array;
  /** By spectrum: the unit of prices, and the energy that is not noise. To be filled before {@link compare}. */
  variance: Float32Array;
  signal: Float32Array;
  /** For each packet, each shape's products with its spectra. Numbers of shapes are rounded up to {@link SHAPES}. */
  products: Float32Array;
  /** For each packet and each candidate (singles, then mixtures): what its best shape or pair explains, then the number of that. */
  best: Float32Array;
  /** For each packet the {@link RIVALS} candidates of the best scores above 0, best first; -1 where there are fewer. */
  rivals: Float32Array;
  /** Number of products of a packet, and of its entries in `best`. */
  productsOfPacket: number;
  bestOfPacket: number;
  /** Takes the continua from the first packets. */
  remove(packets: number): void;
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
  variance: Float32Array;
  signal: Float32Array;
  products: Float32Array;
  best: Float32Array;
  rivals: Float32Array;
  /** Packets of shapes: value k of {@link SHAPES} side by side, then value k + 1. */
  shapes: Float32Array;
  bands: Float32Array;
  shapeTable: Float32Array;
  pairTable: Float32Array;
  candidateTable: Float32Array;
}

interface Layout extends Views {
  memory: WebAssembly.Memory;
  size: number;
  rows: number;
  candidates: number;
}

function layOut(task: KernelTask): Layout {
  const { spectra, blocks, shapes, largest, singles, pairs, mixtures, scores } = task;
  const size = blocks.reduce((sum, { abscissa }) => sum + abscissa.length, 0);
  const count = largest.length;
  const rows = Math.ceil(count / SHAPES) * SHAPES;
  const candidates = singles.length + mixtures.length;
  const lengths: Record<keyof Views, number> = {
    raw: size * spectra,
    spectra: size * spectra,
    level: spectra,
    energy: spectra,
    variance: spectra,
    signal: spectra,
    products: rows * spectra,
    best: 2 * candidates * spectra,
    rivals: RIVALS * spectra,
    shapes: rows * size,
    bands: BAND_FLOATS * size,
    shapeTable: SHAPE_FLOATS * count,
    pairTable: PAIR_FLOATS * pairs.length,
    candidateTable: CANDIDATE_FLOATS * candidates,
  };
  const floats = Object.values(lengths).reduce((sum, n) => sum + n, 0);
  const memory = new WebAssembly.Memory({ initial: Math.max(1, Math.ceil((4 * floats) / 65536)) });
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
  for (const [i, { price, misfitWeight }] of scores.entries())
    views.candidateTable.set([price, misfitWeight, i], CANDIDATE_FLOATS * i);
  return { ...views, memory, size, rows, candidates };
}

function kernelsOf(layout: Layout, loops: Pick<ShapeKernels, 'remove' | 'compare'>): ShapeKernels {
  const { raw, level, energy, variance, signal, products, best, rivals, rows, candidates } = layout;
  const [productsOfPacket, bestOfPacket] = [rows * SPECTRA, 2 * candidates * SPECTRA];
  return { raw, level, energy, variance, signal, products, best, rivals, productsOfPacket, bestOfPacket, ...loops };
}

function wasmKernels(task: KernelTask, fused: boolean): ShapeKernels {
  const layout = layOut(task);
  const { memory, raw, spectra, level, energy, best, bands, shapeTable, pairTable, candidateTable } = layout;
  const { size, rows, candidates } = layout;
  const { singles, mixtures } = task;
  const compiled = new WebAssembly.Module(kernelModule(fused));
  const kernels = new WebAssembly.Instance(compiled, { host: { memory } }).exports as Record<
    'remove' | 'multiply' | 'shape' | 'pair' | 'rank',
    (...parameters: number[]) => void
  >;
  const packetBytes = SPECTRA * 4;
  const vectorBytes = 16;
  const stride = task.spectra * 4;
  const at = {
    level: level.byteOffset,
    energy: energy.byteOffset,
    spectra: spectra.byteOffset,
    variance: layout.variance.byteOffset,
    signal: layout.signal.byteOffset,
    shapes: layout.shapes.byteOffset,
    products: layout.products.byteOffset,
    best: best.byteOffset,
    rivals: layout.rivals.byteOffset,
    scores: candidateTable.byteOffset,
    scoresEnd: candidateTable.byteOffset + candidateTable.byteLength,
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
  const outOf = (candidate: number): number => at.best + candidate * 2 * packetBytes;
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
  const outStep = candidates * 2 * packetBytes;
  // the loops of the kernels run at least once
  const none = (packets: number): boolean => packets === 0 || rows === 0;
  return kernelsOf(layout, {
    remove: (packets) => {
      if (none(packets)) return;
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
    },
    compare: (packets) => {
      if (none(packets)) return;
      kernels.multiply(at.shapes, size, rows / SHAPES, at.spectra, packets, at.products);
      for (const { choose, start, end, products, out } of choices)
        choose(start, end, products, productsStep, packets, out, outStep);
      for (let place = 0; place < packets * packetBytes; place += vectorBytes) {
        const half = place % packetBytes;
        const packet = place - half;
        kernels.rank(
          at.best + packet * 2 * candidates + half,
          at.scores,
          at.scoresEnd,
          at.variance + place,
          at.signal + place,
          at.rivals + packet * RIVALS + half,
        );
      }
    },
  });
}

function plainKernels(task: KernelTask): ShapeKernels {
  const layout = layOut(task);
  const { level, energy } = layout;
  return kernelsOf(layout, {
    remove: (packets) => {
      level.fill(0);
      energy.fill(0);
      for (let s = 0; s < packets * SPECTRA; s++) removePlainly(task, layout, s);
    },
    compare: (packets) => {
      for (let s = 0; s < packets * SPECTRA; s++) {
        multiplyPlainly(layout, s);
        choosePlainly(task, layout, s);
        rankPlainly(task, layout, s);
      }
    },
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

function rankPlainly({ scores }: KernelTask, layout: Layout, s: number): void {
  const { best, rivals, variance, signal, candidates } = layout;
  const at = placeOf(s, 2 * candidates);
  const ranked = scores
    .map(({ price, misfitWeight }, number) => {
      const gain = best[at + 2 * number * SPECTRA];
      return { number, score: gain - price * variance[s] - misfitWeight * Math.max(0, signal[s] - gain) };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  const out = placeOf(s, RIVALS);
  for (let i = 0; i < RIVALS; i++) rivals[out + i * SPECTRA] = ranked[i]?.number ?? -1;
}
