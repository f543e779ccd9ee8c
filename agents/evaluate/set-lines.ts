import { readFileSync } from 'node:fs';
import { asGossanError, GossanError } from '../../core/errors.ts';

/** Refuses the line that is being read. */
export type Fail = (detail: string) => never;

/**
 * Reads the set of an evaluation: a JSON object a line, empty lines left out.
 * @param row what a line stands for; `line` counts from 1
 * @throws GossanError FILE_NOT_FOUND, EVAL_SET naming the line
 */
export function readSetLines<T>(
  path: string,
  row: (fields: Record<string, unknown>, fail: Fail, line: number) => T,
): T[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    throw asGossanError(error, path);
  }
  const set: T[] = [];
  for (const [at, content] of text.split(/\r?\n/).entries()) {
    if (!content.trim()) continue;
    const fail: Fail = (detail) => {
      throw new GossanError('EVAL_SET', { path, line: at + 1, detail });
    };
    set.push(row(fieldsOf(content, fail), fail, at + 1));
  }
  if (set.length === 0) throw new GossanError('EVAL_SET', { path, line: 1, detail: 'the set is empty' });
  return set;
}

function fieldsOf(content: string, fail: Fail): Record<string, unknown> {
  try {
    return JSON.parse(content) as Record<string, unknown>;
  } catch {
    return fail('it is not JSON');
  }
}
