import type { XlsxFormats } from './xlsx-formats.ts';
import { readXml } from './xml.ts';

/** Columns beyond this are not read: a sheet that fills them is no table for people. */
const MOST_COLUMNS = 512;
/** A gap between rows is an empty row, however wide it is. */
const GAP = 1;
/** Merged ranges beyond these are decoration. */
const MOST_MERGED = 10_000;
const MOST_MERGED_ROWS = 2000;

interface MergedRange {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/**
 * The rows of a worksheet as they are shown, hidden ones left out; merged cells repeat their text in every place that they
 * cover (ECMA-376 part 1, 18.3).
 * @param onRow called with the number of rows so far
 */
export function readSheet(
  xml: Buffer,
  strings: readonly string[],
  formats: XlsxFormats,
  onRow: (rows: number) => void,
): string[][] {
  const rows: { number: number; cells: string[] }[] = [];
  const merged: MergedRange[] = [];
  let row: (typeof rows)[number] | null = null;
  let number = 0;
  let column = 0;
  let cell: { type: string; style: number; value: string } | null = null;
  let inValue = false;
  let silent = 0;
  readXml(xml, {
    open(name, attributes) {
      if (name === 'row') {
        number = Number(attributes.r) || number + 1;
        column = -1;
        row = attributes.hidden === '1' || attributes.hidden === 'true' ? null : { number, cells: [] };
      } else if (name === 'c') {
        column = columnOf(attributes.r) ?? column + 1;
        cell = { type: attributes.t ?? 'n', style: Number(attributes.s) || 0, value: '' };
      } else if (name === 'v' || name === 't') inValue = cell !== null;
      else if (name === 'rPh') silent++;
      else if (name === 'mergeCell' && merged.length < MOST_MERGED) {
        const range = rangeOf(attributes.ref);
        if (range !== null) merged.push(range);
      }
    },
    text(text) {
      if (inValue && silent === 0 && cell !== null) cell.value += text;
    },
    close(name) {
      if (name === 'v' || name === 't') inValue = false;
      else if (name === 'rPh') silent--;
      else if (name === 'c') {
        if (cell !== null && row !== null && column < MOST_COLUMNS) {
          const text = shown(cell, strings, formats);
          while (row.cells.length < column) row.cells.push('');
          row.cells[column] = text;
        }
        cell = null;
      } else if (name === 'row') {
        if (row?.cells.some((text) => text.trim() !== '')) {
          rows.push(row);
          onRow(rows.length);
        }
        row = null;
      }
    },
  });
  fillMerged(rows, merged);
  const grid: string[][] = [];
  for (const [at, { number, cells }] of rows.entries()) {
    if (at > 0 && number > rows[at - 1]!.number + GAP) grid.push([]);
    grid.push(cells);
  }
  return grid;
}

function shown(
  { type, style, value }: { type: string; style: number; value: string },
  strings: readonly string[],
  formats: XlsxFormats,
): string {
  switch (type) {
    case 's':
      return strings[Number(value)] ?? '';
    case 'b':
      return value === '1' ? 'TRUE' : 'FALSE';
    case 'n':
      return formats.show(value, style);
    default:
      return value;
  }
}

function fillMerged(rows: { number: number; cells: string[] }[], merged: readonly MergedRange[]): void {
  const byNumber = new Map(rows.map((row) => [row.number, row.cells]));
  for (const { top, bottom, left, right } of merged) {
    const text = byNumber.get(top)?.[left] ?? '';
    if (text === '') continue;
    for (let number = top; number <= Math.min(bottom, top + MOST_MERGED_ROWS); number++) {
      const cells = byNumber.get(number);
      if (cells === undefined) continue;
      for (let column = left; column <= Math.min(right, MOST_COLUMNS - 1); column++) {
        while (cells.length <= column) cells.push('');
        cells[column] ||= text;
      }
    }
  }
}

/** "C7" is column 2. */
function columnOf(reference: string | undefined): number | null {
  const letters = /^\$?([A-Z]{1,3})/.exec(reference ?? '')?.[1];
  if (letters === undefined) return null;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function rangeOf(reference: string | undefined): MergedRange | null {
  const match = /^([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(reference ?? '');
  if (match === null) return null;
  const [left, right] = [columnOf(match[1]), columnOf(match[3])];
  if (left === null || right === null) return null;
  return { top: Number(match[2]), bottom: Number(match[4]), left, right };
}
