import type { SlowCall } from '../../core/progress.ts';
import type { OfferedScene, PixelSheet, SceneSheet } from './scene-schemas.ts';

/** What the routes of scenes need of the spectral engine, which this folder may not import: whoever starts the server hands it in. */
export interface SceneDesk {
  /** The scenes that may be opened over HTTP, in the order of the choice. */
  list(): Promise<OfferedScene[]>;
  /** The path of an offered scene, by its id or by its path; null where it is not offered. */
  offered(scene: string): Promise<string | null>;
  /** Opens a scene, and maps it where that has not been done. @throws GossanError SCENE_NOT_OFFERED, and of reading it */
  sheet(id: string, options: SlowCall): Promise<SceneSheet>;
  /** A layer as a PNG, clear where it says nothing. @throws GossanError SCENE_NOT_OFFERED, LAYER_UNKNOWN */
  layer(id: string, layer: string, options: SlowCall): Promise<Uint8Array>;
  /** The spectrum of a pixel and what it says. @throws GossanError SCENE_NOT_OFFERED, SCENE_WINDOW */
  pixel(id: string, x: number, y: number, options: SlowCall): Promise<PixelSheet>;
}

/** What `gossan serve` adds to the model server: the page, and what it shows. */
export interface PageParts {
  scenes: SceneDesk;
  /** The knowledge base that the page begins with. */
  kb: string;
  /** Called before a knowledge base is asked (the default one where none is named): what ships with Gossan is in it afterwards. */
  prepare(kb: string | undefined, options: SlowCall): Promise<void>;
  /** Folder of the page's files. */
  folder: string;
}
