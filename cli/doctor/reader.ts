import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openReader, readerFolder, readerInstalled } from '../../agents/documents/reader/open-reader.ts';
import { sha256 } from '../../core/hash.ts';
import type { PartCheck } from './probe.ts';

/** A question that the second of the sentences answers, whatever the reader's threshold. */
const TRIAL = {
  question: 'What did the drill hole cut?',
  sentences: ['The office is closed on Sundays.', 'The drill hole cut 12 m of massive sulphide.'],
};

export const reader: PartCheck = {
  part: 'reader',
  fix: 'Run `npm run setup` with a network connection; it fetches the weights, makes the reader of them and checks it.',
  async run() {
    const folder = readerFolder();
    const stamp = join(folder, 'source.json');
    if (!existsSync(stamp) || !readerInstalled()) {
      return {
        state: 'fallback',
        version: null,
        detail: `no reader in ${folder}: sentences that answer are chosen by rules`,
        fix: this.fix,
      };
    }
    const { model, origin, files } = JSON.parse(readFileSync(stamp, 'utf8')) as {
      model: string;
      origin: string;
      files: Record<string, { sha256: string }>;
    };
    for (const [name, pinned] of Object.entries(files)) {
      if (sha256(readFileSync(join(folder, name))) !== pinned.sha256)
        throw new Error(`${join(folder, name)} is damaged`);
    }
    const read = (await openReader())!;
    const from = performance.now();
    const { shares } = await read(TRIAL.question, TRIAL.sentences);
    const ms = Math.round(performance.now() - from);
    if (!(shares[1]! > shares[0]!)) throw new Error('points at the wrong one of two sentences');
    return {
      state: 'ok',
      version: model,
      detail: `from ${origin}, SHA-256 checked, Chinese and English, two sentences in ${ms} ms`,
      fix: null,
    };
  },
};
