import { type ClassSums, TileSums } from './class-spectra.ts';
import type { TileClassifier } from './classify-tile.ts';
import { release } from './release.ts';
import { tileOf } from './scene-rasters.ts';
import type { TileSetup } from './tile-worker.ts';

/** What is told of a tile besides its part of the rasters. */
export interface TileOutcome {
  spectra: ClassSums;
  /** Pixels that the second look gave another name. */
  settled: number;
}

/** Names a tile into its part of the scene's rasters and sums the spectra of its classes; the data is gone afterwards. */
export function nameTile(
  classifier: TileClassifier,
  { scene, rasters }: TileSetup,
  data: Float32Array,
  width: number,
  height: number,
  at: number,
): TileOutcome {
  const tile = tileOf(rasters, at, width * height);
  const spectra = new TileSums(data, width, scene.wavelengths.length);
  const settled = classifier.classify(data, width, height, tile);
  for (let y = 0; y < height; y++) spectra.addLine(tile, y);
  release(data);
  return { spectra: spectra.sums(), settled };
}
