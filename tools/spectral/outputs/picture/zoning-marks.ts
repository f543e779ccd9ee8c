import { pixelSizeMetres } from '../../readers/georeference.ts';
import type { MapSheet } from '../map-layers.ts';
import type { Canvas, Rgb } from './canvas.ts';
import type { Point } from './drawing.ts';
import type { PanelPlace } from './map-figure.ts';

const INK: Rgb = [28, 28, 30];
const PAPER: Rgb = [255, 255, 255];
/** Length and half width of an arrow's head, in points of the picture. */
const [HEAD, HALF] = [14, 6];

/** The centre of the zoning as a circle of its uncertainty, and an arrow to it from the largest patch of each outer zone. */
export function drawZoning(
  canvas: Canvas,
  { findings, georeference, window }: MapSheet,
  { toPicture }: PanelPlace,
): void {
  const { zoning, places = {} } = findings;
  if (!zoning || !georeference) return;
  const at = ({ x, y }: { x: number; y: number }, middle = 0): Point =>
    toPicture(x - window.x + middle, y - window.y + middle);
  const core = at(zoning.core);
  const size = pixelSizeMetres(georeference, zoning.core.x - window.x, zoning.core.y - window.y);
  const onePixel = toPicture(1, 0)[0] - toPicture(0, 0)[0];
  const uncertainty = zoning.vectors[0]?.uncertainty_m ?? 0;
  const radius = size ? (uncertainty / Math.sqrt(size[0] * size[1])) * onePixel : 0;
  const circle = Array.from({ length: 73 }, (_, step): Point => {
    const angle = (step / 72) * 2 * Math.PI;
    return [core[0] + radius * Math.cos(angle), core[1] + radius * Math.sin(angle)];
  });
  twice((width, colour) => canvas.line(circle, width, colour));
  for (const { from } of zoning.vectors) {
    const place = places[from];
    if (!place) continue;
    const start = at(place, 0.5);
    const length = Math.hypot(core[0] - start[0], core[1] - start[1]);
    // an arrow ends where the uncertainty begins: within it there is no direction
    const end = length - radius;
    if (end < 2 * HEAD) continue;
    const [u, v] = [(core[0] - start[0]) / length, (core[1] - start[1]) / length];
    const along = (distance: number, aside = 0): Point => [
      start[0] + u * distance - v * aside,
      start[1] + v * distance + u * aside,
    ];
    twice((width, colour) => canvas.line([start, along(end - HEAD)], width, colour));
    canvas.area([along(end + 2), along(end - HEAD - 2, HALF + 2), along(end - HEAD - 2, -HALF - 2)], PAPER, 1);
    canvas.area([along(end), along(end - HEAD, HALF), along(end - HEAD, -HALF)], INK, 1);
  }
}

/** Dark on light, so that it shows on any class. */
function twice(draw: (width: number, colour: Rgb) => void): void {
  draw(4.5, PAPER);
  draw(2, INK);
}
