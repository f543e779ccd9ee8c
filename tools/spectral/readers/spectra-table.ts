import type { Spectrum } from '../types.ts';
import { wavelengthFactor } from './band-table.ts';
import { measured, notSpectra, reflectanceGain, spectrum } from './spectra-build.ts';

const FEWEST_WAVELENGTHS = 3;

interface Cells {
  /** Line number in the file, for messages. */
  line: number;
  cells: string[];
}

/**
 * Reads a delimited table. Either wavelengths run down the first column and each further column is a spectrum (names in
 * the header row), or, as EMIT's endmember libraries have it, the header row holds the wavelengths and each row is one.
 * Comma, semicolon (with decimal commas), tab and blanks separate; lines that begin with # are comments.
 * Throws SPECTRA_FORMAT with the line that is wrong.
 */
export function readSpectraTable(text: string, path: string): Spectrum[] {
  const rows = splitTable(text);
  if (rows.length < 2) throw notSpectra(path, 'it has fewer than two rows');
  const width = rows[0].cells.length;
  if (width < 2) throw notSpectra(path, 'it has a single column');
  const header = rows[0].cells;
  const across = header.slice(1).map(toNumber);
  const namesDown = rows.slice(1).some(({ cells }) => Number.isNaN(toNumber(cells[0])));
  const isAcross = across.length >= FEWEST_WAVELENGTHS && across.every(Number.isFinite) && namesDown;
  return isAcross ? spectraInRows(rows, across, path) : spectraInColumns(rows, path);
}

function spectraInColumns(rows: Cells[], path: string): Spectrum[] {
  const hasHeader = Number.isNaN(toNumber(rows[0].cells[0]));
  const body = hasHeader ? rows.slice(1) : rows;
  const width = rows[0].cells.length;
  if (body.length < FEWEST_WAVELENGTHS) throw notSpectra(path, `it has ${body.length} wavelengths`);
  const wavelengths = body.map(({ line, cells }) => {
    const value = toNumber(cells[0]);
    if (Number.isNaN(value))
      throw notSpectra(path, `line ${line}: "${cells[0]}" in the wavelength column is no number`);
    if (cells.length !== width) {
      throw notSpectra(path, `line ${line} has ${cells.length} columns where the first row has ${width}`);
    }
    return value;
  });
  const unit = hasHeader ? unitOf(rows[0].cells[0]) : undefined;
  const micrometres = toMicrometres(wavelengths, unit, path);
  const columns = Array.from({ length: width - 1 }, (_, column) =>
    body.map(({ cells }) => toNumber(cells[column + 1])),
  );
  const gain = gainOf(columns, path);
  return columns.map((values, column) => {
    const name = hasHeader ? rows[0].cells[column + 1] : '';
    return spectrum(name || `spectrum ${column + 1}`, micrometres, values, gain);
  });
}

function spectraInRows(rows: Cells[], wavelengths: number[], path: string): Spectrum[] {
  const micrometres = toMicrometres(wavelengths, unitOf(rows[0].cells[0]), path);
  const body = rows.slice(1);
  const values = body.map(({ line, cells }) => {
    if (cells.length !== wavelengths.length + 1) {
      throw notSpectra(path, `line ${line} has ${cells.length - 1} values for ${wavelengths.length} wavelengths`);
    }
    return cells.slice(1).map(toNumber);
  });
  const gain = gainOf(values, path);
  return values.map((row, at) => spectrum(body[at].cells[0] || `spectrum ${at + 1}`, micrometres, row, gain));
}

function toMicrometres(values: number[], unit: string | undefined, path: string): number[] {
  const factor = wavelengthFactor(values, unit);
  if (factor === undefined) {
    const sorted = [...values].sort((a, b) => a - b);
    throw notSpectra(path, `${sorted[0]} to ${sorted.at(-1)} are no wavelengths in nm or µm`);
  }
  return values.map((value) => value * factor);
}

function gainOf(columns: number[][], path: string): number {
  const gain = reflectanceGain(columns.flat());
  if (gain === undefined) {
    const valid = columns.flat().map(measured).filter(Number.isFinite);
    const range = valid.length ? `values up to ${valid.reduce((a, b) => Math.max(a, b))}` : 'no values at all';
    throw notSpectra(path, `${range}: neither reflectance 0..1, percent, nor reflectance × 10000`);
  }
  return gain;
}

function unitOf(cell: string): string | undefined {
  return cell.match(/wavenumber|cm-1|nanomet\w*|micromet\w*|\bnm\b|\bum\b|µm|μm/i)?.[0];
}

function splitTable(text: string): Cells[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const rows = lines.map((content, at) => ({ line: at + 1, content: content.trim() }));
  const used = rows.filter(({ content }) => content !== '' && !content.startsWith('#'));
  const delimiter = delimiterOf(used.slice(0, 5).map(({ content }) => content));
  return used.map(({ line, content }) => ({ line, cells: splitLine(content, delimiter) }));
}

/** Semicolon and tab win over comma, because with them a comma may be the decimal sign. */
function delimiterOf(lines: string[]): string | RegExp {
  for (const delimiter of [';', '\t', ',']) {
    if (lines.length && lines.every((line) => line.includes(delimiter))) return delimiter;
  }
  return /\s+/;
}

function splitLine(line: string, delimiter: string | RegExp): string[] {
  if (typeof delimiter !== 'string' || !line.includes('"')) {
    return line.split(delimiter).map((cell) => cell.trim());
  }
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += character;
  }
  return [...cells, cell.trim()];
}

/** NaN for an empty cell or words; "0,53" is read where the comma cannot be a delimiter. */
function toNumber(cell: string): number {
  const text = /^[-+]?\d+,\d+(e[-+]?\d+)?$/i.test(cell) ? cell.replace(',', '.') : cell;
  return text === '' ? Number.NaN : Number(text);
}
