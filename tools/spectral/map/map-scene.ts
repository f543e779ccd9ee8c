import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic } from '../../../core/atomic.ts';
import { copperFavourability } from '../alteration/copper-favourability.ts';
import { ALTERATION_TYPES, typeAlteration } from '../alteration/typing.ts';
import { POSITION_NAMES } from '../identify/position.ts';
import { prepareLibrary } from '../identify/prepare-library.ts';
import type { MineralLibrary } from '../library/format.ts';
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
import { classesOf, type TileResult } from './classify-tile.ts';
import { peakMemoryMib } from './peak-memory.ts';
import { sampleScene } from './sample-scene.ts';
import { sceneRasters } from './scene-rasters.ts';
import { summarise } from './summarise.ts';
import { tileNaming } from './tile-workers.ts';

const SUMMARY = 'scene.json';
/** Values (pixels × bands) of a tile: 4 MiB of Float32 keep a worker busy for some hundredths of a second and memory small. */
const TILE_VALUES = 1024 * 1024;
/** A worker thread costs about 0.2 s to start; fewer pixels than this are not worth another. */
const PIXELS_PER_THREAD = 16_384;

/**
 * Maps minerals, alteration, feature positions and copper-related favourability of a scene, and writes the rasters,
 * polygons, pictures and `scene.json` into `options.out` (contract: `map`).
 * Tiles of whole lines are streamed through the threads; besides the rasters only two tiles more than threads are in memory.
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
  const { rasters, prepared, swirMargin, vnirMargin } = await nameMinerals(reader, window, library, options);
  if (inside) cutToAoi(rasters, inside);
  signal?.throwIfAborted();
  const mapped = performance.now();

  rasters.alteration = typeAlteration(rasters);
  const size = reader.georeference && pixelSizeMetres(reader.georeference, window.x, window.y);
  rasters.copper = copperFavourability(rasters, size && Math.sqrt(size[0] * size[1]));
  const summary = summarise({ rasters, swirMargin, vnirMargin, prepared, reader, window });
  onProgress?.({ step: 'writing the maps' });
  // it stands for a whole map: while files change, and where that is interrupted, there is none
  rmSync(join(options.out, SUMMARY), { force: true });
  const { files } = await writeMap(rasters, reader, window, options.out, { signal });
  const scene: SceneSummary = {
    ...summary,
    files: { ...files, scene: SUMMARY },
    ms: Math.round(performance.now() - started),
    pixels_per_s: Math.round(((window.width * window.height) / (mapped - started)) * 1000),
    peak_rss_mib: Math.round(peakMemoryMib()),
  };
  writeFileAtomic(join(options.out, SUMMARY), `${JSON.stringify(scene, null, 2)}\n`);
  return scene;
}

/** Streams the window through the engine tile by tile. Margins are by pixel. */
async function nameMinerals(
  reader: SceneReader,
  window: PixelWindow,
  library: MineralLibrary,
  { threads: wanted = availableParallelism(), signal, onProgress }: MapOptions,
) {
  const { width } = window;
  const pixels = width * window.height;
  const threads = Math.max(1, Math.min(wanted, Math.ceil(pixels / PIXELS_PER_THREAD)));
  const lines = Math.max(1, Math.floor(TILE_VALUES / (width * reader.wavelengths.length)));
  const naming = tileNaming(threads);
  let next: Promise<Float32Array> | undefined;
  try {
    const scene = await sampleScene(reader, window, library, signal);
    const prepared = prepareLibrary(library, scene.wavelengths, scene.fwhm, scene.goodBands);
    const rasters = sceneRasters(pixels, threads > 1);
    naming.begin({ scene, prepared, rasters });
    let done = 0;
    const tiles: Promise<void>[] = [];
    const read = (top: number): Promise<Float32Array> | undefined => {
      if (top >= window.height) return undefined;
      const height = Math.min(lines, window.height - top);
      const data = reader.readWindow({ x: window.x, y: window.y + top, width, height }, { signal });
      // what fails while another tile is waited for must not count as unhandled
      data.catch(() => undefined);
      return data;
    };
    next = read(0);
    for (let top = 0; next; top += lines) {
      const data = await next;
      signal?.throwIfAborted();
      // the disk works while the tile is named
      next = read(top + lines);
      const name = await naming.free();
      const height = data.length / (width * reader.wavelengths.length);
      const tile = name(data, width, height, top * width).then(() => {
        done += height * width;
        onProgress?.({ step: `mapping ${reader.name}`, done, total: pixels, unit: 'pixels' });
      });
      tile.catch(() => undefined);
      tiles.push(tile);
    }
    await Promise.all(tiles);
    const { swirMargin, vnirMargin } = rasters;
    return { rasters: mapRasters(rasters, window, classesOf(prepared, library)), prepared, swirMargin, vnirMargin };
  } finally {
    // whoever closes the scene next must not do so under a read
    await Promise.allSettled([next, naming.close()]);
  }
}

/** The rasters as the writers get them; alteration and favourability come later. */
function mapRasters(
  { swirMargin: _swir, vnirMargin: _vnir, ...rasters }: TileResult,
  { width, height }: PixelWindow,
  classes: MapRasters['classes'],
): MapRasters {
  const pixels = width * height;
  const typed = { alteration: new Uint8Array(pixels), copper: new Float32Array(pixels) };
  return { ...rasters, ...typed, width, height, classes, alterationTypes: ALTERATION_TYPES };
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
