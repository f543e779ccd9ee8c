import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SETTINGS } from '../../core/config.ts';
import { homePath } from '../../core/paths.ts';
import { DATABASE, EmbeddedStore } from './embedded-store.ts';
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
  const folder = homePath('kb');
  if (!existsSync(folder)) return [];
  const files = [DATABASE, 'manifest.json'];
  return readdirSync(folder).filter((name) => files.some((file) => existsSync(join(folder, name, file))));
}
