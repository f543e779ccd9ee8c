import { readFile } from 'node:fs/promises';
import { asGossanError, GossanError } from '../../../core/errors.ts';
import type { BandFields } from './band-table.ts';
import { splitList } from './envi-header.ts';
import { eachElement } from './geotiff-metadata.ts';
import { timeIn } from './sun.ts';
import type { Illumination } from './top-of-atmosphere.ts';

/** What `*-METADATA.XML` of an EnMAP product says of its spectral image. */
export interface EnmapMetadata {
  /** L1B, L1C or L2A. */
  level: string;
  bands: BandFields;
  gain: number[];
  offset: number[];
  /** `backgroundValue`, −32768 in L2A. */
  background?: number;
  /** Bands of each detector, counted from 0; empty where the metadata leaves them out. */
  vnir: number[];
  swir: number[];
  illumination: Illumination;
}

/** Radiance of L1B and L1C is number × gain + offset in this unit (EnMAP product specification). */
const RADIANCE_UNIT = 'W/m2/sr/nm';

const BAND_ELEMENTS = ['wavelengthcenterofband', 'fwhmofband', 'gainofband', 'offsetofband'];
const DETECTORS = ['vnirproductquality', 'swirproductquality'];
/** Elements whose parts have names that others use, too: their texts are kept under "parent/name". */
const PARENTS = [...DETECTORS, 'sunelevationangle', 'bandcharacterisation'];
const TEXTS = ['level', 'processinglevel', 'backgroundvalue', 'starttime', 'center', 'expectedchannelslist'];

/** Reads {@link enmapMetadata} from a file. Throws FILE_NOT_FOUND, SCENE_DAMAGED. */
export async function readEnmapMetadata(path: string, name: string): Promise<EnmapMetadata> {
  const xml = await readFile(path, 'utf8').catch((error) => {
    throw asGossanError(error, path);
  });
  return enmapMetadata(xml, path, name);
}

/**
 * The metadata of an EnMAP product (DLR, EnMAP product specification EN-PCV-ICD-2009-2): `specific` →
 * `bandCharacterisation` → one `bandID` a band with centre and FWHM in nm, gain and offset; `vnirProductQuality` and
 * `swirProductQuality` → the channels of each detector; `sunElevationAngle` → `center` in degrees.
 * @param name the product's name, whose fourth field holds the level where the XML does not
 * Throws SCENE_DAMAGED.
 */
export function enmapMetadata(xml: string, path: string, name: string): EnmapMetadata {
  const columns = new Map<string, number[]>(BAND_ELEMENTS.map((element) => [element, []]));
  const texts = new Map<string, string>();
  let parent = '';
  eachElement(
    xml,
    [...BAND_ELEMENTS, ...TEXTS],
    (element, _, text) => {
      const column = columns.get(element);
      const key = parent ? `${parent}/${element}` : element;
      if (!column) texts.set(key, texts.get(key) ?? text);
      else if (parent === 'bandcharacterisation') column.push(text === '' ? Number.NaN : Number(text));
    },
    (element) => {
      if (PARENTS.includes(element)) parent = element;
    },
    (element) => {
      if (element === parent) parent = '';
    },
  );
  const [wavelengths, fwhm, gain, offset] = BAND_ELEMENTS.map((element) => columns.get(element) ?? []);
  if (wavelengths.length === 0) {
    throw new GossanError('SCENE_DAMAGED', { path, detail: 'no bandCharacterisation with wavelengths in it' });
  }
  const level = [texts.get('level'), texts.get('processinglevel'), name].join(' ').match(/L?(1B|1C|2A)\b/i)?.[1];
  const background = Number(texts.get('backgroundvalue') ?? Number.NaN);
  const [vnir, swir] = DETECTORS.map((detector) =>
    splitList(texts.get(`${detector}/expectedchannelslist`)).map((channel) => Number(channel) - 1),
  );
  const sunElevation = Number(texts.get('sunelevationangle/center') || Number.NaN);
  return {
    level: level ? `L${level.toUpperCase()}` : 'unknown level',
    bands: { wavelengths, fwhm, bbl: [], unit: 'nm' },
    gain,
    offset,
    background: Number.isFinite(background) ? background : undefined,
    vnir,
    swir,
    illumination: {
      unit: RADIANCE_UNIT,
      sunElevation: Number.isFinite(sunElevation) ? sunElevation : undefined,
      ...timeIn(texts.get('starttime')),
    },
  };
}
