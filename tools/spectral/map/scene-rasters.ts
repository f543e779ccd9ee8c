import type { TileResult } from './classify-tile.ts';

/** The rasters that tiles fill, for a whole window. @param shared whether other threads fill them too */
export function sceneRasters(pixels: number, shared: boolean): TileResult {
  const memory = (bytes: number): ArrayBufferLike => (shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
  const labels = (): Uint16Array => new Uint16Array(memory(2 * pixels));
  const floats = (): Float32Array => new Float32Array(memory(4 * pixels));
  return {
    swir: labels(),
    swirFit: floats(),
    swirDepth: floats(),
    swirMargin: floats(),
    vnir: labels(),
    vnirFit: floats(),
    vnirDepth: floats(),
    vnirMargin: floats(),
    mask: new Uint8Array(memory(pixels)),
    aloh: floats(),
    alunite: floats(),
    carbonate: floats(),
    feoh: floats(),
  };
}

/** The part of the rasters that belongs to a tile of whole rows. @param at its first pixel */
export function tileOf(rasters: TileResult, at: number, pixels: number): TileResult {
  const parts = Object.entries(rasters).map(([name, raster]) => [name, raster.subarray(at, at + pixels)]);
  return Object.fromEntries(parts) as TileResult;
}
