import type { SceneReader } from '../types.ts';

export interface OpenOptions {
  /**
   * What the user says the numbers are. 'reflectance': believed, only the scale is looked for. 'radiance': converted
   * to relative reflectance by the scene's own mean. Left out: the file must be reflectance.
   */
  as?: 'reflectance' | 'radiance';
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
