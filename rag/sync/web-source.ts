import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GossanError } from '../../core/errors.ts';
import { sha256, stableId } from '../../core/hash.ts';
import type { SlowCall } from '../../core/progress.ts';
import type { Seen } from './seen.ts';
import type { Source } from './sources.ts';

/** Larger files are not read by `kb add` either. */
const MOST_BYTES = 512 * 1024 * 1024;
/** A server that sends nothing for so long is given up. */
const STALL_MS = 60_000;
/** Endings by what a server says it sends; others are taken from the address. */
const ENDINGS: Record<string, string> = {
  'application/pdf': '.pdf',
  'text/html': '.html',
  'application/xhtml+xml': '.html',
  'text/markdown': '.md',
  'text/plain': '.txt',
  'text/csv': '.csv',
  'application/epub+zip': '.epub',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': '.docx',
};

/**
 * Fetches a report if its server says that it changed (ETag, Last-Modified; RFC 9110, section 13), else takes what was
 * fetched before. A fetch that breaks off leaves the earlier file as it was.
 * @param folder where fetched files are kept
 * @throws GossanError SOURCE_UNREACHABLE naming the address, INTERRUPTED
 */
export async function lookAtAddress(
  { source, items }: Source,
  folder: string,
  { signal, onProgress }: SlowCall,
): Promise<Seen> {
  const before = items[source];
  const own = join(folder, stableId('address', source));
  const kept = before?.document ? keptFile(own) : undefined;
  const stall = new AbortController();
  const timer = { id: setTimeout(() => stall.abort(), STALL_MS) };
  const alive = () => {
    clearTimeout(timer.id);
    timer.id = setTimeout(() => stall.abort(), STALL_MS);
  };
  try {
    const response = await fetch(source, {
      headers: {
        ...(kept && before?.etag ? { 'if-none-match': before.etag } : {}),
        ...(kept && before?.modified ? { 'if-modified-since': before.modified } : {}),
      },
      signal: AbortSignal.any([stall.signal, ...(signal ? [signal] : [])]),
    });
    alive();
    if (response.status === 304 && kept) {
      await response.body?.cancel();
      return { item: source, file: kept, document: before!.document!, state: stateOf(before!) };
    }
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      throw unreachable(source, `the server answers ${response.status} ${response.statusText}`.trim());
    }
    const total = Number(response.headers.get('content-length') ?? Number.NaN);
    if (total > MOST_BYTES) throw unreachable(source, `it is larger than ${MOST_BYTES / 2 ** 20} MiB`);
    mkdirSync(own, { recursive: true });
    const file = join(own, fileName(response, source));
    const part = `${file}.part`;
    let done = 0;
    const counted = Readable.fromWeb(response.body as import('node:stream/web').ReadableStream).on(
      'data',
      (chunk: Buffer) => {
        alive();
        done += chunk.length;
        if (done > MOST_BYTES) stall.abort(unreachable(source, `it is larger than ${MOST_BYTES / 2 ** 20} MiB`));
        onProgress?.({ step: `fetching ${source}`, done, ...(Number.isNaN(total) ? {} : { total }), unit: 'bytes' });
      },
    );
    try {
      await pipeline(counted, createWriteStream(part), { signal: stall.signal });
      renameSync(part, file);
    } finally {
      rmSync(part, { force: true });
    }
    if (kept && kept !== file) rmSync(kept, { force: true });
    const [etag, modified] = [response.headers.get('etag'), response.headers.get('last-modified')];
    return {
      item: source,
      file,
      document: sha256(readFileSync(file)).slice(0, 12),
      state: { ...(etag ? { etag } : {}), ...(modified ? { modified } : {}) },
    };
  } catch (error) {
    if (signal?.aborted) throw new GossanError('INTERRUPTED');
    if (error instanceof GossanError) throw error;
    if (stall.signal.reason instanceof GossanError) throw stall.signal.reason;
    const stalled = stall.signal.aborted ? `nothing came for ${STALL_MS / 1000} s` : undefined;
    const cause = (error as Error).cause as Error | undefined;
    throw unreachable(source, stalled ?? cause?.message ?? (error as Error).message, error);
  } finally {
    clearTimeout(timer.id);
  }
}

function stateOf({ etag, modified }: { etag?: string; modified?: string }): Seen['state'] {
  return { ...(etag === undefined ? {} : { etag }), ...(modified === undefined ? {} : { modified }) };
}

/** The file that an earlier fetch of this address left in its folder. */
function keptFile(own: string): string | undefined {
  if (!existsSync(own)) return undefined;
  const [name] = readdirSync(own).filter((one) => !one.endsWith('.part'));
  return name === undefined ? undefined : join(own, name);
}

function fileName(response: Response, source: string): string {
  const type = (response.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
  const own = extname(new URL(source).pathname);
  return `${addressName(source)}${ENDINGS[type] ?? (own || '.html')}`;
}

/** The last part of the address, without its ending and without what is no file name. */
function addressName(source: string): string {
  const { pathname, hostname } = new URL(source);
  const last = basename(decodeURIComponent(pathname), extname(pathname)) || hostname;
  return last.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 80) || 'report';
}

function unreachable(url: string, detail: string, cause?: unknown): GossanError {
  return new GossanError('SOURCE_UNREACHABLE', { url, detail }, cause === undefined ? {} : { cause });
}
