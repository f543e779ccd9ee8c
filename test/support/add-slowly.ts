/**
 * A process of its own that adds files to a knowledge base: `node add-slowly.ts NAME DELAY_MS FILE…`. The delay stands
 * for the time that embedding a chunk takes. Prints a line for each file that
 * is being indexed, and one for each further chunk.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { openKnowledgeBase } from '../../rag/index.ts';
import { hashingEmbedder } from './hashing-embedder.ts';

const [name, delay, ...files] = process.argv.slice(2);
const embedder = hashingEmbedder();
const base = await openKnowledgeBase(name!, {
  embedder: {
    ...embedder,
    async embed(text) {
      await sleep(Number(delay));
      return embedder.embed(text);
    },
  },
});
const result = await base.add(files, {
  onProgress: ({ step, done }) => {
    if (!step.startsWith('indexing')) return;
    console.log(done === 1 ? step : 'one more');
  },
});
console.log(JSON.stringify({ added: result.added.length, unchanged: result.unchanged.length }));
