import { closeSync, openSync, readSync } from 'node:fs';

/** One tensor of a safetensors file; `from` and `to` are bytes from the start of the file. */
export interface StoredTensor {
  dtype: string;
  shape: number[];
  from: number;
  to: number;
}

/** More than any header has: a file that claims so much is none. */
const LONGEST_HEADER = 64 * 2 ** 20;

/**
 * The tensors of a safetensors file by name; their values are not read.
 * @throws Error where the file is not in that form
 */
export function readSafetensorsHeader(path: string): Map<string, StoredTensor> {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(8);
    if (readSync(file, head, 0, 8, 0) < 8) throw new Error('it is too short for a safetensors file');
    const length = Number(head.readBigUInt64LE());
    if (length > LONGEST_HEADER) throw new Error('its header is longer than any');
    const text = Buffer.alloc(length);
    if (readSync(file, text, 0, length, 8) < length) throw new Error('its header is cut off');
    const table = JSON.parse(text.toString('utf8')) as Record<
      string,
      { dtype: string; shape: number[]; data_offsets: [number, number] }
    >;
    const start = 8 + length;
    return new Map(
      Object.entries(table)
        .filter(([name]) => name !== '__metadata__')
        .map(
          ([
            name,
            {
              dtype,
              shape,
              data_offsets: [from, to],
            },
          ]) => [name, { dtype, shape, from: start + from, to: start + to }],
        ),
    );
  } finally {
    closeSync(file);
  }
}
