import type { Strip } from './picture.ts';

/** How likely each place of a page belongs to the middle of a line of text, 0..1. */
export interface TextMap {
  width: number;
  height: number;
  likelihood: Float32Array;
}

/**
 * Figures of the method that PP-OCR's detector was trained for (Liao and others 2020, "Real-time scene text detection
 * with differentiable binarization", section 3.4, with the values of PP-OCR's own reader).
 */
const IN_TEXT = 0.3;
const LEAST_MEAN = 0.5;
const GROWTH = 1.6;
/** And so much more at both ends, in parts of the region's height: a comma at the end of a line is small and pale. */
const ALONG = 0.4;
/** Fewer pixels across than this hold no letter. */
const LEAST_SIDE = 3;
/** A region this much longer than high shows how its page lies. */
const LONG = 5;
/** Scanners and hands turn pages by less than this, in radians. */
const MOST_SKEW = 0.26;

interface Region {
  pixels: number;
  likelihood: number;
  sumX: number;
  sumY: number;
  sumXX: number;
  sumXY: number;
  sumYY: number;
}

/**
 * The lines of text in a map: connected regions, straightened by the angle that most long ones share, and grown to what
 * the map's shrunken regions stand for.
 * @param scale pixels of the page for each of the map, across and down
 */
export function findStrips(map: TextMap, scale: { x: number; y: number }): { strips: Strip[]; upright: boolean } {
  const { labels, regions } = labelRegions(map);
  const angle = skewOf(regions);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const bounds = regions.map(() => ({ left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity }));
  for (let y = 0, at = 0; y < map.height; y++) {
    for (let x = 0; x < map.width; x++, at++) {
      const label = labels[at]!;
      if (label === 0) continue;
      const box = bounds[label - 1]!;
      const [px, py] = [x + 0.5, y + 0.5];
      const [u, v] = [px * cos + py * sin, py * cos - px * sin];
      box.left = Math.min(box.left, u - 0.5);
      box.right = Math.max(box.right, u + 0.5);
      box.top = Math.min(box.top, v - 0.5);
      box.bottom = Math.max(box.bottom, v + 0.5);
    }
  }
  const strips: Strip[] = [];
  let [lying, standing] = [0, 0];
  for (const [at, { left, right, top, bottom }] of bounds.entries()) {
    const [length, height] = [right - left, bottom - top];
    const region = regions[at]!;
    if (Math.min(length, height) < LEAST_SIDE || region.likelihood / region.pixels < LEAST_MEAN) continue;
    if (length > 2 * height) lying += region.pixels;
    else if (height > 2 * length) standing += region.pixels;
    const growth = (length * height * GROWTH) / (2 * (length + height));
    // Both scales are nearly the same: the map's sides are rounded to what the network takes.
    strips.push({
      left: (left - growth - ALONG * height) * scale.x,
      right: (right + growth + ALONG * height) * scale.x,
      top: (top - growth) * scale.y,
      bottom: (bottom + growth) * scale.y,
      angle,
    });
  }
  return { strips, upright: lying >= standing };
}

/** Numbers of connected regions from 1, in eight directions, and their moments. */
function labelRegions({ width, height, likelihood }: TextMap): { labels: Int32Array; regions: Region[] } {
  const labels = new Int32Array(width * height);
  const regions: Region[] = [];
  const queue = new Int32Array(width * height);
  for (let start = 0; start < labels.length; start++) {
    if (labels[start] !== 0 || likelihood[start]! <= IN_TEXT) continue;
    const region: Region = { pixels: 0, likelihood: 0, sumX: 0, sumY: 0, sumXX: 0, sumXY: 0, sumYY: 0 };
    regions.push(region);
    const label = regions.length;
    labels[start] = label;
    queue[0] = start;
    for (let head = 0, tail = 1; head < tail; head++) {
      const at = queue[head]!;
      const x = at % width;
      const y = (at - x) / width;
      region.pixels++;
      region.likelihood += likelihood[at]!;
      region.sumX += x;
      region.sumY += y;
      region.sumXX += x * x;
      region.sumXY += x * y;
      region.sumYY += y * y;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = ny * width + nx;
          if (labels[next] !== 0 || likelihood[next]! <= IN_TEXT) continue;
          labels[next] = label;
          queue[tail++] = next;
        }
      }
    }
  }
  return { labels, regions };
}

/** The median angle of long regions, each by its length: of the longer axis of its second moments. */
function skewOf(regions: readonly Region[]): number {
  const angles: { angle: number; weight: number }[] = [];
  for (const { pixels, sumX, sumY, sumXX, sumXY, sumYY } of regions) {
    const xx = sumXX / pixels - (sumX / pixels) ** 2;
    const yy = sumYY / pixels - (sumY / pixels) ** 2;
    const xy = sumXY / pixels - (sumX / pixels) * (sumY / pixels);
    const spread = Math.hypot((xx - yy) / 2, xy);
    const [long, short] = [(xx + yy) / 2 + spread, (xx + yy) / 2 - spread];
    const angle = Math.atan2(2 * xy, xx - yy) / 2;
    if (long < LONG ** 2 * Math.max(short, 0.1) || Math.abs(angle) > MOST_SKEW) continue;
    angles.push({ angle, weight: Math.sqrt(long) });
  }
  angles.sort((a, b) => a.angle - b.angle);
  let rest = angles.reduce((sum, { weight }) => sum + weight, 0) / 2;
  for (const { angle, weight } of angles) {
    rest -= weight;
    if (rest <= 0) return angle;
  }
  return 0;
}
