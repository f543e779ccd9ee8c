import { parentPort } from 'node:worker_threads';
import type { ErrorCode } from '../../core/errors.ts';
import { GossanError } from '../../core/errors.ts';
import type { LoadedDocument } from './document.ts';

/** What a worker that reads a document tells the thread that started it. */
export type WorkerMessage =
  /**
   * So much is read. Also a sign of life: a worker without one for too long is ended. `recognising`: the page whose picture
   * is being read.
   */
  | { type: 'progress'; done: number; total: number; unit: string; recognising?: number }
  | { type: 'refused'; code: ErrorCode; values: Record<string, string | number> }
  | { type: 'done'; document: LoadedDocument };

export function tell(message: WorkerMessage): void {
  parentPort!.postMessage(message);
}

/**
 * Called as the reading goes on: `done` of `total` in `unit`, which is read out to the user ("pages"); `recognising` is the
 * page whose picture is being read.
 */
export type Report = (done: number, total: number, unit: string, recognising?: number) => void;

/**
 * Runs a reading in a worker and sends its result or refusal.
 * @param explain the refusal that an error of a library means; null where it means nothing but damage
 */
export function answer(
  reading: Promise<LoadedDocument>,
  explain: (error: Error) => { code: ErrorCode; values: Record<string, string | number> } | null = () => null,
): void {
  reading.then(
    (document) => tell({ type: 'done', document }),
    (error) => tell({ type: 'refused', ...refusalOf(error, explain) }),
  );
}

function refusalOf(error: Error, explain: Parameters<typeof answer>[1] & {}) {
  if (error instanceof GossanError) {
    return { code: error.code, values: error.values as Record<string, string | number> };
  }
  return (
    explain(error) ?? {
      code: 'DOCUMENT_DAMAGED' as const,
      values: { detail: error.message.replace(/\.$/, '') },
    }
  );
}
