import { SETTINGS } from '../../core/config.ts';
import { homePath } from '../../core/paths.ts';
import { embeddedBases } from './base-files.ts';
import { EmbeddedStore } from './embedded-store.ts';
import type { KnowledgeStore } from './store.ts';

/** The address of the team store, where one is configured. */
function teamStore(): string | undefined {
  return process.env[SETTINGS.store] || undefined;
}

/** The store of a knowledge base: in the team's PostgreSQL where GOSSAN_STORE names one, else files under GOSSAN_HOME. */
export async function storeFor(name: string): Promise<KnowledgeStore> {
  const address = teamStore();
  if (address === undefined) return new EmbeddedStore(homePath('kb', name), name);
  const { PostgresStore } = await import('./postgres-store.ts');
  return new PostgresStore(address, name);
}

/** Names of all bases in the configured store. @throws GossanError STORE_* */
export async function namesOfBases(): Promise<string[]> {
  const address = teamStore();
  if (address !== undefined) {
    const { postgresBases } = await import('./postgres-store.ts');
    return postgresBases(address);
  }
  return embeddedBases();
}
