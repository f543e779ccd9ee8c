import { findPatches } from '../../raster/patches.ts';
import type { MapSheet, Ramp } from '../map-layers.ts';
import { traceOutlines } from '../raster-patches.ts';
import { type Canvas, type Rgb, textHeight, textWidth } from './canvas.ts';
import { areaText } from './class-panel.ts';
import type { Point } from './drawing.ts';
import type { LegendEntry, PanelPlace } from './map-figure.ts';
import { rampColours } from './value-panel.ts';

const INK: Rgb = [28, 28, 30];
const PAPER: Rgb = [255, 255, 255];

/** Outlines of the targets' patches and their numbers, over a map. */
export function drawTargets(canvas: Canvas, { rasters, findings, window }: MapSheet, { toPicture }: PanelPlace): void {
  const { targets = [], targetLabels } = findings;
  if (targetLabels) {
    const patches = findPatches(targetLabels, rasters.width, rasters.height, 'edge');
    const outlines = traceOutlines(patches, new Uint8Array(patches.count).fill(1));
    for (let patch = 0; patch < patches.count; patch++) {
      for (const ring of outlines.ringsOf(patch)) {
        const points: Point[] = [];
        for (let at = 0; at < ring.length; at += 2) points.push(toPicture(ring[at], ring[at + 1]));
        canvas.line([...points, points[0]], 1.5, INK);
      }
    }
  }
  for (const [index, { x, y }] of targets.entries()) {
    const number = String(index + 1);
    const [centreX, centreY] = toPicture(x - window.x + 0.5, y - window.y + 0.5).map(Math.round);
    const [width, height] = [textWidth(number, 2), textHeight(2)];
    const [left, top] = [centreX - (width >> 1), centreY - (height >> 1)];
    canvas.rectangle(left - 4, top - 4, width + 8, height + 8, INK);
    canvas.text(left, top, number, 2, PAPER);
  }
}

/** The targets in words beside their numbers. */
export function targetLegend({ findings }: MapSheet, ramp: Ramp): LegendEntry[] {
  const colourOf = rampColours(ramp);
  return (findings.targets ?? []).map(({ alteration, area_km2, pixels, favourability }, index) => ({
    colour: colourOf(favourability.mean).map(Math.round) as unknown as Rgb,
    label: `${index + 1}  ${alteration ?? 'no type'}`,
    amount: `${area_km2 === undefined ? `${pixels} px` : areaText(area_km2)}  ${favourability.mean.toFixed(2)}`,
  }));
}
