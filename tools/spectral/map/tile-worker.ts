import { parentPort, workerData } from 'node:worker_threads';
import { loadLibrary } from '../library/load-library.ts';
import { type SceneBands, TileClassifier, type TileResult } from './classify-tile.ts';

/** What a worker is started with. */
export interface TileWorkerData {
  library: string | undefined;
  scene: SceneBands;
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
  const { library, scene } = workerData as TileWorkerData;
  const classifier = new TileClassifier(loadLibrary(library), scene);
  port.on('message', ({ id, data, width, height }: TileTask) => {
    const result = classifier.classify(data, width, height);
    const answer: TileAnswer = { id, result };
    port.postMessage(
      answer,
      Object.values(result).map((array: TileResult[keyof TileResult]) => array.buffer as ArrayBuffer),
    );
  });
}
