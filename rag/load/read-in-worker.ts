import { Worker } from 'node:worker_threads';
import { asGossanError, GossanError } from '../../core/errors.ts';
import type { SlowCall } from '../../core/progress.ts';
import type { LoadedDocument, SourceFile } from './document.ts';
import type { WorkerMessage } from './worker-messages.ts';

/** What reading one file may cost. Tests set smaller ones. */
export interface WorkerLimits {
  /** JavaScript heap of the worker in MiB. */
  heapMib: number;
  /** Growth of the whole process in MiB: what a decompression bomb swells is outside of the JavaScript heap. */
  processMib: number;
  /** Time without any progress, in ms. */
  stallMs: number;
}

export const WORKER_LIMITS: WorkerLimits = { heapMib: 1024, processMib: 2048, stallMs: 30_000 };

/** How often the watchdog looks, in ms. */
const WATCH_MS = 100;

/**
 * Reads a document in a worker thread of its own: a hostile file can neither hang nor kill the process. The worker gets
 * `data` with a copy of the file's bytes and its path, and answers with {@link WorkerMessage}s.
 * @throws GossanError DOCUMENT_TOO_LARGE where a limit is reached (with `recognising`, the page whose picture was being read), INTERRUPTED, and what the worker refuses with
 */
export function readInWorker(
  module: URL,
  file: SourceFile,
  data: Record<string, unknown>,
  options: SlowCall = {},
  limits: WorkerLimits = WORKER_LIMITS,
): Promise<LoadedDocument> {
  const { signal, onProgress } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new GossanError('INTERRUPTED'));
    const bytes = Uint8Array.from(file.bytes);
    const worker = new Worker(module, {
      workerData: { ...data, bytes, path: file.path },
      transferList: [bytes.buffer],
      resourceLimits: { maxOldGenerationSizeMb: limits.heapMib, stackSizeMb: 4 },
      // Warnings of the libraries on damaged fonts are of no use to the reader of the terminal.
      stdout: true,
      stderr: true,
    });
    let reading = 'opening it';
    let recognising: number | undefined;
    let lastSign = performance.now();
    let leastRss = process.memoryUsage.rss();

    const finish = (settle: () => void) => {
      clearInterval(watchdog);
      signal?.removeEventListener('abort', onAbort);
      worker.removeAllListeners();
      // A late error of a worker that is being ended must not become an uncaught exception.
      worker.on('error', () => {});
      void worker.terminate().then(settle, settle);
    };
    const refuse = (error: GossanError) => finish(() => reject(error));
    const tooLarge = (detail: string) =>
      refuse(new GossanError('DOCUMENT_TOO_LARGE', { path: file.path, detail, recognising }));
    const onAbort = () => refuse(new GossanError('INTERRUPTED'));
    const watchdog = setInterval(() => {
      // Against the least so far: what the process itself frees meanwhile must not hide the growth.
      const rss = process.memoryUsage.rss();
      leastRss = Math.min(leastRss, rss);
      const grownMib = (rss - leastRss) / 2 ** 20;
      if (grownMib > limits.processMib) tooLarge(`${reading} takes more than ${limits.processMib} MiB of memory`);
      else if (performance.now() - lastSign > limits.stallMs) {
        tooLarge(`${reading} takes more than ${limits.stallMs / 1000} s`);
      }
    }, WATCH_MS);

    signal?.addEventListener('abort', onAbort, { once: true });
    worker.on('message', (message: WorkerMessage) => {
      lastSign = performance.now();
      if (message.type === 'progress') {
        const { done, total, unit } = message;
        recognising = message.recognising;
        reading = `${unit.replace(/s$/, '')} ${Math.min(done + 1, total)}`;
        const how = recognising === undefined ? '' : ' (text recognition)';
        onProgress?.({ step: `reading ${file.path}${how}`, done, total, unit });
      } else if (message.type === 'refused') {
        refuse(new GossanError(message.code, { path: file.path, ...message.values }));
      } else {
        finish(() => resolve(message.document));
      }
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
        tooLarge(`${reading} takes more than ${limits.heapMib} MiB of memory`);
      } else {
        refuse(asGossanError(error, file.path));
      }
    });
    worker.on('exit', (code) => {
      const detail = `its reader ended with code ${code} at ${reading}`;
      refuse(new GossanError('DOCUMENT_DAMAGED', { path: file.path, detail }));
    });
  });
}
