import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A laboratory spectrum without its deleted channels: µm ascending, reflectance > 0. */
export interface LaboratorySpectrum {
  /** The file's base name, for example `s06emitd_envi`. */
  library: string;
  /** As the header gives it, without the library's suffix. */
  title: string;
  record: number | null;
  wavelengths: Float64Array;
  reflectance: Float64Array;
}

/** Channels that the USGS deleted hold -1.23e34. */
const DELETED = -1e30;

/** So many equal values in a row are no measurement. */
const PADDING = 4;

/** Reads every ENVI spectral library of a folder that has its wavelengths in its first row. */
export function readLaboratoryFolder(folder: string): LaboratorySpectrum[] {
  const out: LaboratorySpectrum[] = [];
  for (const name of readdirSync(folder)
    .filter((f) => f.endsWith('.hdr'))
    .sort()) {
    const stem = join(folder, name.slice(0, -4));
    const data = [stem, `${stem}.sli`].find(existsSync);
    const header = readFileSync(`${stem}.hdr`, 'latin1');
    if (data && /file type\s*=\s*ENVI Spectral Library/i.test(header))
      out.push(...readLibrary(data, header, basename(stem)));
  }
  return out;
}

/** Where a spectrometer did not measure, some records repeat its first or last value: no more than that is known there. */
function dropPadding(points: [number, number][]): void {
  const same = (i: number, j: number): boolean => points[i][1] === points[j][1];
  let start = 0;
  while (start + 1 < points.length && same(start, start + 1)) start++;
  let end = points.length - 1;
  while (end > start && same(end, end - 1)) end--;
  if (points.length - 1 - end >= PADDING) points.splice(end + 1);
  if (start >= PADDING) points.splice(0, start);
}

function readLibrary(path: string, header: string, library: string): LaboratorySpectrum[] {
  const samples = Number(/^samples\s*=\s*(\d+)/m.exec(header)?.[1]);
  const lines = Number(/^lines\s*=\s*(\d+)/m.exec(header)?.[1]);
  const list = (field: string): string[] =>
    (new RegExp(`^${field}\\s*=\\s*\\{([^}]*)\\}`, 'm').exec(header)?.[1] ?? '').split(',').map((s) => s.trim());
  const titles = list('spectra names');
  const records = list('record').map(Number);
  const bytes = readFileSync(path);
  const little = /byte order\s*=\s*1/.test(header) ? 1 : 0;
  const rows = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const value = (line: number, i: number): number => rows.getFloat32((line * samples + i) * 4, little === 0);
  const out: LaboratorySpectrum[] = [];
  for (let line = 2; line < lines; line++) {
    if (/error bars|^Data value|^Wavelength|^Resolution/i.test(titles[line] ?? '')) continue;
    const points: [number, number][] = [];
    for (let i = 0; i < samples; i++) {
      const r = value(line, i);
      if (r > DELETED && r > 0 && r < 3) points.push([value(0, i), r]);
    }
    points.sort((a, b) => a[0] - b[0]);
    dropPadding(points);
    if (points.length < samples / 3) continue;
    out.push({
      library,
      title: (titles[line] ?? '').replace(/\s+[sr]06emit\w*\??_?\w*\s*$/, '').trim(),
      record: Number.isFinite(records[line]) ? records[line] : null,
      wavelengths: Float64Array.from(points, (p) => p[0]),
      reflectance: Float64Array.from(points, (p) => p[1]),
    });
  }
  return out;
}
