import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { homePath } from '../../../core/paths.ts';
import type { Reader } from './reader.ts';

const FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', join('onnx', 'model_q4.onnx')];

/** Where set-up puts the reader's files. */
export function readerFolder(): string {
  return homePath('models', 'gossan-reader');
}

/** Whether they are all there. */
export function readerInstalled(): boolean {
  return FILES.every((file) => existsSync(join(readerFolder(), file)));
}

let loaded: { folder: string; reader: Promise<Reader> } | undefined;

/**
 * The reader that set-up installs: an encoder that points at the sentence which answers, or at none (README.md). Null where
 * it is not installed. Loaded once, in a fifth of a second.
 * @throws GossanError READER_BROKEN
 */
export async function openReader(): Promise<Reader | null> {
  if (!readerInstalled()) return null;
  const folder = readerFolder();
  if (loaded?.folder !== folder) {
    const own = { folder, reader: import('./reader.ts').then(({ loadReader }) => loadReader(folder)) };
    // A failed load (a broken file that is then replaced) may be tried again.
    own.reader.catch(() => loaded === own && (loaded = undefined));
    loaded = own;
  }
  return loaded.reader;
}
