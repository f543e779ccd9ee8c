/** Waits until the process is told to end. */
export function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resume) => {
    if (signal.aborted) resume();
    else signal.addEventListener('abort', () => resume(), { once: true });
  });
}
