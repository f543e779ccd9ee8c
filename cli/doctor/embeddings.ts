import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../core/hash.ts';
import { chosenEmbeddingModel, embedderOf } from '../../rag/index/embedder.ts';
import { modelFolder } from '../../rag/index/embedding-models.ts';
import type { PartCheck } from './probe.ts';

export const embeddings: PartCheck = {
  part: 'embeddings',
  fix: 'Run `npm run setup` with a network connection; it fetches and checks the weights.',
  async run() {
    const chosen = chosenEmbeddingModel();
    const folder = modelFolder(chosen);
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
    const model = embedderOf(chosen);
    await model.embed('gossan');
    const from = performance.now();
    const { vector } = await model.embed('advanced argillic alteration');
    const ms = Math.round(performance.now() - from);
    if (Math.abs(Math.hypot(...vector) - 1) > 1e-3) throw new Error('gave a vector that is not of length 1');
    return {
      state: 'ok',
      version: model.id,
      detail: `from ${origin}, SHA-256 checked, one sentence in ${ms} ms`,
      fix: null,
    };
  },
};
