import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The largest connected patch of a class, where `polygons.geojson` has it. */
export interface LargestPatch {
  /** Its place in the file's list of features. */
  feature: number;
  pixels: number;
  area_km2?: number;
}

/** Reads the properties of a feature, which stand before its geometry on one line. */
const FEATURE = /^\{"type":"Feature","properties":(\{.*?\}),"geometry"/;

/** The largest patch of each class, by layer and name: `swir/alunite`. The file is read line by line, it may be large. */
export async function largestPatches(folder: string): Promise<Map<string, LargestPatch>> {
  const largest = new Map<string, LargestPatch>();
  const path = join(folder, 'polygons.geojson');
  if (!existsSync(path)) return largest;
  let feature = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    const found = FEATURE.exec(line)?.[1];
    if (found === undefined) continue;
    const { layer, mineral, alteration, pixels, area_km2 } = JSON.parse(found) as Record<string, never>;
    const key = `${layer}/${mineral ?? alteration}`;
    if (pixels > (largest.get(key)?.pixels ?? 0))
      largest.set(key, { feature, pixels, ...(area_km2 === undefined ? {} : { area_km2 }) });
    feature++;
  }
  return largest;
}
