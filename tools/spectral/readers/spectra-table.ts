import type { Spectrum } from '../types.ts';
import type { Repairs } from './repairs.ts';
import { noteRepeated, notSpectra, reflectanceGain, spectrum, spectrumWavelengths } from './spectra-build.ts';

const FEWEST_WAVELENGTHS = 3;
/** Rows of names and units above the numbers. */
const MOST_HEADINGS = 20;

interface Row {
  /** Line number in the file, for messages. */
  line: number;
  cells: string[];
}

/**
 * Reads a delimited table. Either wavelengths run down the first column and each further column is a spectrum (names in
 * the header row), or, as EMIT's endmember libraries have it, the header row holds the wavelengths and each row is one.
 * Comma, semicolon, tab and blanks separate; decimal commas are read where the comma does not separate; lines that begin
 * with # are comments. Throws SPECTRA_FORMAT with the line that is wrong.
 */
export function readSpectraTable(text: string, path: string, repairs: Repairs): Spectrum[] {
  const rows = splitTable(text);
  if (rows.length < 2) throw notSpectra(path, 'it has fewer than two rows');
  const width = rows[0].cells.length;
  if (rows.every(({ cells }) => cells.length < 2)) throw notSpectra(path, 'it has a single column');
  const across = rows[0].cells.slice(1).map(toNumber);
  const namesDown = rows.slice(1).some(({ cells }) => Number.isNaN(toNumber(cells[0])));
  const isAcross = width > FEWEST_WAVELENGTHS && across.every(Number.isFinite) && namesDown;
  return isAcross ? spectraInRows(rows, across, path, repairs) : spectraInColumns(rows, path, repairs);
}

function spectraInColumns(rows: Row[], path: string, repairs: Repairs): Spectrum[] {
  const first = rows.findIndex(({ cells }) => cells.length > 1 && !Number.isNaN(toNumber(cells[0])));
  if (first < 0 || first > MOST_HEADINGS) throw notSpectra(path, 'no row begins with a wavelength');
  const body = rows.slice(first);
  const width = body[0].cells.length;
  const headings = rows.slice(0, first).filter(({ cells }) => cells.length > 1);
  const names = headings.find(({ cells }) => cells.length >= width)?.cells ?? headings[0]?.cells ?? [];
  if (body.length < FEWEST_WAVELENGTHS) throw notSpectra(path, `it has ${body.length} wavelengths`);
  const values = body.map(({ line, cells }) => {
    const value = toNumber(cells[0]);
    if (Number.isNaN(value)) {
      throw notSpectra(path, `line ${line}: "${cells[0].slice(0, 40)}" in the wavelength column is no number`);
    }
    if (cells.length !== width) {
      throw notSpectra(path, `line ${line} has ${cells.length} columns where line ${body[0].line} has ${width}`);
    }
    return value;
  });
  const unit = headings.map(({ cells }) => unitOf(cells[0])).find((found) => found !== undefined);
  const wavelengths = spectrumWavelengths(values, unit, path, repairs);
  noteRepeated(wavelengths, repairs);
  const columns: { name: string; values: number[] }[] = [];
  for (let column = 1; column < width; column++) {
    const name = names[column] ?? '';
    // Spreadsheets leave columns behind that never held anything.
    if (body.every(({ cells }) => cells[column] === '')) continue;
    columns.push({ name, values: body.map(({ cells }) => toNumber(cells[column])) });
  }
  const blank = width - 1 - columns.length;
  if (blank && columns.length) repairs.add('blank columns', blank, 'columns without a value: left out');
  const words = headings.flatMap(({ cells }) => cells).join(' ');
  const gain = reflectanceGain(
    columns.flatMap((column) => column.values),
    words,
    path,
    repairs,
  );
  return columns.map((column, at) => spectrum(column.name || `spectrum ${at + 1}`, wavelengths, column.values, gain));
}

function spectraInRows(rows: Row[], across: number[], path: string, repairs: Repairs): Spectrum[] {
  const wavelengths = spectrumWavelengths(across, unitOf(rows[0].cells[0]), path, repairs);
  noteRepeated(wavelengths, repairs);
  const body = rows.slice(1);
  const values = body.map(({ line, cells }) => {
    if (cells.length !== across.length + 1) {
      throw notSpectra(path, `line ${line} has ${cells.length - 1} values for ${across.length} wavelengths`);
    }
    return cells.slice(1).map(toNumber);
  });
  const gain = reflectanceGain(values.flat(), rows[0].cells[0], path, repairs);
  return values.map((row, at) => spectrum(body[at].cells[0] || `spectrum ${at + 1}`, wavelengths, row, gain));
}

function unitOf(cell: string): string | undefined {
  return cell.match(
    /wave ?number\w*|cm\^?-1|nanomet\w*|micromet\w*|micron\w*|angstr\w*|ångstr\w*|\bnm\b|\bum\b|µm|μm/i,
  )?.[0];
}

function splitTable(text: string): Row[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const rows = lines.map((content, at) => ({ line: at + 1, content: trimBlanks(content) }));
  // Spreadsheets write empty rows as separators alone.
  const used = rows.filter(({ content }) => /[^\s,;"]/.test(content) && !content.startsWith('#'));
  // The last of the first rows are numbers, even below several rows of headings.
  const delimiter = delimiterOf(used.slice(0, MOST_HEADINGS + 1).map(({ content }) => content));
  return used.map(({ line, content }) => ({ line, cells: splitLine(content, delimiter) }));
}

/** Tabs stay, since they separate. A pattern for the blanks at the end would try every run of blanks in a line. */
function trimBlanks(text: string): string {
  let [start, end] = [0, text.length];
  while (text[start] === ' ') start++;
  while (end > start && text[end - 1] === ' ') end--;
  return text.slice(start, end);
}

/** Semicolon and tab win over comma, because with them a comma may be the decimal sign; so it is between blanks. */
function delimiterOf(lines: string[]): string | RegExp {
  const sample = lines.slice(-5);
  for (const delimiter of [';', '\t']) {
    if (sample.length && sample.every((line) => line.includes(delimiter))) return delimiter;
  }
  const decimalCommas = /^[-+]?\d+(,\d+)?(e[-+]?\d+)?(\s+[-+]?\d+(,\d+)?(e[-+]?\d+)?)+$/i;
  if (sample.every((line) => decimalCommas.test(line.trim()))) return /\s+/;
  return sample.every((line) => line.includes(',')) ? ',' : /\s+/;
}

function splitLine(line: string, delimiter: string | RegExp): string[] {
  const text = typeof delimiter === 'string' ? line : line.trim();
  if (typeof delimiter !== 'string' || !text.includes('"')) return text.split(delimiter).map((cell) => cell.trim());
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += character;
  }
  return [...cells, cell.trim()];
}

/** NaN for an empty cell or words; "0,53" is read where the comma cannot be a delimiter. */
export function toNumber(cell: string): number {
  const text = /^[-+]?\d+,\d+(e[-+]?\d+)?$/i.test(cell) ? cell.replace(',', '.') : cell;
  return text === '' || /^[-+]?0[xbo]/i.test(text) ? Number.NaN : Number(text);
}
