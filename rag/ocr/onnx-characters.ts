/** The key under which the makers of PP-OCR's ONNX files list the characters, as a protobuf string of nine bytes. */
const KEY = Buffer.from('\u000a\u0009character\u0012', 'latin1');

/**
 * The characters that a recogniser knows, in the order of its classes after the blank; the space is last. They stand one a
 * line in a text file, or in the properties of the model (onnx.proto, ModelProto.metadata_props), which ONNX Runtime does
 * not give to JavaScript.
 */
export function readCharacters(bytes: Buffer, inModel: boolean): string[] {
  return [
    ...listOf(bytes, inModel)
      .replace(/\r?\n$/, '')
      .split(/\r?\n/),
    ' ',
  ];
}

function listOf(bytes: Buffer, inModel: boolean): string {
  if (!inModel) return bytes.toString('utf8');
  const key = bytes.lastIndexOf(KEY);
  if (key === -1) throw new Error('the model lists no characters');
  let at = key + KEY.length;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++]!;
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return bytes.toString('utf8', at, at + length);
}
