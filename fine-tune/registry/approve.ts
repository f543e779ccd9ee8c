import { withFileLock } from '../../core/file-lock.ts';
import { type AdapterCard, readAdapterCard } from '../../model-server/adapters/adapter-card.ts';
import { adapterFolder } from '../../model-server/adapters/adapter-state.ts';
import { registryLock } from './lock-path.ts';
import { writeCard } from './register.ts';

/**
 * Writes what the gate found, and who agreed, into an adapter's card, and signs it anew. Doing it again changes nothing.
 * @param by null where nobody has agreed
 */
export function approveAdapter(name: string, metrics: Record<string, unknown>, by: string | null): AdapterCard {
  return withFileLock(registryLock(), () => {
    const folder = adapterFolder(name);
    const { sha256: _, ...card } = readAdapterCard(folder, name);
    return writeCard(folder, { ...card, metrics, by });
  });
}
