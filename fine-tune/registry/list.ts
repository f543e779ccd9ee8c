import { statSync } from 'node:fs';
import { join } from 'node:path';
import { asGossanError } from '../../core/errors.ts';
import { type AdapterCard, readAdapterCard } from '../../model-server/adapters/adapter-card.ts';
import { adapterFolder, adapterNames, readAdapterState } from '../../model-server/adapters/adapter-state.ts';
import { readCard } from '../../model-server/embedded/base-files.ts';
import { shippedBase } from '../../model-server/open-vision-model.ts';

/** One adapter as `adapters list` prints it (contract). */
export interface ListedAdapter {
  name: string;
  active: boolean;
  /** Why it cannot be used; what follows is then left out. */
  fault?: string;
  base?: AdapterCard['base'];
  method?: AdapterCard['method'];
  dataset?: AdapterCard['dataset'];
  created?: string;
  by?: string | null;
  metrics?: Record<string, unknown>;
  parent?: string | null;
  serving?: AdapterCard['serving'];
  code?: string | null;
  seed?: number | null;
  sha256?: string;
  bytes?: number;
}

/** The adapters of this machine, and which answers on the base that ships; their files are not hashed. */
export function listAdapters(): { active: string | null; base: string; adapters: ListedAdapter[] } {
  const state = readAdapterState();
  const { name, base } = readCard(shippedBase());
  const active = new Set(Object.values(state.bases).flatMap((of) => (of.active ? [of.active.name] : [])));
  return {
    active: state.bases[base]?.active?.name ?? null,
    base: name,
    adapters: adapterNames().map((one) => ({ name: one, active: active.has(one), ...lineage(one) })),
  };
}

function lineage(name: string): Omit<ListedAdapter, 'name' | 'active'> {
  try {
    const folder = adapterFolder(name);
    const { base, method, dataset, created, by, metrics, parent, serving, code, seed, sha256, files } = readAdapterCard(
      folder,
      name,
    );
    const bytes = Object.keys(files).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
    return {
      base,
      method,
      dataset,
      created,
      by,
      metrics,
      parent: parent?.name ?? null,
      serving,
      code,
      seed,
      sha256,
      bytes,
    };
  } catch (error) {
    return { fault: asGossanError(error).message };
  }
}
