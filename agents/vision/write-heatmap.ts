import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../core/atomic.ts';
import type { Language } from '../../core/language.ts';
import type { SlowCall } from '../../core/progress.ts';
import { valueFiles } from '../../tools/spectral/outputs/window-files.ts';
import { crsName } from '../../tools/spectral/readers/georeference.ts';
import type { AreaSummary, SceneReader } from '../../tools/spectral/types.ts';
import type { Heatmap } from './heatmap.ts';
import { heatmapWords } from './heatmap-words.ts';

/** `heatmap.json`: what the raster is, who said it, and how it was asked. */
export interface HeatmapDocument {
  scene: string;
  synthetic: boolean;
  sensor: string;
  task: 'yesno' | 'probability';
  language: Language;
  /** What was asked about, where it was a mineral or an alteration type. */
  mineral?: string;
  model: string;
  adapter: string | null;
  /** SHA-256 of the base, of Gossan's own models. */
  base: string | null;
  /** What the values are, and are not. */
  meaning: string;
  calibrated: boolean;
  views: { recipes: string[]; size: number };
  /** Pixels of the scene. */
  area: { x: number; y: number; width: number; height: number };
  /** The area of interest that pixels and windows were kept to. */
  aoi?: AreaSummary;
  window_size: number;
  step: number;
  windows: Heatmap['windows'];
  min: number | null;
  max: number | null;
  mean: number | null;
  crs: string | null;
  files: Record<string, string>;
  ms: number;
  windows_per_s: number;
}

export interface HeatmapOrigin {
  task: 'yesno' | 'probability';
  language: Language;
  model: string;
  adapter: string | null;
  base: string | null;
  aoi?: AreaSummary;
}

/**
 * Writes `heatmap.tif`, `heatmap.png` and, last, `heatmap.json` into a folder, each whole or not at all. An earlier
 * `heatmap.json` is taken away first: it never describes another raster.
 * @throws GossanError DISK_FULL, WRITE_FAILED, and what reading the scene throws
 */
export async function writeHeatmap(
  map: Heatmap,
  { aoi, ...origin }: HeatmapOrigin,
  reader: SceneReader,
  out: string,
  { signal }: SlowCall = {},
): Promise<HeatmapDocument> {
  const { title, label, smallPrint, meaning } = heatmapWords(origin.task, map.calibrated, map.mineral, origin.language);
  const by = origin.adapter === null ? origin.model : `${origin.model}, adapter ${origin.adapter}`;
  const layer = {
    values: map.values,
    title,
    label,
    below: `windows of ${map.windowSize} × ${map.windowSize} pixels every ${map.step}; a pixel is their mean; grey: none`,
    notes: [
      smallPrint,
      ...(aoi ? [`Only inside ${aoi.name}.`] : []),
      `What a vision model sees, not the spectra: ${by}.`,
      ...(origin.base === null ? [] : ['A small model trained on rendered scenes.']),
    ],
  };
  const { tif, aux, png } = await valueFiles(layer, reader, map.area, signal ? { signal } : {});
  signal?.throwIfAborted();
  const files: Record<string, string> = { heatmap: 'heatmap.tif', heatmap_png: 'heatmap.png' };
  const json = join(out, 'heatmap.json');
  if (existsSync(json)) rmSync(json);
  writeFileAtomic(join(out, files.heatmap!), tif);
  if (aux) {
    files.heatmap_aux = 'heatmap.tif.aux.xml';
    writeFileAtomic(join(out, files.heatmap_aux), aux);
  }
  writeFileAtomic(join(out, files.heatmap_png!), png);
  const { georeference } = reader;
  const document: HeatmapDocument = {
    scene: reader.name,
    synthetic: reader.synthetic,
    sensor: reader.sensor,
    ...origin,
    ...(map.mineral === undefined ? {} : { mineral: map.mineral }),
    meaning,
    calibrated: map.calibrated,
    views: { recipes: map.views, size: map.size },
    area: map.area,
    ...(aoi ? { aoi } : {}),
    window_size: map.windowSize,
    step: map.step,
    windows: map.windows,
    min: map.min,
    max: map.max,
    mean: map.mean,
    crs: georeference ? crsName(georeference) : null,
    files,
    ms: map.ms,
    windows_per_s: Number(((1000 * map.windows.answered) / Math.max(1, map.ms)).toFixed(1)),
  };
  writeFileAtomic(json, `${JSON.stringify(document, null, 2)}\n`);
  return document;
}
