import { GossanError } from '../../../core/errors.ts';
import type { Spectrum } from '../types.ts';
import { wavelengthFactor } from './band-table.ts';
import { findEnviFiles } from './envi-files.ts';
import { type EnviHeader, readEnviHeader } from './envi-header.ts';
import { enviLayout } from './envi-layout.ts';
import { EnviValues } from './envi-values.ts';
import { notSpectra, spectrum } from './spectra-build.ts';

/** Rows that libraries made from SPECPR carry among their spectra. */
const NO_SPECTRUM = /error bars|channel number|^(crism )?(wave(length)?s?|resolution|bandpass)\b/i;
const WAVELENGTH_ROW = /^(crism )?wave(length)?s?\b/i;

/**
 * Reads an ENVI spectral library: one line of the image a spectrum, one sample a channel. Wavelengths come from the
 * header, else from the row that is named so.
 * Throws SPECTRA_FORMAT (a cube, no wavelengths, no spectra), SCENE_DATA_MISSING, SCENE_TRUNCATED, SCENE_HEADER_FIELD.
 */
export async function readEnviLibrary(path: string): Promise<Spectrum[]> {
  const files = await findEnviFiles(path);
  const header = await readEnviHeader(files.header);
  if (!/spectral library/i.test(header.text('file type') ?? '')) {
    throw notSpectra(path, 'an ENVI image, not a spectral library; `gossan map` reads it');
  }
  if (!files.data) {
    throw new GossanError('SCENE_DATA_MISSING', {
      path: files.header,
      detail: `looked for ${files.tried.slice(0, 4).join(', ')}, …`,
    });
  }
  const rows = await readRows(files.data, header);
  const names = rowNames(header, rows.length);
  const wavelengths = libraryWavelengths(header, rows, names, path);
  const scale = header.number('reflectance scale factor') ?? 1;
  const gain = scale > 1 ? 1 / scale : 1;
  const ignore = header.number('data ignore value');
  const spectra = rows.flatMap((row, at) => {
    if (NO_SPECTRUM.test(names[at])) return [];
    const values = Float64Array.from(row, (value) => (value === ignore ? Number.NaN : value));
    return [spectrum(names[at], wavelengths, values, gain)];
  });
  if (spectra.length === 0) throw notSpectra(path, 'a library without a single spectrum');
  return spectra;
}

async function readRows(data: string, header: EnviHeader): Promise<Float64Array[]> {
  const layout = enviLayout(header);
  const values = await EnviValues.open(data, layout, /\.gz$/i.test(data) || header.text('file compression') === '1');
  const rows = Array.from({ length: layout.lines }, () => new Float64Array(layout.samples));
  try {
    const whole = { x: 0, y: 0, width: layout.samples, height: layout.lines };
    await values.read(whole, [0], (_band, line, raw, at, stride) => {
      for (let sample = 0; sample < layout.samples; sample++) rows[line][sample] = raw[at + sample * stride];
    });
    return rows;
  } finally {
    await values.close();
  }
}

function rowNames(header: EnviHeader, count: number): string[] {
  const names = header.list('spectra names').map((name) => name.replace(/\s+/g, ' ').trim());
  return Array.from({ length: count }, (_, at) => names[at] || `spectrum ${at + 1}`);
}

function libraryWavelengths(header: EnviHeader, rows: Float64Array[], names: string[], path: string): number[] {
  const channels = rows[0].length;
  const listed = header
    .texts('wavelength')
    .map((text) =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean)
        .map(Number),
    )
    .find((list) => list.length === channels);
  const row = names.findIndex((name) => WAVELENGTH_ROW.test(name));
  const values = listed ?? (row >= 0 ? [...rows[row]] : []);
  const factor = values.length ? wavelengthFactor(values, header.text('wavelength units')) : undefined;
  if (factor === undefined) throw notSpectra(path, `a library of ${channels} channels whose wavelengths are not given`);
  return values.map((value) => value * factor);
}
