import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { asGossanError, GossanError } from '../../core/errors.ts';
import type { RetrievalCorpus } from './corpus.ts';

/**
 * Reads a test collection in BEIR's layout: `corpus.jsonl` (`_id`, `title`, `text`), `queries.jsonl` (`_id`, `text`),
 * `qrels/test.tsv` (query, document, grade, with a header row); each may be gzipped.
 * @throws GossanError FILE_NOT_FOUND, FILE_UNREADABLE naming the file and the line
 */
export function readBeir(folder: string): RetrievalCorpus {
  const documents = rows(folder, 'corpus.jsonl').map((row) => ({
    id: String(row._id),
    text: [row.title, row.text].filter((part) => typeof part === 'string' && part !== '').join('\n'),
  }));
  const queries = rows(folder, 'queries.jsonl').map((row) => ({ id: String(row._id), text: String(row.text) }));
  const judgements = new Map<string, Map<string, number>>();
  const { path, text } = read(folder, join('qrels', 'test.tsv'));
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (at === 0 || line.trim() === '') continue;
    const [query, document, grade] = line.split('\t');
    if (query === undefined || document === undefined || grade === undefined || Number.isNaN(Number(grade))) {
      throw new GossanError('FILE_UNREADABLE', {
        path,
        detail: `line ${at + 1} is not "query, document, grade" with tabs`,
      });
    }
    const judged = judgements.get(query) ?? new Map<string, number>();
    judgements.set(query, judged.set(document, Number(grade)));
  }
  const judged = queries.some(({ id }) => [...(judgements.get(id)?.values() ?? [])].some((grade) => grade > 0));
  if (!judged)
    throw new GossanError('FILE_UNREADABLE', { path, detail: 'it judges no query of queries.jsonl relevant' });
  return { name: basename(resolve(folder)), documents, queries, judgements };
}

function rows(folder: string, name: string): Record<string, unknown>[] {
  const { path, text } = read(folder, name);
  return text.split(/\r?\n/).flatMap((line, at) => {
    if (line.trim() === '') return [];
    try {
      const row = JSON.parse(line) as Record<string, unknown>;
      if (row._id === undefined || typeof row.text !== 'string') throw new Error('it needs "_id" and "text"');
      return [row];
    } catch (error) {
      throw new GossanError('FILE_UNREADABLE', { path, detail: `line ${at + 1}: ${(error as Error).message}` });
    }
  });
}

function read(folder: string, name: string): { path: string; text: string } {
  const plain = join(folder, name);
  const path = existsSync(plain) || !existsSync(`${plain}.gz`) ? plain : `${plain}.gz`;
  try {
    const bytes = readFileSync(path);
    return { path, text: (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').replace(/^\ufeff/, '') };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code.startsWith('Z_')) throw new GossanError('FILE_UNREADABLE', { path, detail: (error as Error).message });
    throw asGossanError(error, path);
  }
}
