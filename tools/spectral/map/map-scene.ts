import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic } from '../../../core/atomic.ts';
import { copperFavourability } from '../alteration/copper-favourability.ts';
import { ALTERATION_TYPES, typeAlteration } from '../alteration/typing.ts';
import { areaOnScene } from '../aoi/area-on-scene.ts';
import { readArea } from '../aoi/read-area.ts';
import { POSITION_NAMES } from '../identify/position.ts';
import { prepareLibrary } from '../identify/prepare-library.ts';
import type { MineralLibrary } from '../library/format.ts';
import { loadLibrary } from '../library/load-library.ts';
import { filesOfEarlierMap, removeLeftovers } from '../outputs/earlier-map.ts';
import { writeMap } from '../outputs/index.ts';
import { pixelSizeMetres } from '../readers/georeference.ts';
import { checkWindow } from '../readers/window.ts';
import type { MapOptions, MapRasters, PixelWindow, SceneReader, SceneSummary } from '../types.ts';
import { ClassSpectra } from './class-spectra.ts';
import { classesOf, type TileResult } from './classify-tile.ts';
import { meanSpectra } from './mean-spectra.ts';
import { release } from './release.ts';
import { sampleScene } from './sample-scene.ts';
import { summarise } from './summarise.ts';
import { TileWorkers } from './tile-workers.ts';

/** Values (pixels × bands) of a tile: 4 MiB of Float32 keep a worker busy for some hundredths of a second and memory small. */
const TILE_VALUES = 1024 * 1024;
/** A worker thread costs about 0.2 s to start; fewer pixels than this are not worth another. */
const PIXELS_PER_THREAD = 16_384;

/**
 * Maps minerals, alteration, feature positions and copper-related favourability of a scene, and writes the rasters,
 * polygons, pictures and `scene.json` into `options.out` (contract: `map`).
 * Tiles of whole lines are streamed through worker threads; besides the rasters only one tile more than threads is in memory.
 * @throws GossanError SCENE_WINDOW, what reading the area of interest throws, LIBRARY_FORMAT, what reading the scene throws, DISK_FULL,
 *   WRITE_FAILED; AbortError on `options.signal`.
 */
export async function mapScene(reader: SceneReader, options: MapOptions): Promise<SceneSummary> {
  const started = performance.now();
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  const window = options.window ?? { x: 0, y: 0, width: reader.width, height: reader.height };
  checkWindow(window, reader);
  const library = loadLibrary(options.library);
  const area = options.aoi && areaOnScene(await readArea(options.aoi, { signal }), options.aoi, reader, window);
  onProgress?.({ step: `looking at ${reader.name}` });
  const {
    rasters,
    prepared,
    scene: bands,
    swirMargin,
    vnirMargin,
    spectra,
    peak,
  } = await nameMinerals(reader, window, library, {
    ...options,
    ...(area ? { inside: area.inside } : {}),
  });
  signal?.throwIfAborted();
  const mapped = performance.now();

  rasters.alteration = typeAlteration(rasters);
  const size = reader.georeference && pixelSizeMetres(reader.georeference, window.x, window.y);
  rasters.copper = copperFavourability(rasters, size && Math.sqrt(size[0] * size[1]));
  const { summary, targetLabels } = summarise({
    rasters,
    swirMargin,
    vnirMargin,
    prepared,
    reader,
    window,
    ...(area ? { area: area.summary } : {}),
  });
  onProgress?.({ step: 'writing the maps' });
  const earlier = filesOfEarlierMap(options.out);
  const { files } = await writeMap(rasters, reader, window, options.out, {
    signal,
    spectra: meanSpectra(spectra, rasters.classes, library, prepared, bands),
    targets: summary.targets,
    targetLabels,
    datum: summary.datum,
    zoning: summary.zoning,
    places: summary.places,
    ...(area ? { aoi: area } : {}),
  });
  const scene: SceneSummary = {
    ...summary,
    files: { ...files, scene: 'scene.json' },
    ms: Math.round(performance.now() - started),
    pixels_per_s: Math.round(((window.width * window.height) / (mapped - started)) * 1000),
    peak_rss_mib: Math.round(Math.max(peak, process.memoryUsage.rss()) / 1024 / 1024),
  };
  writeFileAtomic(join(options.out, 'scene.json'), `${JSON.stringify(scene, null, 2)}\n`);
  removeLeftovers(options.out, earlier, Object.values(scene.files));
  return scene;
}

/** Streams the window through the engine tile by tile. Margins are by pixel; `peak` is the largest memory in use, in bytes. */
async function nameMinerals(
  reader: SceneReader,
  window: PixelWindow,
  library: MineralLibrary,
  { threads: wanted = availableParallelism(), signal, onProgress, inside }: MapOptions & { inside?: Uint8Array },
) {
  const { width } = window;
  const pixels = width * window.height;
  const threads = Math.max(1, Math.min(wanted, Math.ceil(pixels / PIXELS_PER_THREAD)));
  const lines = Math.max(1, Math.floor(TILE_VALUES / (width * reader.wavelengths.length)));
  const workers = new TileWorkers(threads);
  try {
    const scene = await sampleScene(reader, window, library, signal);
    const prepared = prepareLibrary(library, scene.wavelengths, scene.fwhm, scene.goodBands);
    workers.begin({ scene, prepared });
    const rasters = emptyRasters(window, classesOf(prepared, library));
    const swirMargin = new Float32Array(pixels);
    const vnirMargin = new Float32Array(pixels);
    const spectra = new ClassSpectra(reader.wavelengths.length);
    let peak = process.memoryUsage.rss();
    let done = 0;
    const tiles: Promise<void>[] = [];
    for (let top = 0; top < window.height; top += lines) {
      signal?.throwIfAborted();
      const height = Math.min(lines, window.height - top);
      const data = await reader.readWindow({ x: window.x, y: window.y + top, width, height }, { signal });
      if (inside) blankOutside(data, inside.subarray(top * width, (top + height) * width), width);
      const classify = await workers.free();
      const tile = classify(data, width, height).then(({ result, sums }) => {
        spectra.add(sums);
        place(result, top * width, rasters, swirMargin, vnirMargin);
        for (const array of Object.values(result)) release(array);
        done += height * width;
        peak = Math.max(peak, process.memoryUsage.rss());
        onProgress?.({ step: `mapping ${reader.name}`, done, total: pixels, unit: 'pixels' });
      });
      // a tile that fails while the next one is being read must not count as unhandled
      tile.catch(() => undefined);
      tiles.push(tile);
    }
    await Promise.all(tiles);
    return { rasters, prepared, scene, swirMargin, vnirMargin, spectra: spectra.spectra(scene.goodBands), peak };
  } finally {
    await workers.close();
  }
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

/** What lies outside an area of interest is fill, as beyond the edge of a scene. @param data BIL, in `width` samples */
function blankOutside(data: Float32Array, inside: Uint8Array, width: number): void {
  const bands = data.length / inside.length;
  for (let pixel = 0; pixel < inside.length; pixel++) {
    if (inside[pixel]) continue;
    const at = Math.floor(pixel / width) * bands * width + (pixel % width);
    for (let b = 0; b < bands; b++) data[at + b * width] = Number.NaN;
  }
}
