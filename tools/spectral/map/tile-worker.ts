import { parentPort } from 'node:worker_threads';
import type { PreparedLibrary } from '../identify/prepare-library.ts';
import { type SceneBands, TileClassifier, type TileResult } from './classify-tile.ts';
import { release } from './release.ts';

/** The first message to a worker: the scene whose tiles follow. */
export interface TileSetup {
  scene: SceneBands;
  prepared: PreparedLibrary;
}

/** A tile to name: BIL values, handed over and not copied. */
export interface TileTask {
  id: number;
  data: Float32Array;
  width: number;
  height: number;
}

export interface TileAnswer {
  id: number;
  result: TileResult;
}

const port = parentPort;
if (port) {
  port.once('message', ({ scene, prepared }: TileSetup) => {
    const classifier = new TileClassifier(prepared, scene);
    port.on('message', ({ id, data, width, height }: TileTask) => {
      const result = classifier.classify(data, width, height);
      release(data);
      const answer: TileAnswer = { id, result };
      port.postMessage(
        answer,
        Object.values(result).map((array: TileResult[keyof TileResult]) => array.buffer as ArrayBuffer),
      );
    });
  });
}
