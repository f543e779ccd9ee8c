import { fractalNoise } from './random.ts';

/** Side of the demo scene in pixels, and of a pixel in metres. */
export const SIZE = 200;
export const PIXEL_METRES = 30;
const KM = PIXEL_METRES / 1000;

/** The sun of a late southern summer morning. */
const SUN_AZIMUTH = 55;
const SUN_ELEVATION = 48;

export interface Landscape {
  /** Light that falls on the slope relative to flat ground, about 0.3 to 1.3. */
  light: Float32Array;
  /** 0..1: share of the pixel under water. */
  water: Float32Array;
  /** 0..1: share of the pixel under green plants and dry grass, before the alteration thins them out. */
  green: Float32Array;
  dry: Float32Array;
}

/** Position of a pixel's centre in km from the upper left corner. */
export function kilometres(pixel: number): [number, number] {
  return [((pixel % SIZE) + 0.5) * KM, (Math.floor(pixel / SIZE) + 0.5) * KM];
}

/** Terrain, water and plants. */
export function demoLandscape(): Landscape {
  const cells = SIZE * SIZE;
  const height = Float64Array.from({ length: cells }, (_, pixel) => elevation(...kilometres(pixel)));
  const light = new Float32Array(cells);
  const [sunX, sunY, sunZ] = sunDirection();
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const at = (column: number, row: number) =>
        height[Math.min(SIZE - 1, Math.max(0, row)) * SIZE + Math.min(SIZE - 1, Math.max(0, column))];
      const slopeX = (at(x + 1, y) - at(x - 1, y)) / (2 * PIXEL_METRES);
      const slopeY = (at(x, y + 1) - at(x, y - 1)) / (2 * PIXEL_METRES);
      const cosine = (-slopeX * sunX - slopeY * sunY + sunZ) / Math.hypot(slopeX, slopeY, 1);
      light[y * SIZE + x] = Math.min(1.35, Math.max(0.25, cosine / sunZ));
    }
  }
  const water = new Float32Array(cells);
  const green = new Float32Array(cells);
  const dry = new Float32Array(cells);
  for (let pixel = 0; pixel < cells; pixel++) {
    const [x, y] = kilometres(pixel);
    const shore = lakeDistance(x, y);
    const stream = Math.abs(streamDistance(x, y));
    water[pixel] = smooth(0.03, -0.03, shore) + (shore > 0 ? 0.7 * smooth(0.035, 0.01, stream) : 0);
    const wet =
      smooth(0.18, 0.05, stream) * (0.65 + 0.5 * fractalNoise(x * 3, y * 3, 61)) +
      smooth(0.3, 0.02, Math.max(0, shore)) * 0.5;
    const hills = smooth(-0.05, 0.2, fractalNoise(x * 0.9, y * 0.9, 71));
    green[pixel] = Math.min(0.92, Math.max(0, wet) + 0.75 * hills * (0.7 + 0.5 * fractalNoise(x * 6, y * 6, 81)));
    dry[pixel] = Math.max(0, 0.12 + 0.16 * fractalNoise(x * 1.4, y * 1.4, 91));
  }
  return { light, water, green: green.map((share) => Math.max(0, share)), dry };
}

/** Metres above the lake. The lithocap is silicified and stands as a ridge; a valley leads from it to the lake. */
function elevation(x: number, y: number): number {
  const ridge = 620 * Math.exp(-(((x - 4) / 1.5) ** 2) - ((y - 1.7) / 1.1) ** 2);
  const shoulder = 260 * Math.exp(-(((x - 1.2) / 1.4) ** 2) - ((y - 4.6) / 1.3) ** 2);
  const relief = 230 * fractalNoise(x * 0.75, y * 0.75, 11) + 24 * fractalNoise(x * 4, y * 4, 21);
  const valley = -90 * Math.exp(-((streamDistance(x, y) / 0.35) ** 2));
  const flat = smooth(-0.1, 0.7, lakeDistance(x, y));
  return (500 + ridge + shoulder + relief + valley) * flat;
}

/** Distance from the shore in km (negative in the lake), with a ragged outline. */
function lakeDistance(x: number, y: number): number {
  const [dx, dy] = [(x - 5.05) / 1.25, (y - 5.2) / 0.85];
  return (Math.hypot(dx, dy) - 0.5) * 0.9 + 0.12 * fractalNoise(x * 1.6, y * 1.6, 31);
}

/** Distance from the stream's line in km, which winds from the north-west to the lake. */
function streamDistance(x: number, y: number): number {
  const line =
    0.4 + 0.93 * x + 0.22 * Math.sin(2.1 * x) + 0.1 * Math.sin(5.3 * x + 1) + 0.05 * fractalNoise(x * 5, 0, 41);
  return (y - line) * 0.73;
}

/** Unit vector towards the sun: x east, y south, z up. */
function sunDirection(): [number, number, number] {
  const [azimuth, height] = [(SUN_AZIMUTH * Math.PI) / 180, (SUN_ELEVATION * Math.PI) / 180];
  return [Math.sin(azimuth) * Math.cos(height), -Math.cos(azimuth) * Math.cos(height), Math.sin(height)];
}

/** 0 at `from`, 1 at `to`, smooth in between; `from` may be the larger. */
export function smooth(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
