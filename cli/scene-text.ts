import { join } from 'node:path';
import type { Repair, SceneSummary } from '../tools/spectral/types.ts';
import { textTable } from './terminal/columns.ts';

const WAVELENGTHS: Record<string, string> = {
  aloh: 'Al-OH (white mica)',
  alunite: 'alunite K/Na',
  carbonate: 'carbonate',
  feoh: 'Fe-OH',
};

/** Of the targets so many are printed; the files have them all. */
const MOST_TARGETS = 5;

/** `scene.json` for reading: what the scene is, minerals and alteration with their areas, and where the files are. */
export function sceneSummaryText(summary: SceneSummary, folder: string): string {
  const { size, pixel } = summary;
  const parts = [
    [
      summary.synthetic ? `${summary.scene}: a SYNTHETIC scene, made by a program` : summary.scene,
      `${summary.sensor}, ${size.width}×${size.height} pixels of ${short(pixel.x)}×${short(pixel.y)} ${pixel.unit}, ${size.bands} bands, ${summary.quantity}${summary.conversion ? ` (${summary.conversion})` : ''}`,
      ...areaText(summary),
      examinedText(summary),
      ...(summary.repairs ?? []).map(repairText),
    ].join('\n'),
  ];
  const minerals = Object.entries(summary.minerals).sort(([, a], [, b]) => b.pixels - a.pixels);
  parts.push(
    minerals.length
      ? textTable(
          ['mineral', 'group', 'pixels', 'area km²', 'share', 'depth', 'fit'],
          minerals.map(([name, one]) => [
            name,
            one.group,
            String(one.pixels),
            area(one.area_km2),
            percent(one.share),
            one.mean_depth.toFixed(3),
            one.mean_fit.toFixed(3),
          ]),
        )
      : 'No mineral was named.',
  );
  const alteration = Object.entries(summary.alteration).sort(([, a], [, b]) => b.pixels - a.pixels);
  if (alteration.length) {
    parts.push(
      textTable(
        ['alteration', 'pixels', 'area km²', 'share', 'where'],
        alteration.map(([name, one]) => [
          name,
          String(one.pixels),
          area(one.area_km2),
          percent(one.share),
          summary.places?.[name]?.sector ?? '',
        ]),
      ),
    );
  }
  const positions = Object.entries(summary.wavelengths);
  if (positions.length) {
    parts.push(
      textTable(
        ['feature position', 'median µm', 'p10', 'p90', 'pixels'],
        positions.map(([name, one]) => [
          WAVELENGTHS[name] ?? name,
          one.median.toFixed(4),
          one.p10.toFixed(4),
          one.p90.toFixed(4),
          String(one.pixels),
        ]),
      ),
    );
  }
  if (summary.targets.length) {
    parts.push(
      textTable(
        ['target', 'pixel', 'longitude', 'latitude', 'score', 'area km²', 'mostly'],
        summary.targets
          .slice(0, MOST_TARGETS)
          .map(({ name, x, y, lon, lat, favourability, area_km2, alteration }) => [
            name,
            `${x}, ${y}`,
            lon === undefined ? '–' : lon.toFixed(5),
            lat === undefined ? '–' : lat.toFixed(5),
            favourability.mean.toFixed(2),
            area(area_km2),
            alteration ?? '',
          ]),
      ),
    );
  }
  const { copper } = summary;
  parts.push(
    [
      `Copper-related ${copper.calibrated ? 'probability' : 'favourability (a score, not a probability)'}: mean ${copper.mean.toFixed(2)}, 95th percentile ${copper.p95.toFixed(2)}, high over ${percent(copper.high_share)}`,
      summary.not_detectable.length
        ? `Not detectable with these bands, so not called absent: ${summary.not_detectable.join(', ')}`
        : '',
      `Files: ${Object.keys(summary.files).length} in ${folder} (scene.json has every number); ${(summary.ms / 1000).toFixed(1)} s, ${Math.round(summary.pixels_per_s)} pixels/s`,
      `Pictures: ${['alteration.png', 'minerals.png', 'copper.png'].map((file) => join(folder, file)).join(', ')}`,
    ]
      .filter(Boolean)
      .join('\n'),
  );
  return parts.join('\n\n');
}

/** "Mended, trailing bytes (512): bytes behind the cube …" */
export function repairText({ what, count, detail }: Repair): string {
  return `Mended: ${what} (${count}), ${detail}`;
}

function examinedText(summary: SceneSummary): string {
  const { valid_pixels, none_pixels, settled_pixels, masked, size, aoi } = summary;
  const pixels = size.width * size.height - (aoi?.outside_pixels ?? 0);
  if (masked.fill === pixels) return `No pixel holds a measurement: all ${pixels} are fill (no data)`;
  if (valid_pixels === 0) return `No pixel shows bare ground: ${maskedText(summary)} of ${pixels}`;
  const settled = settled_pixels ? `; neighbours of the same ground settled the name of ${settled_pixels}` : '';
  return `${valid_pixels} pixels examined; ${maskedText(summary)}; no mineral named in ${none_pixels}${settled}`;
}

/** Areas and shares below it refer to the area of interest: said before them. */
function areaText({ aoi }: SceneSummary): string[] {
  if (!aoi) return [];
  const part = aoi.area_in_scene_km2 < 0.995 * aoi.area_km2 ? `, ${area(aoi.area_in_scene_km2)} km² of it mapped` : '';
  return [
    `Area of interest: ${aoi.name} (${aoi.file}), ${area(aoi.area_km2)} km²${part}; all areas and shares are within it`,
    ...aoi.notes,
  ];
}

function maskedText({ masked }: SceneSummary): string {
  const some = Object.entries(masked).filter(([, pixels]) => pixels > 0);
  return some.length
    ? `masked: ${some.map(([cover, pixels]) => `${cover === 'shade' ? 'shade or dark ground' : cover} ${pixels}`).join(', ')}`
    : 'none masked';
}

function area(km2: number | undefined): string {
  return km2 === undefined ? '–' : km2.toFixed(km2 < 1 ? 4 : 2);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
