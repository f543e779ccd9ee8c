import type { Output } from './terminal/output.ts';

/** How long a command may take to tidy up after Ctrl-C before the process ends anyway, where it says nothing else, ms. */
const GRACE_MS = 5000;

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export interface CaughtSignals {
  signal: AbortSignal;
  /** Lets the command take so long to tidy up, ms. */
  allow(ms: number): void;
  release(): void;
}

/**
 * Turns Ctrl-C, SIGTERM and SIGHUP into an AbortSignal, so that a command closes what it has open and leaves no half-written
 * file. A second signal, or the grace, ends the process at once.
 */
export function catchSignals(output: Output): CaughtSignals {
  const controller = new AbortController();
  let grace = GRACE_MS;
  const handlers = Object.entries(EXIT_CODES).map(([name, code]) => {
    const handler = () => {
      if (controller.signal.aborted) process.exit(code);
      controller.abort();
      if (name === 'SIGINT') output.note('Stopping… (Ctrl-C again to stop at once)', 'dim');
      setTimeout(() => process.exit(code), grace).unref();
    };
    process.on(name, handler);
    return [name, handler] as const;
  });
  return {
    signal: controller.signal,
    allow: (ms) => {
      grace = ms;
    },
    release: () => {
      for (const [name, handler] of handlers) process.off(name, handler);
    },
  };
}
