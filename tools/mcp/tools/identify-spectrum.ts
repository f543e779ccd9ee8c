import { z } from 'zod';
import { GossanError } from '../../../core/errors.ts';
import { namedPath } from '../places.ts';
import { IDENTIFICATION } from '../schemas/spectrum.ts';
import { defineTool } from '../tool.ts';

/** Bands of the finest field spectrometers, and room. */
const MOST_BANDS = 10_000;

const spectrum = z.strictObject({
  name: z.string().max(200).default('spectrum'),
  wavelengths: z.array(z.number()).max(MOST_BANDS).describe('nm or µm'),
  values: z
    .array(z.number().nullable())
    .max(MOST_BANDS)
    .describe('Reflectance 0 to 1, percent, or reflectance × 10000; null where there is none'),
});

export const identifySpectrum = defineTool({
  name: 'identify_spectrum',
  title: 'Identify spectra',
  description:
    'Names the minerals of laboratory or field spectra by their absorption features: of each spectrum in a file (CSV, ENVI ' +
    'spectral library, ECOSTRESS or USGS text, .sed), or of one given by its numbers. Iron minerals (VNIR) and minerals with ' +
    'features above 1.35 µm (SWIR) are named separately, with fit, depth, the features that decided, and the runner-up. ' +
    '"none" is an answer.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.strictObject({
    file: z.string().min(1).optional().describe('Path of a file of spectra'),
    spectrum: spectrum.optional().describe('A spectrum in place of a file'),
    library: z.string().min(1).optional().describe("A mineral library in place of Gossan's"),
  }),
  output: z.object({
    spectra: z.array(IDENTIFICATION),
    repairs: z
      .array(z.looseObject({ what: z.string(), count: z.number(), detail: z.string() }))
      .optional()
      .describe('What was converted or mended'),
  }),
  async run({ file, spectrum: given, library }, { sources, signal }) {
    if ((file === undefined) === (given === undefined)) {
      throw new GossanError('MCP_INPUT', { detail: 'identify_spectrum takes either file or spectrum' });
    }
    const { givenSpectrum, identifySpectra, loadLibrary, readSpectraFile } = await import('../../spectral/index.ts');
    const { spectra, repairs } = given
      ? givenSpectrum(
          given.name,
          given.wavelengths,
          given.values.map((value) => value ?? Number.NaN),
        )
      : await readSpectraFile(namedPath(file!));
    signal.throwIfAborted();
    const found = identifySpectra(spectra, loadLibrary(library === undefined ? undefined : namedPath(library)));
    const mended = repairs.map(({ what, count, detail }) => `Mended: ${what} (${count}), ${detail}`);
    return {
      result: { spectra: found, ...(repairs.length ? { repairs: repairs.map((repair) => ({ ...repair })) } : {}) },
      text: [sources.wording.spectra(found), ...mended].join('\n'),
    };
  },
});
