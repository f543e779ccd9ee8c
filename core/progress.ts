/** What long work tells its caller. `done`/`total` in `unit`; a caller may show it or ignore it. */
export interface Progress {
  /** What is being done, in the user's words: "reading report.pdf", "mapping". */
  step: string;
  done?: number;
  total?: number;
  unit?: string;
}

export type OnProgress = (progress: Progress) => void;

/** The options that every slow call takes. */
export interface SlowCall {
  signal?: AbortSignal;
  onProgress?: OnProgress;
}

/** Waits no longer than the caller does; the work itself goes on. */
export function abortable<T>(work: Promise<T>, { signal }: Pick<SlowCall, 'signal'>): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
