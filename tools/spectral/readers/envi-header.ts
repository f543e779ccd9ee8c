import { open } from 'node:fs/promises';
import { asGossanError, GossanError } from '../../../core/errors.ts';
import { decodeText } from './decode-text.ts';

/** A header is text of some kilobytes; classification headers with a thousand classes reach 100 KB. */
const LARGEST_HEADER = 16 * 1024 * 1024;

/**
 * The fields of an ENVI header. Keys are lower case with single spaces. A key may stand twice (USGS libraries repeat
 * `wavelength`): `text` gives the last, `texts` all of them in the file's order.
 */
export class EnviHeader {
  readonly path: string;
  readonly #fields: Map<string, string[]>;

  constructor(path: string, fields: Map<string, string[]>) {
    this.path = path;
    this.#fields = fields;
  }

  has(key: string): boolean {
    return this.#fields.has(key);
  }

  texts(key: string): string[] {
    return this.#fields.get(key) ?? [];
  }

  text(key: string): string | undefined {
    return this.texts(key).at(-1);
  }

  /**
   * A whole number ≥ `least`. Throws SCENE_HEADER_FIELD when the field is missing (and no default is given), is none, or
   * stands twice with different values.
   */
  integer(key: string, least: number, otherwise?: number): number {
    const text = this.single(key);
    if (text === undefined || text === '') {
      if (otherwise !== undefined) return otherwise;
      throw this.refuse(key, 'is missing');
    }
    const value = /^[+-]?\d+(\.0*)?$/.test(text) ? Number(text) : Number.NaN;
    if (!Number.isSafeInteger(value) || value < least) {
      throw this.refuse(key, `is "${shorten(text)}", not a whole number of at least ${least}`);
    }
    return value;
  }

  /** The text of a field that can have one value only. Throws SCENE_HEADER_FIELD where it stands twice and differs. */
  single(key: string): string | undefined {
    const [first, ...others] = this.texts(key);
    const other = others.find((text) => text.toLowerCase() !== first.toLowerCase());
    if (other === undefined) return first;
    throw this.refuse(key, `stands twice, as "${shorten(first)}" and as "${shorten(other)}"`);
  }

  /** A finite number, or undefined where the field is missing or holds none. */
  number(key: string): number | undefined {
    return finiteNumber(this.text(key));
  }

  /** The comma-separated items of a braced field; empty where it is missing. */
  list(key: string): string[] {
    return splitList(this.text(key));
  }

  /** The numbers of a list of `count`; of a repeated key the list of that length. Unreadable items are NaN. */
  numbers(key: string, count: number): number[] {
    const lists = this.texts(key).map((text) => text.split(',').flatMap((item) => (item.trim() ? [Number(item)] : [])));
    return lists.find((list) => list.length === count) ?? lists.at(-1) ?? [];
  }

  refuse(field: string, detail: string): GossanError {
    return new GossanError('SCENE_HEADER_FIELD', { path: this.path, field, detail });
  }
}

/** Undefined for empty texts, words, infinities and numbers beyond double precision. */
export function finiteNumber(text: string | undefined): number | undefined {
  const value = text?.trim() ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** The items of one field's value. A trailing comma makes no item. */
export function splitList(text: string | undefined): string[] {
  if (!text?.trim()) return [];
  const items = text.split(',').map((item) => item.trim());
  if (items.at(-1) === '') items.pop();
  return items;
}

/**
 * Reads and parses an ENVI header.
 * Throws FILE_NOT_FOUND, IS_DIRECTORY, FILE_EMPTY, SCENE_FORMAT_UNKNOWN (not an ENVI header), SCENE_HEADER_FIELD (a brace
 * that never closes).
 */
export async function readEnviHeader(path: string): Promise<EnviHeader> {
  let bytes: Buffer;
  try {
    const handle = await open(path);
    try {
      const { size } = await handle.stat();
      if (size === 0) throw new GossanError('FILE_EMPTY', { path });
      if (size > LARGEST_HEADER) throw notAHeader(path, `${size} bytes is too large for a header`);
      bytes = await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw asGossanError(error, path);
  }
  const text = decodeText(bytes);
  if (text.includes('\0')) throw notAHeader(path, 'the header holds binary data');
  return parseEnviHeader(text, path);
}

/** Parses the text of a header; `path` is for messages. */
export function parseEnviHeader(text: string, path: string): EnviHeader {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  if (!/^ENVI\b/.test(lines[0]?.trim() ?? '')) throw notAHeader(path, 'the header does not begin with "ENVI"');

  const fields = new Map<string, string[]>();
  for (let at = 1; at < lines.length; at++) {
    const line = lines[at];
    const equals = line.indexOf('=');
    if (equals < 0 || line.trimStart().startsWith(';')) continue;
    const key = line.slice(0, equals).trim().toLowerCase().replace(/\s+/g, ' ');
    let value = line.slice(equals + 1).trim();
    if (value.startsWith('{')) {
      const parts = [value];
      // Depth is counted: WKT and descriptions may hold braces of their own.
      let depth = braceDepth(value);
      while (depth > 0) {
        if (++at >= lines.length) {
          throw new GossanError('SCENE_HEADER_FIELD', { path, field: key, detail: 'has a "{" that is never closed' });
        }
        parts.push(lines[at]);
        depth += braceDepth(lines[at]);
      }
      const joined = parts.join('\n').trim();
      value = joined.slice(1, joined.lastIndexOf('}')).trim();
    }
    const values = fields.get(key);
    if (values) values.push(value);
    else fields.set(key, [value]);
  }
  return new EnviHeader(path, fields);
}

function braceDepth(text: string): number {
  let depth = 0;
  for (const character of text) depth += character === '{' ? 1 : character === '}' ? -1 : 0;
  return depth;
}

function notAHeader(path: string, detail: string): GossanError {
  return new GossanError('SCENE_FORMAT_UNKNOWN', { path, detail, formats: 'ENVI cubes (.hdr with .img, .dat, …)' });
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
