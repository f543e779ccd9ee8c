import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256 } from '../../core/hash.ts';
import { homePath } from '../../core/paths.ts';
import type { PartCheck } from './probe.ts';

const MODEL = 'all-MiniLM-L6-v2';
const DIMENSIONS = 384;

export const embeddings: PartCheck = {
  part: 'embeddings',
  fix: 'Run `npm run setup` with a network connection; it fetches and checks the weights.',
  async run() {
    const folder = homePath('models', MODEL);
    const stamp = join(folder, 'source.json');
    if (!existsSync(stamp)) {
      return {
        state: 'fallback',
        version: null,
        detail: `no weights in ${folder}: search is by words only (BM25)`,
        fix: this.fix,
      };
    }
    const { origin, files } = JSON.parse(readFileSync(stamp, 'utf8')) as {
      origin: string;
      files: Record<string, { sha256: string }>;
    };
    for (const [name, pinned] of Object.entries(files)) {
      if (sha256(readFileSync(join(folder, name))) !== pinned.sha256)
        throw new Error(`${join(folder, name)} is damaged`);
    }
    const { env, pipeline } = await import('@huggingface/transformers');
    env.localModelPath = dirname(folder);
    env.allowRemoteModels = false;
    const embedder = await pipeline('feature-extraction', MODEL, { dtype: 'q8' });
    try {
      const from = performance.now();
      const { data } = await embedder('advanced argillic alteration', { pooling: 'mean', normalize: true });
      const ms = Math.round(performance.now() - from);
      if (data.length !== DIMENSIONS) throw new Error(`gave ${data.length} numbers instead of ${DIMENSIONS}`);
      return {
        state: 'ok',
        version: MODEL,
        detail: `from ${origin}, SHA-256 checked, one sentence in ${ms} ms`,
        fix: null,
      };
    } finally {
      await embedder.dispose();
    }
  },
};
