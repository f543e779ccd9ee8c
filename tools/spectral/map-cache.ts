import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stableId } from '../../core/hash.ts';
import { homePath } from '../../core/paths.ts';
import { abortable, type SlowCall } from '../../core/progress.ts';
import type { SceneReader, SceneSummary } from './types.ts';

/** A scene's map on disk. */
export interface SceneMap {
  summary: SceneSummary;
  /** Folder with `scene.json`, rasters and pictures. */
  folder: string;
  /** The scene as the user named it. */
  scene: string;
}

/** Raise when the engine's results change, so that old maps are not served. */
const ENGINE_VERSION = 8;

/**
 * The map of a scene, or of the part of it within an area of interest: from the cache (`GOSSAN_HOME/maps`) while scene,
 * polygons and engine are unchanged, else made now.
 * A map is written beside its place and renamed, so a stopped run leaves nothing half done.
 * @throws GossanError for scenes that cannot be read
 */
export async function mapOfScene(scene: string, options: SlowCall & { aoi?: string } = {}): Promise<SceneMap> {
  const { openScene } = await import('./readers/open.ts');
  const reader = await openScene(resolve(scene), options.signal ? { signal: options.signal } : {});
  try {
    const stamp = statSync(reader.path);
    const key = stableId(
      resolve(reader.path),
      stamp.size,
      Math.round(stamp.mtimeMs),
      ENGINE_VERSION,
      await polygonsOf(options),
    );
    const folder = homePath('maps', `${reader.name}-${key}`);
    const isThere = () => existsSync(join(folder, 'scene.json'));
    // A server's page and a question may want the same map at once. Who waits makes it where the other was stopped.
    for (let other = building.get(folder); other && !isThere(); other = building.get(folder)) {
      await abortable(
        other.catch(() => undefined),
        options,
      );
    }
    if (!isThere()) {
      const built = build(reader, folder, options).finally(() => building.delete(folder));
      building.set(folder, built);
      await built;
    }
    const summary = JSON.parse(readFileSync(join(folder, 'scene.json'), 'utf8')) as SceneSummary;
    return { summary, folder, scene };
  } finally {
    await reader.close();
  }
}

/** Maps that this process is making, by their folders. */
const building = new Map<string, Promise<void>>();

async function build(reader: SceneReader, folder: string, options: SlowCall & { aoi?: string }): Promise<void> {
  const { mapScene } = await import('./map/map-scene.ts');
  const out = `${folder}.${process.pid}`;
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  try {
    await mapScene(reader, { out, ...options });
    rmSync(folder, { recursive: true, force: true });
    renameSync(out, folder);
  } catch (error) {
    rmSync(out, { recursive: true, force: true });
    throw error;
  }
}

/** What the map depends on of an area of interest: its file may be copied, renamed or touched. */
async function polygonsOf({ aoi, signal }: SlowCall & { aoi?: string }): Promise<string> {
  if (aoi === undefined) return '';
  const { readArea } = await import('./aoi/read-area.ts');
  const { name, file, polygons } = await readArea(aoi, signal ? { signal } : {});
  return JSON.stringify([name, file, polygons]);
}
