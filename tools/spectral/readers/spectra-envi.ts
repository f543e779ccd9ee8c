import { GossanError } from '../../../core/errors.ts';
import type { Spectrum } from '../types.ts';
import { findEnviFiles } from './envi-files.ts';
import { type EnviHeader, readEnviHeader } from './envi-header.ts';
import { enviLayout } from './envi-layout.ts';
import { EnviValues } from './envi-values.ts';
import type { Repairs } from './repairs.ts';
import { notSpectra, reflectanceGain, spectrum, spectrumWavelengths } from './spectra-build.ts';

/** Rows that libraries made from SPECPR carry among their spectra. */
const NO_SPECTRUM = /error bars|channel number|^(crism )?(wave(length)?s?|resolution|bandpass)\b/i;
const WAVELENGTH_ROW = /^(crism )?wave(length)?s?\b/i;

/**
 * Reads an ENVI spectral library: one line of the image a spectrum, one sample a channel. Wavelengths come from the
 * header, else from the row that is named so.
 * Throws SPECTRA_FORMAT (a cube, no wavelengths, no spectra), SCENE_DATA_MISSING, SCENE_TRUNCATED, SCENE_HEADER_FIELD.
 */
export async function readEnviLibrary(path: string, repairs: Repairs): Promise<Spectrum[]> {
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
  const rows = await readRows(files.data, header, repairs);
  const names = rowNames(header, rows.length, repairs);
  const wavelengths = libraryWavelengths(header, rows, names, path, repairs);
  const ignore = header.number('data ignore value');
  const used = rows.flatMap((row, at) =>
    NO_SPECTRUM.test(names[at])
      ? []
      : [{ name: names[at], values: row.map((value) => (value === ignore ? Number.NaN : value)) }],
  );
  if (used.length === 0) throw notSpectra(path, 'a library without a single spectrum');
  const scale = header.number('reflectance scale factor') ?? 1;
  const stated = scale > 1 ? 1 / scale : scale > 0 && scale < 1 ? scale : undefined;
  const words = `${header.text('z plot titles') ?? ''} ${header.text('data units') ?? ''}`;
  const gain = stated ?? reflectanceGain(everyValue(used), words, path, repairs);
  return used.map(({ name, values }) => spectrum(name, wavelengths, values, gain));
}

function* everyValue(rows: readonly { values: Float64Array }[]): Generator<number> {
  for (const { values } of rows) yield* values;
}

async function readRows(data: string, header: EnviHeader, repairs: Repairs): Promise<Float64Array[]> {
  const layout = enviLayout(header);
  const values = await EnviValues.open(data, layout, /\.gz$/i.test(data) || header.text('file compression') === '1');
  if (values.trailing) repairs.add('trailing bytes', values.trailing, 'bytes behind the last spectrum: not read');
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

/** Names hold no commas of their own in an ENVI list: with another number of names none can be given to a row. */
function rowNames(header: EnviHeader, count: number, repairs: Repairs): string[] {
  const names = header.list('spectra names').map((name) => name.replace(/\s+/g, ' ').trim());
  if (names.length && names.length !== count) {
    repairs.add('spectra names', names.length, `names for ${count} spectra (a comma in a name?): spectra are numbered`);
  }
  return Array.from({ length: count }, (_, at) => (names.length === count && names[at]) || `spectrum ${at + 1}`);
}

function libraryWavelengths(
  header: EnviHeader,
  rows: Float64Array[],
  names: string[],
  path: string,
  repairs: Repairs,
): number[] {
  const channels = rows[0].length;
  const listed = header.numbers('wavelength', channels);
  const row = names.findIndex((name) => WAVELENGTH_ROW.test(name));
  const values = listed.length === channels ? listed : row >= 0 ? [...rows[row]] : [];
  if (!values.length) throw notSpectra(path, `a library of ${channels} channels whose wavelengths are not given`);
  return spectrumWavelengths(values, header.text('wavelength units'), path, repairs);
}
