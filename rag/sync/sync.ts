import { asGossanError, GossanError } from '../../core/errors.ts';
import type { SlowCall } from '../../core/progress.ts';
import type { AddResult, DocumentInfo, KnowledgeBase } from '../types.ts';
import { lookAtLocal } from './local-source.ts';
import type { Refused, Seen } from './seen.ts';
import { fetchedFolder, isAddress, readSources, type Source, sourceName, writeSources } from './sources.ts';
import { lookAtAddress } from './web-source.ts';

export interface SyncResult {
  sources: string[];
  added: DocumentInfo[];
  /** The document that took the place of an earlier one, and the earlier one's id. */
  changed: { document: DocumentInfo; before: string; item: string }[];
  removed: { id: string; title: string; item: string }[];
  /** Read again, as an earlier version of Gossan had read them. */
  reread: DocumentInfo[];
  unchanged: number;
  refused: AddResult['refused'];
  /** Sources that could not be looked at; their documents stay as they are. */
  unreachable: AddResult['refused'];
}

export interface SyncOptions extends SlowCall {
  /** Sources to follow from now on, beside those that are followed already. */
  follow?: readonly string[];
  /** Addresses are not asked (GOSSAN_OFFLINE). */
  offline?: boolean;
}

/**
 * Brings a base up to date with the folders, files and addresses that it follows. New documents are added before earlier ones
 * are removed, and what was seen is written down last, so that a sync that is killed is simply done again.
 * @throws GossanError INTERRUPTED, KB_CORRUPT, and what adding throws
 */
export async function syncKnowledgeBase(base: KnowledgeBase, options: SyncOptions = {}): Promise<SyncResult> {
  const sources = followed(base.name, options.follow ?? []);
  const result: SyncResult = {
    sources: sources.map(({ source }) => source),
    added: [],
    reread: [],
    changed: [],
    removed: [],
    unchanged: 0,
    refused: [],
    unreachable: [],
  };
  for (const source of sources) await syncSource(base, sources, source, options, result);
  return result;
}

/** Follows a source no longer; its documents are removed unless another source has them. @returns false where it was not followed */
export async function forgetSource(base: KnowledgeBase, given: string): Promise<SyncResult['removed'] | null> {
  const name = sourceName(given);
  const sources = readSources(base.name);
  const gone = sources.find(({ source }) => source === name);
  if (gone === undefined) return null;
  const kept = sources.filter((source) => source !== gone);
  const removed = await removeDocuments(base, kept, Object.entries(gone.items));
  writeSources(base.name, kept);
  return removed;
}

function followed(kb: string, follow: readonly string[]): Source[] {
  const sources = readSources(kb);
  for (const source of follow.map((given) => sourceName(given))) {
    if (!sources.some((one) => one.source === source)) sources.push({ source, items: {} });
  }
  return sources;
}

async function syncSource(
  base: KnowledgeBase,
  sources: Source[],
  source: Source,
  options: SyncOptions,
  result: SyncResult,
): Promise<void> {
  const { signal, onProgress } = options;
  onProgress?.({ step: `looking at ${source.source}` });
  let seen: Seen[];
  let refused: Refused[];
  try {
    ({ seen, refused } = await look(base.name, source, options));
  } catch (thrown) {
    const error = asGossanError(thrown, source.source);
    if (error.code === 'INTERRUPTED') throw error;
    result.unreachable.push(refusal(source.source, error));
    return;
  }
  const known = new Map((await base.list()).map((document) => [document.id, document]));
  // an earlier version of Gossan may have read it, or it came from a folder before it came from an address
  const wanted = seen.filter(({ document, item }) => {
    const present = known.get(document);
    return present === undefined || present.outdated === true || (isAddress(item) && present.url === undefined);
  });
  const urls = new Map(wanted.flatMap(({ file, item }) => (isAddress(item) ? [[file, item] as const] : [])));
  const addition =
    wanted.length > 0
      ? await base.add(
          wanted.map(({ file }) => file),
          { signal, onProgress, urls },
        )
      : null;
  result.reread.push(...(addition?.reread ?? []));
  const now = new Map((await base.list()).map((document) => [document.id, document]));
  const named = new Map(seen.map(({ file, item }) => [file, item]));
  result.refused.push(
    ...refused.map(({ path, error }) => refusal(path, error)),
    ...(addition?.refused ?? []).map((one) => ({ ...one, path: named.get(one.path) ?? one.path })),
  );
  const outdated: [item: string, before: Source['items'][string]][] = [];
  const items: Source['items'] = {};
  for (const { item, document, state } of seen) {
    const before = source.items[item];
    const present = now.get(document);
    // what cannot be read any more leaves the document that was made of it before
    const kept = present?.id ?? before?.document ?? null;
    items[item] = { document: kept, ...(present ? state : {}) };
    const replaced = present !== undefined && before?.document != null && before.document !== document;
    if (replaced) {
      outdated.push([item, before]);
      result.changed.push({ document: present, before: before.document!, item });
    } else if (present && !known.has(document)) result.added.push(present);
    else if (present) result.unchanged++;
  }
  for (const path of refused.map((one) => one.path)) if (source.items[path]) items[path] = source.items[path];
  const gone = Object.entries(source.items).filter(([item]) => items[item] === undefined);
  source.items = items;
  await removeDocuments(base, sources, outdated);
  result.removed.push(...(await removeDocuments(base, sources, gone)));
  writeSources(base.name, sources);
}

async function look(kb: string, source: Source, options: SyncOptions): Promise<{ seen: Seen[]; refused: Refused[] }> {
  if (!isAddress(source.source)) return lookAtLocal(source, options.signal);
  if (options.offline)
    throw new GossanError('SOURCE_UNREACHABLE', { url: source.source, detail: 'GOSSAN_OFFLINE is set' });
  return { seen: [await lookAtAddress(source, fetchedFolder(kb), options)], refused: [] };
}

/** Removes the documents of items, unless an item of a followed source still has them. */
async function removeDocuments(
  base: KnowledgeBase,
  sources: readonly Source[],
  items: [item: string, before: Source['items'][string]][],
): Promise<SyncResult['removed']> {
  const needed = new Set(sources.flatMap((source) => Object.values(source.items).map(({ document }) => document)));
  const present = new Map((await base.list()).map((document) => [document.id, document]));
  const removed: SyncResult['removed'] = [];
  for (const [item, { document }] of items) {
    if (document === null || needed.has(document) || !present.has(document)) continue;
    await base.remove(document);
    removed.push({ id: document, title: present.get(document)!.title, item });
    present.delete(document);
  }
  return removed;
}

function refusal(path: string, { code, message, hint }: GossanError): AddResult['refused'][number] {
  return { path, code, message, hint };
}
