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
