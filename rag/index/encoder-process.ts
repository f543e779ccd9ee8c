import { EncoderGraph, type EncoderInput } from './encoder-graph.ts';
import type { TokenEmbedding } from './token-embedding.ts';

/** A lane of encoder-lanes.ts, told the file of the weights on its command line: embeds texts in the order in which they come. */
export type LaneAnswer = { embedding: TokenEmbedding } | { failed: string };

const send = (answer: LaneAnswer) => process.send?.(answer);
const loading = EncoderGraph.load(process.argv[2]!, 1);
// Heard by each text; a rejection that nobody hears yet would end the process.
loading.catch(() => undefined);

process.on('message', async (input: EncoderInput) => {
  try {
    send({ embedding: await (await loading).embed(input) });
  } catch (error) {
    send({ failed: (error as Error).message });
  }
});
// Whoever asked is gone, or was ended: so are we. An interrupt of the terminal reaches us as well; that is not ours to obey.
process.on('disconnect', () => process.exit());
process.on('SIGINT', () => {});
