import { readFile } from 'node:fs/promises';
import { asGossanError, GossanError } from '../../../core/errors.ts';
import type { BandFields } from './geotiff-bands.ts';
import { eachElement } from './geotiff-metadata.ts';

/** What `*-METADATA.XML` of an EnMAP product says of its spectral image. */
export interface EnmapMetadata {
  /** L1B, L1C or L2A. */
  level: string;
  bands: BandFields;
  gain: number[];
  offset: number[];
  /** `backgroundValue`, −32768 in L2A. */
  background?: number;
}

const BAND_ELEMENTS = ['wavelengthcenterofband', 'fwhmofband', 'gainofband', 'offsetofband'];
const ELEMENTS = [...BAND_ELEMENTS, 'level', 'processinglevel', 'backgroundvalue'];

/**
 * Reads the metadata of an EnMAP product (DLR, EnMAP product specification EN-PCV-ICD-2009-2): `specific` →
 * `bandCharacterisation` → one `bandID` a band with centre and FWHM in nm, gain and offset.
 * @param name the product's name, whose fourth field holds the level where the XML does not
 * Throws FILE_NOT_FOUND, SCENE_DAMAGED.
 */
export async function readEnmapMetadata(path: string, name: string): Promise<EnmapMetadata> {
  const xml = await readFile(path, 'utf8').catch((error) => {
    throw asGossanError(error, path);
  });
  const columns = new Map<string, number[]>(BAND_ELEMENTS.map((element) => [element, []]));
  const texts = new Map<string, string>();
  let inBands = false;
  eachElement(
    xml,
    ELEMENTS,
    (element, _, text) => {
      const column = columns.get(element);
      if (!column) texts.set(element, texts.get(element) ?? text);
      else if (inBands) column.push(Number(text));
    },
    (element) => {
      if (element === 'bandcharacterisation') inBands = true;
    },
    (element) => {
      if (element === 'bandcharacterisation') inBands = false;
    },
  );
  const [wavelengths, fwhm, gain, offset] = BAND_ELEMENTS.map((element) => columns.get(element) ?? []);
  if (wavelengths.length === 0) {
    throw new GossanError('SCENE_DAMAGED', { path, detail: 'no bandCharacterisation with wavelengths in it' });
  }
  const level = [texts.get('level'), texts.get('processinglevel'), name].join(' ').match(/L?(1B|1C|2A)\b/i)?.[1];
  const background = Number(texts.get('backgroundvalue') ?? Number.NaN);
  return {
    level: level ? `L${level.toUpperCase()}` : 'unknown level',
    bands: { wavelengths, fwhm, bbl: [], unit: 'nm' },
    gain,
    offset,
    background: Number.isFinite(background) ? background : undefined,
  };
}
