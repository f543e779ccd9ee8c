import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic } from '../../../core/atomic.ts';
import { copperFavourability } from '../alteration/copper-favourability.ts';
import { ALTERATION_TYPES, typeAlteration } from '../alteration/typing.ts';
import { areaOnScene } from '../aoi/area-on-scene.ts';
import { readArea } from '../aoi/read-area.ts';
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
 * Tiles of whole lines are streamed through worker threads; besides the rasters only two tiles more than threads are in memory.
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
    settled,
    spectra,
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
    settled,
    prepared,
    reader,
    window,
    ...(area ? { area: area.summary } : {}),
  });
  onProgress?.({ step: 'writing the maps' });
  const earlier = filesOfEarlierMap(options.out);
  // it stands for a whole map: while files change, and where that is interrupted, there is none
  rmSync(join(options.out, SUMMARY), { force: true });
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
    files: { ...files, scene: SUMMARY },
    ms: Math.round(performance.now() - started),
    pixels_per_s: Math.round(((window.width * window.height) / (mapped - started)) * 1000),
    peak_rss_mib: Math.round(peakMemoryMib()),
  };
  writeFileAtomic(join(options.out, SUMMARY), `${JSON.stringify(scene, null, 2)}\n`);
  removeLeftovers(options.out, earlier, Object.values(scene.files));
  return scene;
}

/** Streams the window through the engine tile by tile. Margins are by pixel. */
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
  const naming = tileNaming(threads);
  let next: Promise<Float32Array> | undefined;
  try {
    const scene = await sampleScene(reader, window, library, signal);
    const prepared = prepareLibrary(library, scene.wavelengths, scene.fwhm, scene.goodBands);
    const rasters = sceneRasters(pixels, threads > 1);
    naming.begin({ scene, prepared, rasters });
    const spectra = new ClassSpectra(reader.wavelengths.length);
    let done = 0;
    let settled = 0;
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
      const height = data.length / (width * reader.wavelengths.length);
      if (inside) blankOutside(data, inside.subarray(top * width, (top + height) * width), width);
      const name = await naming.free();
      const tile = name(data, width, height, top * width).then((outcome) => {
        spectra.add(outcome.spectra);
        settled += outcome.settled;
        done += height * width;
        onProgress?.({ step: `mapping ${reader.name}`, done, total: pixels, unit: 'pixels' });
      });
      tile.catch(() => undefined);
      tiles.push(tile);
    }
    await Promise.all(tiles);
    const { swirMargin, vnirMargin } = rasters;
    const classes = classesOf(prepared, library);
    return {
      rasters: mapRasters(rasters, window, classes),
      prepared,
      scene,
      swirMargin,
      vnirMargin,
      settled,
      spectra: spectra.spectra(scene.goodBands),
    };
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

/** What lies outside an area of interest is fill, as beyond the edge of a scene. @param data BIL, in `width` samples */
function blankOutside(data: Float32Array, inside: Uint8Array, width: number): void {
  const bands = data.length / inside.length;
  for (let pixel = 0; pixel < inside.length; pixel++) {
    if (inside[pixel]) continue;
    const at = Math.floor(pixel / width) * bands * width + (pixel % width);
    for (let b = 0; b < bands; b++) data[at + b * width] = Number.NaN;
  }
}
