import { readFileSync } from 'node:fs';
import { asset } from '../../core/paths.ts';
import type { PartCheck } from './probe.ts';

export const faiss: PartCheck = {
  part: 'FAISS',
  fix: 'Run `npm run setup`; on Debian it needs `apt-get install g++ libfaiss-dev libopenblas-dev`.',
  async run() {
    try {
      const { default: library } = await import('faiss-node');
      const index = new library.IndexFlatIP(3);
      index.add([1, 0, 0, 0, 1, 0, 0, 0, 1]);
      const [nearest] = index.search([0.1, 0.9, 0.2], 1).labels;
      if (nearest !== 1) throw new Error(`found vector ${nearest} where 1 is the nearest`);
      const detail = `loaded, found the nearest of 3 vectors${origin()}`;
      return { state: 'ok', version: packageVersion(), detail, fix: null };
    } catch (error) {
      const why = (error as Error).message.split('\n')[0];
      return {
        state: 'fallback',
        version: null,
        detail: `the exact TypeScript index is in use (${why})`,
        fix: this.fix,
      };
    }
  },
};

function packageVersion(): string {
  return (JSON.parse(readFileSync(asset('node_modules', 'faiss-node', 'package.json'), 'utf8')) as { version: string })
    .version;
}

/** Set-up notes beside the binary whether it compiled it. */
function origin(): string {
  try {
    const stamp = readFileSync(asset('node_modules', 'faiss-node', '.gossan.json'), 'utf8');
    return ` (${(JSON.parse(stamp) as { origin: string }).origin})`;
  } catch {
    return '';
  }
}
