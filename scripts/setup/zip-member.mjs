import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

const END = 0x06054b50;
const ENTRY = 0x02014b50;

/**
 * Reads one member of a zip file (a Python wheel is one). Stored and deflated members; no zip64, no encryption.
 * Layout: PKWARE APPNOTE 6.3.9, sections 4.3.7, 4.3.12, 4.3.16.
 *
 * @param {string} path
 * @param {string} member
 * @returns {Buffer}
 */
export function readZipMember(path, member) {
  const handle = openSync(path, 'r');
  try {
    const read = (at, length) => {
      const bytes = Buffer.alloc(length);
      if (readSync(handle, bytes, 0, length, at) !== length) throw new Error(`${path}: the zip file is cut off`);
      return bytes;
    };
    const { size } = fstatSync(handle);
    // The end record stands before a comment of at most 65535 bytes.
    const tail = read(Math.max(0, size - 65_557), Math.min(size, 65_557));
    let end = tail.length - 22;
    while (end >= 0 && tail.readUInt32LE(end) !== END) end--;
    if (end < 0) throw new Error(`${path}: not a zip file`);
    const directory = read(tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
    for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === ENTRY; ) {
      const nameLength = directory.readUInt16LE(at + 28);
      const name = directory.toString('utf8', at + 46, at + 46 + nameLength);
      if (name === member) {
        const method = directory.readUInt16LE(at + 10);
        const local = directory.readUInt32LE(at + 42);
        const head = read(local, 30);
        const data = read(local + 30 + head.readUInt16LE(26) + head.readUInt16LE(28), directory.readUInt32LE(at + 20));
        if (method === 0) return data;
        if (method === 8) return inflateRawSync(data);
        throw new Error(`${path}: ${member} uses compression method ${method}`);
      }
      at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    }
    throw new Error(`${path}: has no member ${member}`);
  } finally {
    closeSync(handle);
  }
}
