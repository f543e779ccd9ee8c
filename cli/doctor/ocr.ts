import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../core/hash.ts';
import { ocrModelFolder, openPageReader } from '../../rag/ocr/pp-ocr.ts';
import type { PartCheck } from './probe.ts';

export const ocr: PartCheck = {
  part: 'OCR',
  fix: 'Run `npm run setup` with a network connection; it fetches and checks the models.',
  async run() {
    const folder = ocrModelFolder();
    const stamp = join(folder, 'source.json');
    if (!existsSync(stamp)) {
      return {
        state: 'fallback',
        version: null,
        detail: `no models in ${folder}: scanned pages without text stay unread`,
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
    const reader = await openPageReader();
    const [width, height] = [320, 320];
    const from = performance.now();
    await reader.read({ width, height, grey: new Uint8Array(width * height).fill(255) });
    const ms = Math.round(performance.now() - from);
    return {
      state: 'ok',
      version: model,
      detail: `from ${origin}, SHA-256 checked, Chinese and English, an empty page in ${ms} ms`,
      fix: null,
    };
  },
};
