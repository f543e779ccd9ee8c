/**
 * Reads files one after the other, each while the caller works on the one before: readers run in threads of their own.
 * @param read may be stopped by its signal, when `signal` is or the caller wants no more
 * @param onWait called with a file's place when the caller begins to wait for it
 */
export async function* readAhead<T>(
  paths: readonly string[],
  read: (path: string, signal: AbortSignal) => Promise<T>,
  { signal, onWait }: { signal?: AbortSignal; onWait?: (at: number) => void } = {},
): AsyncGenerator<{ path: string; loaded: T }> {
  const stop = new AbortController();
  const either = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const begin = (at: number) => {
    const reading = at < paths.length ? read(paths[at]!, either) : null;
    // Heard when it is waited for.
    reading?.catch(() => undefined);
    return reading;
  };
  let next = begin(0);
  try {
    for (const [at, path] of paths.entries()) {
      onWait?.(at);
      const loaded = (await next)!;
      next = begin(at + 1);
      yield { path, loaded };
    }
  } finally {
    stop.abort();
    await next?.catch(() => undefined);
  }
}
