import type { LegendEntry } from '../picture.ts';
import type { Raster } from '../raster.ts';

/** From dark to bright on a dark ground. */
const TONES = ' .:-=+*#%@';
const CLASS_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const NO_CLASS = '.';

/** The sign of a legend's n-th entry. */
export function classSign(label: number, legend: readonly LegendEntry[]): string {
  return legend[label]?.sign ?? CLASS_LETTERS[label] ?? NO_CLASS;
}

/** One letter a cell, which the legend explains. */
export function classSigns(
  { width, height, labels }: { width: number; height: number; labels: Uint8Array },
  legend: readonly LegendEntry[],
): string[] {
  return rows(width, height, (cell) => classSign(labels[cell]!, legend));
}

/** One sign a cell by its brightness (Rec. 709 luma). */
export function tones({ width, height, rgb }: Raster): string[] {
  return rows(width, height, (cell) => {
    const luma = 0.2126 * rgb[3 * cell]! + 0.7152 * rgb[3 * cell + 1]! + 0.0722 * rgb[3 * cell + 2]!;
    return TONES[Math.min(TONES.length - 1, Math.floor((luma / 256) * TONES.length))]!;
  });
}

function rows(width: number, height: number, sign: (cell: number) => string): string[] {
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => sign(y * width + x)).join(''),
  );
}
