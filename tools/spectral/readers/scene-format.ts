import type { SceneReader } from '../types.ts';

/** The words of `--as`. */
export type Conversion = 'reflectance' | 'radiance' | 'relative';

export interface OpenOptions {
  /**
   * What the user says the numbers are, and how they become reflectance. 'reflectance': believed, only the scale is looked
   * for. 'radiance': to reflectance at the top of the atmosphere where the metadata give unit, sun elevation and date,
   * else as 'relative', and why is said. 'relative': radiance or counts over the scene's own mean spectrum.
   * Left out: the file must be reflectance.
   */
  as?: Conversion;
  signal?: AbortSignal;
}

/** One scene format. Its reader is loaded only when a file of that format is opened. */
export interface SceneFormat {
  /** As messages name it. */
  name: string;
  /** Whether a path (a file's first bytes, or a folder with no bytes) looks like this format. Cheap: no decoding. */
  recognises(path: string, head: Uint8Array | undefined): Promise<boolean> | boolean;
  open(path: string, options: OpenOptions): Promise<SceneReader>;
}
