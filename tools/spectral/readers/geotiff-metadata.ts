import { readFile } from 'node:fs/promises';
import { Parser } from 'htmlparser2';
import type { GeoTiffRaster } from './geotiff-raster.ts';

/** The named texts of a TIFF: those of the whole file and those of each band; keys in lower case. */
export interface GeoTiffMetadata {
  file: Map<string, string>;
  bands: Map<string, string>[];
}

/**
 * Reads GDAL's items (tag 42112: `<Item name= sample= role=>`) and, over them, those of the sidecar `FILE.aux.xml` (PAM),
 * where GDAL and QGIS put what was set after the file was written. A band's description, scale and offset come under
 * `description`, `scale`, `offset`. Unreadable XML gives no items: what is missing is then said where it is needed.
 */
export async function geoTiffMetadata(raster: GeoTiffRaster): Promise<GeoTiffMetadata> {
  const metadata: GeoTiffMetadata = {
    file: new Map(),
    bands: Array.from({ length: raster.layout.bands }, () => new Map<string, string>()),
  };
  const [description, items]: unknown[] = await raster.tags(async ({ fileDirectory }) => [
    await fileDirectory.loadValue('ImageDescription'),
    await fileDirectory.loadValue('GDAL_METADATA'),
  ]);
  if (typeof description === 'string') metadata.file.set('imagedescription', clean(description));
  if (typeof items === 'string') readItems(items, metadata);
  const sidecar = await readFile(`${raster.path}.aux.xml`, 'utf8').catch(() => '');
  if (sidecar) readSidecar(sidecar, metadata);
  return metadata;
}

function readItems(xml: string, { file, bands }: GeoTiffMetadata): void {
  eachElement(xml, ['item'], (_, attributes, text) => {
    const sample = attributes.sample === undefined ? undefined : Number(attributes.sample);
    const target = sample === undefined ? file : bands[sample];
    const name = attributes.name?.toLowerCase();
    if (target && name) target.set(name, text);
  });
}

function readSidecar(xml: string, { file, bands }: GeoTiffMetadata): void {
  let band: Map<string, string> | undefined;
  const enter = (name: string, attributes: Record<string, string>) => {
    if (name === 'pamrasterband') band = bands[Number(attributes.band) - 1];
  };
  const leave = (name: string) => {
    if (name === 'pamrasterband') band = undefined;
  };
  const visit = (name: string, attributes: Record<string, string>, text: string) => {
    const target = band ?? file;
    if (name === 'mdi') {
      if (attributes.key) target.set(attributes.key.toLowerCase(), text);
    } else if (band) band.set(name, text);
  };
  eachElement(xml, ['mdi', 'description', 'scale', 'offset'], visit, enter, leave);
}

/** Metadata nests some ten deep. The parser's time grows with the square of the depth, so a text made to is left off. */
const DEEPEST = 500;
const CHUNK = 64 * 1024;

/** Calls `visit` with each element of these names (lower case), its attributes and its text. */
export function eachElement(
  xml: string,
  names: readonly string[],
  visit: (name: string, attributes: Record<string, string>, text: string) => void,
  enter: (name: string, attributes: Record<string, string>) => void = () => undefined,
  leave: (name: string) => void = () => undefined,
): void {
  let depth = 0;
  let open: { name: string; attributes: Record<string, string>; text: string } | undefined;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth++;
        enter(name, attributes);
        if (names.includes(name)) open = { name, attributes, text: '' };
      },
      ontext(text) {
        if (open) open.text += text;
      },
      onclosetag(name) {
        if (open?.name === name) {
          visit(name, open.attributes, clean(open.text));
          open = undefined;
        }
        leave(name);
        depth--;
      },
    },
    { xmlMode: true, lowerCaseTags: true, lowerCaseAttributeNames: true, decodeEntities: true },
  );
  for (let at = 0; at < xml.length && depth <= DEEPEST; at += CHUNK) parser.write(xml.slice(at, at + CHUNK));
  parser.end();
}

/** TIFF texts end with a zero byte. */
function clean(text: string): string {
  return text.replaceAll('\0', '').trim();
}
