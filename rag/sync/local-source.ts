import { existsSync, statSync } from 'node:fs';
import { asGossanError, GossanError } from '../../core/errors.ts';
import { sha256 } from '../../core/hash.ts';
import { collectFiles } from '../load/collect-files.ts';
import { readSource } from '../load/registry.ts';
import type { Refused, Seen } from './seen.ts';
import type { Source } from './sources.ts';

/**
 * Looks at a folder or a file. A file whose size and time are those of last time is not read again.
 * @throws GossanError FILE_NOT_FOUND where the source itself is gone: a drive that is not mounted must not empty the base
 */
export async function lookAtLocal(
  { source, items }: Source,
  signal?: AbortSignal,
): Promise<{ seen: Seen[]; refused: Refused[] }> {
  if (!existsSync(source)) throw new GossanError('FILE_NOT_FOUND', { path: source });
  const { files, problems } = collectFiles([source]);
  const seen: Seen[] = [];
  const refused: Refused[] = problems.map(({ path, error }) => ({ path, error }));
  for (const path of files) {
    if (signal?.aborted) throw new GossanError('INTERRUPTED');
    try {
      const { size, mtimeMs } = statSync(path);
      const before = items[path];
      const same = before?.size === size && before.mtimeMs === mtimeMs && before.document !== null;
      const document = same ? before.document! : sha256((await readSource(path, signal)).bytes).slice(0, 12);
      seen.push({ item: path, file: path, document, state: { size, mtimeMs } });
    } catch (thrown) {
      const error = asGossanError(thrown, path);
      if (error.code === 'INTERRUPTED') throw error;
      refused.push({ path, error });
    }
  }
  return { seen, refused };
}
