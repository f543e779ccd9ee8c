import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stableId } from '../../core/hash.ts';
import { homePath } from '../../core/paths.ts';
import type { SlowCall } from '../../core/progress.ts';
import type { SceneSummary } from './types.ts';

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
    if (!existsSync(join(folder, 'scene.json'))) {
      const { mapScene } = await import('./map/map-scene.ts');
      const building = `${folder}.${process.pid}`;
      rmSync(building, { recursive: true, force: true });
      mkdirSync(building, { recursive: true });
      try {
        await mapScene(reader, { out: building, ...options });
        rmSync(folder, { recursive: true, force: true });
        renameSync(building, folder);
      } catch (error) {
        rmSync(building, { recursive: true, force: true });
        throw error;
      }
    }
    const summary = JSON.parse(readFileSync(join(folder, 'scene.json'), 'utf8')) as SceneSummary;
    return { summary, folder, scene };
  } finally {
    await reader.close();
  }
}

/** What the map depends on of an area of interest: its file may be copied, renamed or touched. */
async function polygonsOf({ aoi, signal }: SlowCall & { aoi?: string }): Promise<string> {
  if (aoi === undefined) return '';
  const { readArea } = await import('./aoi/read-area.ts');
  const { name, file, polygons } = await readArea(aoi, signal ? { signal } : {});
  return JSON.stringify([name, file, polygons]);
}
