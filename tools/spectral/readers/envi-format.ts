import { GossanError } from '../../../core/errors.ts';
import { findEnviFiles, isHeader } from './envi-files.ts';
import type { SceneFormat } from './scene-format.ts';

export const enviFormat: SceneFormat = {
  name: 'ENVI cubes (BSQ, BIL or BIP: .hdr with .img, .dat, …, plain or gzip)',
  async recognises(path, head) {
    // A folder is given to the reader too: it can say which headers the folder holds.
    if (!head || isHeader(path)) return true;
    // A TIFF keeps its identity even where a program has left a .hdr beside it.
    if (/^(49492a00|4d4d002a|49492b00|89484446)/.test(Buffer.from(head).toString('hex'))) return false;
    try {
      await findEnviFiles(path);
      return true;
    } catch (error) {
      if (!(error instanceof GossanError) || error.code !== 'SCENE_HEADER_MISSING') throw error;
      // Names that ENVI uses get ENVI's message; others are simply not scenes.
      if (/\.(img|dat|bsq|bil|bip|raw)(\.gz)?$/i.test(path)) throw error;
      return false;
    }
  },
  async open(path, options) {
    const { openEnvi } = await import('./envi-reader.ts');
    return openEnvi(path, options);
  },
};
