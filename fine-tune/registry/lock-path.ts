import { homePath } from '../../core/paths.ts';

/** Held by whoever writes the registry. */
export const registryLock = (): string => homePath('adapters', '.lock');
