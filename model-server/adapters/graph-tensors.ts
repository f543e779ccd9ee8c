/** Where a graph reads an initializer: bytes of another file. */
export interface ExternalTensor {
  name: string;
  location: string;
  from: number;
  to: number;
}

// Field numbers of onnx.proto3: ModelProto.graph, GraphProto.initializer, TensorProto.name and .external_data,
// StringStringEntryProto.key and .value.
const [GRAPH, INITIALIZER, NAME, EXTERNAL, KEY, VALUE] = [7, 5, 8, 13, 1, 2];

/**
 * The initializers of an ONNX graph that stand in another file.
 * @throws Error where the bytes are no graph
 */
export function externalTensors(model: Uint8Array): ExternalTensor[] {
  const graph = fields(model).find(({ number }) => number === GRAPH);
  if (!graph) throw new Error('there is no graph in it');
  return fields(graph.bytes)
    .filter(({ number }) => number === INITIALIZER)
    .flatMap(({ bytes }) => {
      const tensor = fields(bytes);
      const entries = tensor.filter(({ number }) => number === EXTERNAL).map((entry) => entryOf(entry.bytes));
      if (entries.length === 0) return [];
      const { location = '', offset = '0', length } = Object.fromEntries(entries);
      if (length === undefined) throw new Error('an initializer does not say how long it is');
      const name = tensor.find(({ number }) => number === NAME);
      const from = Number(offset);
      return [{ name: name ? text(name.bytes) : '', location, from, to: from + Number(length) }];
    });
}

function entryOf(bytes: Uint8Array): [string, string] {
  const parts = fields(bytes);
  const value = (wanted: number) => text(parts.find(({ number }) => number === wanted)?.bytes ?? new Uint8Array());
  return [value(KEY), value(VALUE)];
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** The length-delimited fields of a Protocol Buffers message; others are stepped over. */
function fields(message: Uint8Array): { number: number; bytes: Uint8Array }[] {
  const found: { number: number; bytes: Uint8Array }[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = message[at++];
      if (byte === undefined || shift > 2 ** 63) throw new Error('it is cut off, or no graph');
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const kind = tag % 8;
    if (kind === 0) varint();
    else if (kind === 1) at += 8;
    else if (kind === 5) at += 4;
    else if (kind === 2) {
      const length = varint();
      if (at + length > message.length) throw new Error('it is cut off, or no graph');
      found.push({ number: Math.floor(tag / 8), bytes: message.subarray(at, at + length) });
      at += length;
    } else throw new Error('it is no graph');
  }
  return found;
}
