/**
 * Writes ONNX models: those messages of onnx.proto3 that a graph of operators and weights needs. Numbers of fields and
 * types are those of the file https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3.
 */

/** TensorProto.DataType. */
const TYPES = { float: 1, uint8: 2, int32: 6, int64: 7, int4: 22 };
const IR_VERSION = 10;

/** AttributeProto.AttributeType. */
const FLOAT = 1;
const INT = 2;

/**
 * @param {string} name
 * @param {keyof typeof TYPES} type
 * @param {number[]} dims
 * @param {NodeJS.ArrayBufferView} data little-endian; two 4-bit values a byte, the first in the lower half
 */
export function tensor(name, type, dims, data) {
  const raw = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.concat([...dims.map((size) => int(1, size)), int(2, TYPES[type]), text(8, name), bytes(9, raw)]);
}

/**
 * @param {string} op
 * @param {string[]} inputs '' where an optional one is left out
 * @param {string[]} outputs
 * @param {Record<string, number | { float: number }>} [attributes] whole numbers, or `{ float }`
 * @param {string} [domain]
 */
export function node(op, inputs, outputs, attributes = {}, domain = '') {
  const written = Object.entries(attributes).map(([name, value]) =>
    bytes(
      5,
      typeof value === 'number'
        ? Buffer.concat([text(1, name), int(3, value), int(20, INT)])
        : Buffer.concat([text(1, name), float(2, value.float), int(20, FLOAT)]),
    ),
  );
  return Buffer.concat([
    ...inputs.map((input) => text(1, input)),
    ...outputs.map((output) => text(2, output)),
    text(3, outputs[0]),
    text(4, op),
    ...written,
    ...(domain ? [text(7, domain)] : []),
  ]);
}

/**
 * An input or output of the graph.
 * @param {string} name
 * @param {keyof typeof TYPES} type
 * @param {(number | string)[]} dims a name where the size is open
 */
export function value(name, type, dims) {
  const shape = dims.map((size) => bytes(1, typeof size === 'number' ? int(1, size) : text(2, size)));
  const tensorType = Buffer.concat([int(1, TYPES[type]), bytes(2, Buffer.concat(shape))]);
  return Buffer.concat([text(1, name), bytes(2, bytes(1, tensorType))]);
}

/**
 * @param {{ name: string, opsets: Record<string, number>, nodes: Buffer[], tensors: Buffer[], inputs: Buffer[], outputs: Buffer[] }} graph
 *   nodes in an order in which each comes after what it reads
 * @returns {Buffer} the file
 */
export function model({ name, opsets, nodes, tensors, inputs, outputs }) {
  const graph = Buffer.concat([
    ...nodes.map((one) => bytes(1, one)),
    text(2, name),
    ...tensors.map((one) => bytes(5, one)),
    ...inputs.map((one) => bytes(11, one)),
    ...outputs.map((one) => bytes(12, one)),
  ]);
  const imports = Object.entries(opsets).map(([domain, version]) =>
    bytes(8, Buffer.concat([text(1, domain), int(2, version)])),
  );
  return Buffer.concat([int(1, IR_VERSION), text(2, 'gossan'), bytes(7, graph), ...imports]);
}

function varint(value) {
  const written = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    written.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return Buffer.from(written);
}

const int = (field, value) => Buffer.concat([varint(field << 3), varint(value)]);
const bytes = (field, value) => Buffer.concat([varint((field << 3) | 2), varint(value.length), value]);
const text = (field, value) => bytes(field, Buffer.from(value));

function float(field, value) {
  const written = Buffer.alloc(4);
  written.writeFloatLE(value);
  return Buffer.concat([varint((field << 3) | 5), written]);
}
