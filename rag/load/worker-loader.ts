import { workerUrl } from '../../core/paths.ts';
import type { SlowCall } from '../../core/progress.ts';
import type { LoadedDocument, Loader, SourceFile } from './document.ts';
import { readInWorker, WORKER_LIMITS, type WorkerLimits } from './read-in-worker.ts';
import type { Report } from './worker-messages.ts';

/** Turns bytes into a document, inside of a worker. @throws GossanError DOCUMENT_* naming `file.path` */
export type Parse = (file: SourceFile, report: Report) => LoadedDocument | Promise<LoadedDocument>;

/** A format that is parsed in a worker: the same row of the registry serves both threads. */
export interface WorkerLoader extends Loader {
  parse: Parse;
  load(file: SourceFile, options?: SlowCall, limits?: WorkerLimits): Promise<LoadedDocument>;
}

/** Makes a loader whose `parse` runs in `document-worker.ts`, under limits of time and memory. */
export function workerLoader(format: Omit<WorkerLoader, 'load'>): WorkerLoader {
  const module = () => workerUrl(import.meta.url, './document-worker');
  return {
    ...format,
    load: (file, options, limits = WORKER_LIMITS) =>
      readInWorker(module(), file, { format: format.format }, options, limits),
  };
}
