import { GossanError } from '../../core/errors.ts';
import { withFileLock } from '../../core/file-lock.ts';
import { type AdapterCard, readAdapterCard, verifyFiles } from '../../model-server/adapters/adapter-card.ts';
import { type AdapterEntry, readAdapterState, writeAdapterState } from '../../model-server/adapters/adapter-state.ts';
import { embeddedFiles, fitsBase } from '../../model-server/adapters/embedded-files.ts';
import { readBaseFiles } from '../../model-server/embedded/base-files.ts';
import { knownAdapter, shippedBase } from '../../model-server/open-vision-model.ts';
import { registryLock } from './lock-path.ts';

/** What a change of the active adapter did; null is the base. */
export interface Change {
  base: { name: string; sha256: string };
  active: AdapterEntry | null;
  before: AdapterEntry | null;
}

/**
 * Makes an adapter answer for its base from now on. It is checked whole first; one that answers already is left so.
 * @param by who says so
 * @throws GossanError ADAPTER_UNKNOWN, and what the check throws
 */
export async function activate(name: string, by: string | null): Promise<Change> {
  const { card } = await verifyAdapter(name);
  const entry = { name, sha256: card.sha256 };
  return withFileLock(registryLock(), () => {
    const state = readAdapterState();
    const { sha256: base } = card.base;
    const of = (state.bases[base] ??= { name: card.base.name, active: null, earlier: [] });
    const before = of.active;
    if (before?.sha256 !== entry.sha256) {
      of.earlier.push(before);
      of.active = entry;
      state.log.push({ at: new Date().toISOString(), did: 'activate', by, base, adapter: entry });
      writeAdapterState(state);
    }
    return { base: card.base, active: entry, before };
  });
}

/**
 * Goes back to what answered before the last activation, the base at last. What it goes back to is checked first.
 * @param baseName of which base; that of the last activation where it is left out
 * @throws GossanError ADAPTER_NO_EARLIER, and what the check throws
 */
export async function rollback(by: string | null, baseName?: string): Promise<Change> {
  const seen = readAdapterState();
  const base = baseToRollBack(seen, baseName);
  const target = seen.bases[base]!.earlier.at(-1) ?? null;
  if (target) {
    const { card } = await verifyAdapter(target.name);
    if (card.sha256 !== target.sha256)
      throw new GossanError('ADAPTER_CHANGED', { name: target.name, file: 'adapter.json' });
  }
  return withFileLock(registryLock(), () => {
    const state = readAdapterState();
    const of = state.bases[base]!;
    const before = of.active;
    if (of.earlier.length !== seen.bases[base]!.earlier.length) {
      throw new GossanError('ADAPTER_NO_EARLIER', { detail: 'another process changed the active adapter meanwhile' });
    }
    of.active = of.earlier.pop() ?? null;
    state.log.push({ at: new Date().toISOString(), did: 'rollback', by, base, adapter: of.active });
    writeAdapterState(state);
    return { base: { name: of.name, sha256: base }, active: of.active, before };
  });
}

function baseToRollBack({ bases, log }: ReturnType<typeof readAdapterState>, name: string | undefined): string {
  const open = Object.entries(bases).filter(([, { earlier }]) => earlier.length > 0);
  if (name !== undefined) {
    const found = open.find(([sha256, of]) => of.name === name || sha256.startsWith(name));
    if (!found) throw new GossanError('ADAPTER_NO_EARLIER', { detail: `no adapter was activated on ${name}` });
    return found[0];
  }
  const last = log.findLast(({ base }) => open.some(([sha256]) => sha256 === base));
  if (!last) throw new GossanError('ADAPTER_NO_EARLIER', { detail: 'no adapter is active' });
  return last.base;
}

/**
 * Checks an adapter of this machine whole: on the base that ships, as the embedded backend loads it; on another base, its
 * signature and files, since the base is not here.
 * @throws GossanError ADAPTER_UNKNOWN, ADAPTER_INCOMPLETE, ADAPTER_CHANGED, ADAPTER_KEYS, VISION_ADAPTER
 */
export async function verifyAdapter(name: string): Promise<{ card: AdapterCard; folder: string }> {
  const folder = knownAdapter(name);
  return { card: await verifyFolder(folder, name), folder };
}

/** As {@link verifyAdapter}, of any folder. */
export async function verifyFolder(folder: string, name: string): Promise<AdapterCard> {
  const card = readAdapterCard(folder, name);
  const { card: shipped, weights } = readBaseFiles(shippedBase());
  const base = { name: shipped.name, sha256: shipped.base, weights };
  if (fitsBase(card, base)) await embeddedFiles(folder, name, base);
  else await verifyFiles(folder, card);
  return card;
}
