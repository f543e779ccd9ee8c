import { parentPort } from 'node:worker_threads';
import type { PreparedLibrary } from '../identify/prepared.ts';
import { type SceneBands, TileClassifier, type TileResult } from './classify-tile.ts';
import { nameTile, type TileOutcome } from './name-tile.ts';

/** The first message to a worker: the scene whose tiles follow, and its rasters in memory that all threads share. */
export interface TileSetup {
  scene: SceneBands;
  prepared: PreparedLibrary;
  rasters: TileResult;
}

/** A tile to name: BIL values, handed over and not copied, and the place of its first pixel in the rasters. */
export interface TileTask {
  id: number;
  data: Float32Array;
  width: number;
  height: number;
  at: number;
}

/** The tile's part of the rasters is filled. */
export interface TileAnswer {
  id: number;
  outcome: TileOutcome;
}

const port = parentPort;
if (port) {
  port.once('message', ({ scene, prepared, rasters }: TileSetup) => {
    const classifier = new TileClassifier(prepared, scene);
    port.on('message', ({ id, data, width, height, at }: TileTask) => {
      const outcome = nameTile(classifier, { scene, prepared, rasters }, data, width, height, at);
      port.postMessage({ id, outcome } satisfies TileAnswer, [outcome.spectra.sums.buffer as ArrayBuffer]);
    });
  });
}
