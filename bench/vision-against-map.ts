import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromArrayBuffer } from 'geotiff';
import { computeHeatmap } from '../agents/vision/heatmap.ts';
import { openVision } from '../agents/vision/open-vision.ts';
import { windowGrid } from '../agents/vision/window-grid.ts';
import { loadConfig } from '../core/config.ts';
import { ensureDemoScene, mapScene, openScene } from '../tools/spectral/index.ts';
import { printTable } from './benchmark-row.ts';

/**
 * How far the vision model's favourability lies from the engine's, window by window:
 *
 *     node bench/vision-against-map.ts SCENE|demo …
 *
 * Both are scores of the same assemblages, and neither is a truth. The 95th percentile is what agents/vision/comparison.json calls
 * apart: beyond it, model and spectra differ more than they do in 19 of 20 windows.
 */
const paths = process.argv.slice(2);
const rows: string[][] = [];
const all: number[] = [];
const vision = await openVision(loadConfig());
for (const given of paths) {
  const folder = mkdtempSync(join(tmpdir(), 'gossan-against-map-'));
  const reader = await openScene(given === 'demo' ? await ensureDemoScene(join(folder, 'demo')) : given);
  await mapScene(reader, { out: join(folder, 'map') });
  const bytes = readFileSync(join(folder, 'map', 'copper.tif'));
  const [copper] = (await (
    await (await fromArrayBuffer(new Uint8Array(bytes).buffer)).getImage()
  ).readRasters()) as unknown as [Float32Array];
  const map = await computeHeatmap(vision.model, reader, { task: 'probability' });
  const { windows } = windowGrid(map.area, map.windowSize, map.step);
  const apart = windows.flatMap(({ x, y, width, height }, at) => {
    let [sum, count] = [0, 0];
    for (let row = y; row < y + height; row++) {
      for (let column = x; column < x + width; column++) {
        const value = copper[row * reader.width + column]!;
        if (Number.isFinite(value)) [sum, count] = [sum + value, count + 1];
      }
    }
    const said = map.ofWindows[at]!;
    return count && Number.isFinite(said) ? [Math.abs(said - sum / count)] : [];
  });
  rows.push([reader.name, ...figures(apart)]);
  all.push(...apart);
  await reader.close();
  rmSync(folder, { recursive: true });
}
await vision.model.close();
rows.push(['all', ...figures(all)]);
printTable(['scene', 'windows', 'mean difference', 'median', '95th percentile'], rows);

function figures(differences: number[]): string[] {
  const sorted = [...differences].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!.toFixed(3);
  const mean = sorted.reduce((sum, one) => sum + one, 0) / sorted.length;
  return [String(sorted.length), mean.toFixed(3), at(0.5), at(0.95)];
}
