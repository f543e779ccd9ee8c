import type { GossanError } from '../../core/errors.ts';
import type { SeenItem } from './sources.ts';

/** One file or address as it is now. */
export interface Seen {
  /** Path or address: the key of the source's items. */
  item: string;
  /** The file to add. */
  file: string;
  /** Id that a document of this content has. */
  document: string;
  state: Omit<SeenItem, 'document'>;
}

export interface Refused {
  path: string;
  error: GossanError;
}
