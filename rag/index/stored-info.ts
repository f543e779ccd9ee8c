import { FIRST_LOADER } from '../load/document.ts';
import type { DocumentInfo } from '../types.ts';
import type { NewDocument } from './store.ts';

/**
 * What stores keep as JSON of a document: its description, and by what it was read. Bases of the time before loaders had
 * versions have the description alone.
 */
type StoredInfo = DocumentInfo & { loader?: string };

export function infoToStore({ info, versions }: Pick<NewDocument, 'info' | 'versions'>): string {
  return JSON.stringify({ ...info, loader: versions.loader } satisfies StoredInfo);
}

export function infoFromStore({ loader = FIRST_LOADER, ...info }: StoredInfo): { info: DocumentInfo; loader: string } {
  return { info, loader };
}
