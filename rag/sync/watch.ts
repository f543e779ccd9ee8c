import { existsSync, watch } from 'node:fs';
import { isAddress } from './sources.ts';

/** Programs write a file in several steps: what changes is looked at when nothing has changed for so long. */
const QUIET_MS = 1500;

/**
 * Calls `changed` whenever something below one of the folders (or a file itself) has changed and is quiet again, until the
 * signal aborts. Calls never overlap: what changes during one leads to another.
 */
export async function watchSources(
  sources: readonly string[],
  changed: () => Promise<void>,
  signal: AbortSignal,
  quietMs = QUIET_MS,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let due = false;
  let wake = (): void => undefined;
  const touch = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      due = true;
      wake();
    }, quietMs);
  };
  const local = sources.filter((source) => !isAddress(source) && existsSync(source));
  const watchers = local.map((source) => watch(source, { recursive: true, persistent: true }, touch));
  // a watched folder that is removed ends its watcher with an error: the next sync says that it is gone
  for (const watcher of watchers) watcher.on('error', touch);
  try {
    while (!signal.aborted) {
      if (!due) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      due = false;
      if (!signal.aborted) await changed();
    }
  } finally {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  }
}
