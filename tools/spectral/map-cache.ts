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
const ENGINE_VERSION = 2;

/**
 * The map of a scene: from the cache (`GOSSAN_HOME/maps`) while scene and engine are unchanged, else made now.
 * A map is written beside its place and renamed, so a stopped run leaves nothing half done.
 * @throws GossanError for scenes that cannot be read
 */
export async function mapOfScene(scene: string, options: SlowCall = {}): Promise<SceneMap> {
  const { openScene } = await import('./readers/open.ts');
  const reader = await openScene(resolve(scene), options.signal ? { signal: options.signal } : {});
  try {
    const stamp = statSync(reader.path);
    const key = stableId(resolve(reader.path), stamp.size, Math.round(stamp.mtimeMs), ENGINE_VERSION);
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
