import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { asGossanError, GossanError } from '../../../core/errors.ts';
import { badLine } from '../set-line.ts';

/** One JSON object of a file; `line` counts from 1 (of a JSON list: its place in it). */
export interface Row {
  fields: Record<string, unknown>;
  line: number;
}

/**
 * The objects of a JSON Lines file, as they are read, or of a JSON list. Empty lines are left out.
 * @throws GossanError FILE_NOT_FOUND, DATASET_LINE
 */
export async function* readRows(path: string): AsyncGenerator<Row> {
  if (!existsSync(path)) throw new GossanError('FILE_NOT_FOUND', { path });
  if (path.endsWith('.json')) {
    yield* listRows(path);
    return;
  }
  let line = 0;
  try {
    for await (const text of createInterface({
      input: createReadStream(path, 'utf8'),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      line++;
      const plain = line === 1 ? text.replace(/^\ufeff/, '') : text;
      if (plain.trim() !== '') yield { fields: objectIn(plain, path, line), line };
    }
  } catch (error) {
    throw asGossanError(error, path);
  }
}

function* listRows(path: string): Generator<Row> {
  let list: unknown;
  try {
    list = JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    throw badLine(path, 1, `it is not JSON (${(error as Error).message})`);
  }
  if (!Array.isArray(list)) throw badLine(path, 1, 'it is no list');
  for (const [at, fields] of list.entries()) yield { fields: fields as Record<string, unknown>, line: at + 1 };
}

function objectIn(text: string, path: string, line: number): Record<string, unknown> {
  try {
    const fields: unknown = JSON.parse(text);
    if (typeof fields === 'object' && fields !== null && !Array.isArray(fields))
      return fields as Record<string, unknown>;
  } catch {
    // said below
  }
  throw badLine(path, line, 'it is not a JSON object');
}
