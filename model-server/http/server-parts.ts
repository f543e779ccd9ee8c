import type { Access } from '../../core/callers.ts';
import type { Backend } from '../backend.ts';
import type { RequestQueue } from '../queue.ts';
import type { Metrics } from './metrics.ts';
import type { Opened } from './opened.ts';
import type { PageParts } from './scene-desk.ts';

/** What the routes share. */
export interface ServerParts {
  backend: Backend;
  queue: RequestQueue;
  metrics: Metrics;
  access: Access;
  opened: Opened;
  /** Where the page is served. */
  page?: PageParts | undefined;
}
