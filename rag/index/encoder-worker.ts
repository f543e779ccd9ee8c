import { parentPort, workerData } from 'node:worker_threads';
import { EncoderGraph, type EncoderInput } from './encoder-graph.ts';
import type { TokenEmbedding } from './token-embedding.ts';

/** A lane of encoder-lanes.ts: texts are embedded in the order in which they come. */
export interface LaneData {
  /** The file of the weights. */
  path: string;
}

export type LaneAnswer = { embedding: TokenEmbedding } | { failed: string };

const port = parentPort!;
const loading = EncoderGraph.load((workerData as LaneData).path, 1);
// Heard by each text; a rejection that nobody hears yet would end the thread.
loading.catch(() => undefined);

port.on('message', async (input: EncoderInput) => {
  try {
    const embedding = await (await loading).embed(input);
    const { vector, pieces, tokens } = embedding;
    const buffers = [vector, pieces, tokens].map(({ buffer }) => buffer as ArrayBuffer);
    port.postMessage({ embedding } satisfies LaneAnswer, buffers);
  } catch (error) {
    port.postMessage({ failed: (error as Error).message } satisfies LaneAnswer);
  }
});
