import { valuesAtRanks } from '../../raster/ranks.ts';
import { nearestBand, readBands } from '../../readers/read-bands.ts';
import { MASK, type PixelWindow, type SceneReader } from '../../types.ts';
import type { Rgb } from './canvas.ts';

/** Where there is no pixel to show. */
export const NO_DATA: Rgb = [235, 235, 238];
/** Pictures show at most this many pixels along a side; of larger scenes every n-th line and sample is drawn. */
const LONGEST_SIDE = 1200;
/** Lines read at once. */
const LINES = 64;

/** The scene's own look on the picture's grid, for the quick-look and as the ground under the maps. */
export interface SceneColours {
  width: number;
  height: number;
  /** Scene pixels per picture cell. */
  step: number;
  /** Red, green, blue of each cell, 0..255; without meaning where the pixel is fill. */
  colours: Uint8Array;
  /** 0..1 a cell; NaN where the pixel is fill. */
  brightness: Float32Array;
  /** What red, green and blue show, for the caption. */
  caption: string;
}

/** Band centres (µm) of the colour composites, best first. */
const COMPOSITES: { name: string; bands: [number, number, number] }[] = [
  { name: 'natural colour', bands: [0.64, 0.55, 0.47] },
  { name: 'false colour', bands: [2.2, 1.65, 0.85] },
  { name: 'false colour', bands: [2.33, 2.2, 1.65] },
];

/** The cells of a picture of a window: every `step`-th line and sample of it. */
export function pictureGrid(
  window: Pick<PixelWindow, 'width' | 'height'>,
): Pick<SceneColours, 'step' | 'width' | 'height'> {
  const step = Math.max(1, Math.ceil(Math.max(window.width, window.height) / LONGEST_SIDE));
  return { step, width: Math.ceil(window.width / step), height: Math.ceil(window.height / step) };
}

/** What red, green and blue of a scene's look show: `natural colour, 0.64 / 0.55 / 0.47 µm`. */
export function lookCaption(reader: SceneReader): string {
  return compositeBands(reader).caption;
}

/**
 * Reads the few bands that a picture needs, line by line, so that memory follows the picture and not the scene.
 * @param mask of the window: fill that shows in all bands together only is known from there
 */
export async function sceneColours(
  reader: SceneReader,
  window: PixelWindow,
  mask: Uint8Array,
  options: { signal?: AbortSignal } = {},
): Promise<SceneColours> {
  const { step, width, height } = pictureGrid(window);
  const { bands, caption } = compositeBands(reader);
  const values = new Float32Array(width * height * 3);
  const linesAtOnce = step === 1 ? LINES : 1;
  for (let line = 0; line < height; line += linesAtOnce) {
    const count = Math.min(linesAtOnce, height - line);
    const piece = { x: window.x, y: window.y + line * step, width: window.width, height: count };
    const block = await readBands(reader, piece, bands, options);
    for (let row = 0; row < count; row++) {
      for (let column = 0; column < width; column++) {
        const isFill = mask[(line + row) * step * window.width + column * step] === MASK.fill;
        const cell = ((line + row) * width + column) * 3;
        for (let channel = 0; channel < 3; channel++) {
          values[cell + channel] = isFill ? Number.NaN : block[(row * 3 + channel) * window.width + column * step];
        }
      }
    }
  }
  return { width, height, step, caption, ...stretch(values) };
}

function compositeBands(reader: SceneReader): { bands: number[]; caption: string } {
  for (const { name, bands } of COMPOSITES) {
    const found = bands.map((centre) => nearestBand(reader, centre, 0.03));
    if (found.every((band) => band >= 0)) return { bands: found, caption: `${name}, ${centres(reader, found)}` };
  }
  const order = [...reader.wavelengths.keys()].sort((a, b) => reader.wavelengths[b] - reader.wavelengths[a]);
  const spread = [0, order.length >> 1, order.length - 1].map((at) => order[at]);
  return { bands: spread, caption: `false colour, ${centres(reader, spread)}` };
}

function centres(reader: SceneReader, bands: number[]): string {
  return `${bands.map((band) => reader.wavelengths[band].toFixed(2)).join(' / ')} µm`;
}

/**
 * Stretches all three channels by one common range (1st to 99th percentile), which keeps the hues as the eye would see
 * them; a gamma of 0.7 opens the shadows.
 */
function stretch(values: Float32Array): Pick<SceneColours, 'colours' | 'brightness'> {
  const [low, high] = valuesAtRanks(values, (n) => [0.01, 0.99].map((share) => Math.floor((n - 1) * share))) ?? [0, 1];
  const range = Math.max(high - low, 1e-6);
  const cells = values.length / 3;
  const brightness = new Float32Array(cells);
  const colours = new Uint8Array(values.length);
  for (let cell = 0; cell < cells; cell++) {
    let luma = 0;
    for (let channel = 0; channel < 3; channel++) {
      const at = 3 * cell + channel;
      const level = Math.min(1, Math.max(0, (values[at] - low) / range)) ** 0.7;
      luma += REC_709[channel] * level;
      colours[at] = Math.round(255 * level);
    }
    brightness[cell] = luma;
  }
  return { colours, brightness };
}

/** Weights of red, green and blue in luma (ITU-R BT.709). */
const REC_709 = [0.2126, 0.7152, 0.0722];
