import type { Config } from '../../core/config.ts';

/**
 * `ok`: there and tried. `fallback`: something else does its work, less well. `missing`: it was asked for, or is
 * needed, and does not work. `not-configured`: not asked for, and not needed.
 */
export type ProbeState = 'ok' | 'fallback' | 'missing' | 'not-configured';

/** What `gossan doctor` says of one part. */
export interface Probe {
  part: string;
  state: ProbeState;
  version: string | null;
  /** One sentence or list, without the line break that would end it. */
  detail: string;
  /** What to do, where there is something to do. */
  fix: string | null;
}

/** One check: it tries the part, not only its file's presence. It may throw: then the part is missing. */
export interface PartCheck {
  part: string;
  /** What to do where the check throws. */
  fix: string;
  run(config: Config): Promise<Omit<Probe, 'part'>>;
}
