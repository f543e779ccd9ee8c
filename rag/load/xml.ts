import { Parser } from 'htmlparser2';
import { Nesting } from './nesting.ts';

export interface XmlHandler {
  /** `name` without its namespace prefix; attributes too, save that a name that occurs twice keeps its last value. */
  open?(name: string, attributes: Record<string, string>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** So much is given to the parser at once; it reports between. */
const PIECE_BYTES = 1 << 18;

/**
 * Reads XML as a stream of events, without a tree: memory does not grow with the file. The parser knows only the five
 * entities of XML and numbers: entities that a file defines stay as they are written, and nothing is ever fetched.
 * XML that breaks off or is not well-formed gives what was read of it.
 * @param onPiece called with the bytes done so far
 * @throws NestedTooDeep
 */
export function readXml(bytes: Buffer, handler: XmlHandler, onPiece: (done: number) => void = () => {}): void {
  const nesting = new Nesting();
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        nesting.open();
        handler.open?.(local(name), localKeys(attributes));
      },
      ontext: (text) => handler.text?.(text),
      onclosetag: (name) => {
        nesting.close();
        handler.close?.(local(name));
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  const decoder = new TextDecoder(encodingOf(bytes));
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    parser.write(decoder.decode(bytes.subarray(at, at + PIECE_BYTES), { stream: true }));
    onPiece(Math.min(bytes.length, at + PIECE_BYTES));
  }
  parser.end(decoder.decode());
}

/** The byte order mark, else what the declaration names, else UTF-8. */
function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const named = /^<\?xml[^>]*\bencoding\s*=\s*["']([\w.-]+)["']/.exec(bytes.subarray(0, 200).toString('latin1'))?.[1];
  try {
    return named === undefined ? 'utf-8' : new TextDecoder(named).encoding;
  } catch {
    return 'utf-8';
  }
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function localKeys(attributes: Record<string, string>): Record<string, string> {
  const result: Record<string, string> = Object.create(null);
  for (const key in attributes) result[local(key)] = attributes[key]!;
  return result;
}
