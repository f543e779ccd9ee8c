import { encodePng } from '../../../../tools/spectral/outputs/picture/png.ts';
import type { Raster } from '../raster.ts';

/** A picture as iTerm2's inline image (also WezTerm, mintty): a PNG with the cells that it fills. */
export function iterm2({ width, height, rgb }: Raster, columns: number, rows: number): string {
  const png = Buffer.from(encodePng(width, height, rgb, {}));
  const keys = `inline=1;size=${png.length};width=${columns};height=${rows};preserveAspectRatio=0`;
  return `\x1b]1337;File=${keys}:${png.toString('base64')}\x07`;
}
