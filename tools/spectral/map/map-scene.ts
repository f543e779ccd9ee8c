import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic } from '../../../core/atomic.ts';
import { copperFavourability } from '../alteration/copper-favourability.ts';
import { ALTERATION_TYPES, typeAlteration } from '../alteration/typing.ts';
import { POSITION_NAMES } from '../identify/position.ts';
import { loadLibrary } from '../library/load-library.ts';
import { writeMap } from '../outputs/index.ts';
import { pixelSizeMetres } from '../readers/georeference.ts';
import { checkWindow } from '../readers/window.ts';
import {
  MASK,
  type MapOptions,
  type MapRasters,
  type PixelWindow,
  type SceneReader,
  type SceneSummary,
} from '../types.ts';
import { insideAoi } from './aoi.ts';
import { TileClassifier, type TileResult } from './classify-tile.ts';
import { sampleScene } from './sample-scene.ts';
import { summarise } from './summarise.ts';
import { TileWorkers } from './tile-workers.ts';

/** Values (pixels × bands) of a tile: 8 MiB of Float32 keeps a worker busy for a tenth of a second and memory small. */
const TILE_VALUES = 2 * 1024 * 1024;
/** A worker thread costs about 0.2 s to start; fewer pixels than this are not worth another. */
const PIXELS_PER_THREAD = 16_384;

/**
 * Maps minerals, alteration, feature positions and copper-related favourability of a scene, and writes the rasters,
 * polygons, pictures and `scene.json` into `options.out` (contract: `map`).
 * Tiles of whole lines are streamed through worker threads; besides the rasters only as many tiles as threads are in memory.
 * @throws GossanError SCENE_WINDOW, AOI_FORMAT, AOI_OUTSIDE, LIBRARY_FORMAT, what reading the scene throws, DISK_FULL,
 *   WRITE_FAILED; AbortError on `options.signal`.
 */
export async function mapScene(reader: SceneReader, options: MapOptions): Promise<SceneSummary> {
  const started = performance.now();
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  const window = options.window ?? { x: 0, y: 0, width: reader.width, height: reader.height };
  checkWindow(window, reader);
  const library = loadLibrary(options.library);
  const inside = options.aoi ? insideAoi(options.aoi, reader, window) : undefined;
  onProgress?.({ step: `looking at ${reader.name}` });
  const bands = await sampleScene(reader, window, library, signal);
  const { prepared, classes } = new TileClassifier(library, bands);

  const pixels = window.width * window.height;
  const rasters = emptyRasters(window, classes);
  const swirMargin = new Float32Array(pixels);
  const vnirMargin = new Float32Array(pixels);
  const threads = Math.max(
    1,
    Math.min(options.threads ?? availableParallelism(), Math.ceil(pixels / PIXELS_PER_THREAD)),
  );
  const lines = Math.max(
    1,
    Math.min(window.height, Math.floor(TILE_VALUES / (window.width * bands.wavelengths.length))),
  );
  let peak = process.memoryUsage.rss();
  let done = 0;
  const workers = new TileWorkers(threads, { library: options.library, scene: bands });
  try {
    const tiles: Promise<void>[] = [];
    // a tile that fails while the next one is being read must not count as unhandled
    const watch = (tile: Promise<void>): void => {
      tile.catch(() => undefined);
      tiles.push(tile);
    };
    for (let top = 0; top < window.height; top += lines) {
      signal?.throwIfAborted();
      const height = Math.min(lines, window.height - top);
      const classify = await workers.free();
      const data = await reader.readWindow({ x: window.x, y: window.y + top, width: window.width, height }, { signal });
      watch(
        classify(data, window.width, height).then((tile) => {
          place(tile, top * window.width, rasters, swirMargin, vnirMargin);
          done += height * window.width;
          peak = Math.max(peak, process.memoryUsage.rss());
          onProgress?.({ step: `mapping ${reader.name}`, done, total: pixels, unit: 'pixels' });
        }),
      );
    }
    await Promise.all(tiles);
  } finally {
    await workers.close();
  }
  if (inside) cutToAoi(rasters, inside);
  signal?.throwIfAborted();
  const mapped = performance.now();

  rasters.alteration = typeAlteration(rasters);
  const size = reader.georeference && pixelSizeMetres(reader.georeference, window.x, window.y);
  rasters.copper = copperFavourability(rasters, size && Math.sqrt(size[0] * size[1]));
  const summary = summarise({ rasters, swirMargin, vnirMargin, prepared, reader, window });
  onProgress?.({ step: 'writing the maps' });
  const { files } = await writeMap(rasters, reader, window, options.out, { signal });
  const scene: SceneSummary = {
    ...summary,
    files: { ...files, scene: 'scene.json' },
    ms: Math.round(performance.now() - started),
    pixels_per_s: Math.round((pixels / (mapped - started)) * 1000),
    peak_rss_mib: Math.round(Math.max(peak, process.memoryUsage.rss()) / 1024 / 1024),
  };
  writeFileAtomic(join(options.out, 'scene.json'), `${JSON.stringify(scene, null, 2)}\n`);
  return scene;
}

function emptyRasters({ width, height }: PixelWindow, classes: MapRasters['classes']): MapRasters {
  const pixels = width * height;
  const floats = (): Float32Array => new Float32Array(pixels);
  return {
    width,
    height,
    swir: new Uint16Array(pixels),
    vnir: new Uint16Array(pixels),
    swirFit: floats(),
    swirDepth: floats(),
    vnirFit: floats(),
    vnirDepth: floats(),
    mask: new Uint8Array(pixels),
    alteration: new Uint8Array(pixels),
    copper: floats(),
    aloh: floats(),
    alunite: floats(),
    carbonate: floats(),
    feoh: floats(),
    classes,
    alterationTypes: ALTERATION_TYPES,
  };
}

function place(
  tile: TileResult,
  at: number,
  rasters: MapRasters,
  swirMargin: Float32Array,
  vnirMargin: Float32Array,
): void {
  rasters.swir.set(tile.swir, at);
  rasters.swirFit.set(tile.swirFit, at);
  rasters.swirDepth.set(tile.swirDepth, at);
  swirMargin.set(tile.swirMargin, at);
  rasters.vnir.set(tile.vnir, at);
  rasters.vnirFit.set(tile.vnirFit, at);
  rasters.vnirDepth.set(tile.vnirDepth, at);
  vnirMargin.set(tile.vnirMargin, at);
  rasters.mask.set(tile.mask, at);
  for (const name of POSITION_NAMES) rasters[name].set(tile[name], at);
}

function cutToAoi(rasters: MapRasters, inside: Uint8Array): void {
  for (let i = 0; i < inside.length; i++) {
    if (inside[i]) continue;
    rasters.mask[i] = MASK.fill;
    rasters.swir[i] = 0;
    rasters.vnir[i] = 0;
    for (const floats of [rasters.swirFit, rasters.swirDepth, rasters.vnirFit, rasters.vnirDepth])
      floats[i] = Number.NaN;
    for (const name of POSITION_NAMES) rasters[name][i] = Number.NaN;
  }
}
