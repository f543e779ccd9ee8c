import { parentPort } from 'node:worker_threads';
import type { PreparedLibrary } from '../identify/prepare-library.ts';
import { type ClassSums, TileSums } from './class-spectra.ts';
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
  sums: ClassSums;
}

const port = parentPort;
if (port) {
  port.once('message', ({ scene, prepared }: TileSetup) => {
    const classifier = new TileClassifier(prepared, scene);
    port.on('message', ({ id, data, width, height }: TileTask) => {
      const spectra = new TileSums(data, width, scene.wavelengths.length);
      const result = classifier.classify(data, width, height, (named, y) => spectra.addLine(named, y));
      release(data);
      const answer: TileAnswer = { id, result, sums: spectra.sums() };
      port.postMessage(
        answer,
        [...Object.values(result), answer.sums.sums].map((array) => array.buffer as ArrayBuffer),
      );
    });
  });
}
