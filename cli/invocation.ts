import type { Output } from './terminal/output.ts';

/** A rectangle of pixels as `--window X Y W H` gives it. */
export interface WindowOption {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The options of one call, already checked against the command's row. */
export interface Options {
  flag(name: string): boolean;
  /** The last one, where it was given several times. */
  text(name: string): string | undefined;
  /** All, of an option that may be given several times. */
  texts(name: string): string[];
  integer(name: string): number | undefined;
  window(name: string): WindowOption | undefined;
}

/** One call of one command: what the user typed, and where answers go. */
export interface Invocation {
  /** `map`, `kb add`. */
  command: string;
  args: readonly string[];
  options: Options;
  json: boolean;
  output: Output;
  /** Aborted by Ctrl-C and by SIGTERM. */
  signal: AbortSignal;
}
