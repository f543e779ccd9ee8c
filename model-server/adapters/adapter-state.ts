import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { writeFileAtomic } from '../../core/atomic.ts';
import { GossanError } from '../../core/errors.ts';
import { homePath } from '../../core/paths.ts';
import { ADAPTER_NAME } from './adapter-card.ts';

/** An adapter by its name and the hash of its card: the same name with another content is another adapter. */
const entry = z.object({ name: z.string(), sha256: z.string() });
export type AdapterEntry = z.infer<typeof entry>;

const STATE = z.object({
  format: z.literal(1),
  /** By SHA-256 of the base: what answers for it, and what answered before, the latest last; null is the base itself. */
  bases: z.record(
    z.string(),
    z.object({ name: z.string(), active: entry.nullable(), earlier: z.array(entry.nullable()) }),
  ),
  /** All that was done, the latest last. */
  log: z.array(
    z.object({
      at: z.string(),
      did: z.enum(['activate', 'rollback']),
      by: z.string().nullable(),
      base: z.string(),
      adapter: entry.nullable(),
    }),
  ),
});

/** `GOSSAN_HOME/adapters/active.json`. */
export type AdapterState = z.infer<typeof STATE>;

/** The folder of an adapter of this machine. */
export function adapterFolder(name: string): string {
  return homePath('adapters', name);
}

/** The adapters of this machine, by their folders; whether they are whole is found when one is loaded. */
export function adapterNames(): string[] {
  const folder = homePath('adapters');
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((one) => (one.isDirectory() && ADAPTER_NAME.test(one.name) ? [one.name] : [])).sort();
}

export const statePath = (): string => homePath('adapters', 'active.json');

/** @throws GossanError CONFIG_FORMAT where somebody wrote something else into it */
export function readAdapterState(): AdapterState {
  const path = statePath();
  if (!existsSync(path)) return { format: 1, bases: {}, log: [] };
  const fault = (detail: string) => new GossanError('CONFIG_FORMAT', { path, detail });
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw fault(`not JSON (${(error as Error).message})`);
  }
  const read = STATE.safeParse(content);
  if (!read.success) throw fault(`${read.error.issues[0]!.path.join('.')}: ${read.error.issues[0]!.message}`);
  return read.data;
}

/** Readers see the state before or after, never a part. */
export function writeAdapterState(state: AdapterState): void {
  writeFileAtomic(statePath(), `${JSON.stringify(state, null, 2)}\n`);
}

/** The adapter that answers for a base; null for the base itself. */
export function activeAdapter(base: string, state: AdapterState = readAdapterState()): AdapterEntry | null {
  return state.bases[base]?.active ?? null;
}

/** Tells one state of the file from another without reading it: it is replaced, never written over. */
export function stateStamp(): string {
  const stat = statSync(statePath(), { throwIfNoEntry: false, bigint: true });
  return stat ? `${stat.ino} ${stat.mtimeNs} ${stat.size}` : '';
}
