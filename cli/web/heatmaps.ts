import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HeatmapDocument } from '../../agents/vision/write-heatmap.ts';
import { stableId } from '../../core/hash.ts';
import layerStyles from '../../tools/spectral/outputs/layer-styles.json' with { type: 'json' };
import type { Ramp } from '../../tools/spectral/outputs/map-layers.ts';
import { crsName } from '../../tools/spectral/readers/georeference.ts';
import type { SceneReader } from '../../tools/spectral/types.ts';

/** A heatmap of the vision model that was made of a scene. */
export interface FoundHeatmap {
  /** `heatmap-` and a hash of its folder. */
  id: string;
  folder: string;
  document: HeatmapDocument;
  ramp: Ramp;
}

/** Where `/heatmap` of the chat writes, and most give `--out` of `gossan heatmap`. */
const OUTPUT = 'output';
const DEEPEST = 3;

/** The heatmaps below `output/` of the working folder that were made of a scene: its name, sensor and system, within its size. */
export function heatmapsOf(reader: SceneReader, output: string = OUTPUT): FoundHeatmap[] {
  return foldersBelow(output, DEEPEST).flatMap((folder) => {
    const document = documentIn(folder);
    return document && isOf(document, reader)
      ? [{ id: `heatmap-${stableId(folder)}`, folder, document, ramp: layerStyles.ramps.copper }]
      : [];
  });
}

function isOf({ scene, sensor, crs, area, files }: HeatmapDocument, reader: SceneReader): boolean {
  return (
    scene === reader.name &&
    area !== undefined &&
    sensor === reader.sensor &&
    crs === (reader.georeference ? crsName(reader.georeference) : null) &&
    area.x + area.width <= reader.width &&
    area.y + area.height <= reader.height &&
    // as it is written: no path of another folder
    files?.heatmap === 'heatmap.tif'
  );
}

function documentIn(folder: string): HeatmapDocument | null {
  try {
    return JSON.parse(readFileSync(join(folder, 'heatmap.json'), 'utf8')) as HeatmapDocument;
  } catch {
    // none there, or another program's
    return null;
  }
}

function foldersBelow(folder: string, depth: number): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  return depth <= 1 ? folders : folders.flatMap((one) => [one, ...foldersBelow(one, depth - 1)]);
}
