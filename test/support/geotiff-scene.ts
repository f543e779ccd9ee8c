import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { geoKeyTags } from '../../tools/spectral/outputs/geo-keys.ts';
import type { Georeference } from '../../tools/spectral/types.ts';

export interface GeoTiffVariant {
  width: number;
  height: number;
  bands: number;
  /** The stored number. */
  value: (x: number, y: number, band: number) => number;
  type?: 'uint8' | 'int16' | 'uint16' | 'float32';
  /** One band a block (true), or all bands side by side. */
  planar?: boolean;
  /** Side of the square tiles; strips of `rows` lines otherwise. */
  tile?: number;
  rows?: number;
  deflate?: boolean;
  bigEndian?: boolean;
  nodata?: number;
  /** Content of the GDAL_METADATA tag. */
  metadata?: string;
  description?: string;
  georeference?: Georeference;
  /** Further tags, over those that follow from the above. */
  tags?: Tag[];
}

export interface Tag {
  tag: number;
  type: 2 | 3 | 4 | 12;
  values: number[] | string;
}

const BYTES = { uint8: 1, int16: 2, uint16: 2, float32: 4 } as const;
const FORMAT = { uint8: 1, int16: 2, uint16: 1, float32: 3 } as const;
const FIELD = { 2: 1, 3: 2, 4: 4, 12: 8 } as const;

/** The bytes of a GeoTIFF with many bands, by TIFF 6.0: tiles or strips, either order of bands, either byte order. */
export function geoTiffBytes(scene: GeoTiffVariant): Buffer {
  const { width, height, bands, type = 'int16', planar = true, tile, rows = 7, deflate = false } = scene;
  const little = !scene.bigEndian;
  const [blockWidth, blockHeight] = tile ? [tile, tile] : [width, rows];
  const [across, down] = [Math.ceil(width / blockWidth), Math.ceil(height / blockHeight)];
  const blocks: Buffer[] = [];
  for (let plane = 0; plane < (planar ? bands : 1); plane++) {
    for (let block = 0; block < across * down; block++) {
      const [left, top] = [(block % across) * blockWidth, Math.floor(block / across) * blockHeight];
      // The last strip is as short as the image; tiles are filled up.
      const tall = tile ? blockHeight : Math.min(blockHeight, height - top);
      const perPixel = planar ? 1 : bands;
      const bytes = Buffer.alloc(blockWidth * tall * perPixel * BYTES[type]);
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      for (let y = 0; y < tall && top + y < height; y++) {
        for (let x = 0; x < blockWidth && left + x < width; x++) {
          for (let sample = 0; sample < perPixel; sample++) {
            const at = ((y * blockWidth + x) * perPixel + sample) * BYTES[type];
            const value = scene.value(left + x, top + y, planar ? plane : sample);
            if (type === 'uint8') view.setUint8(at, value);
            else if (type === 'int16') view.setInt16(at, value, little);
            else if (type === 'uint16') view.setUint16(at, value, little);
            else view.setFloat32(at, value, little);
          }
        }
      }
      blocks.push(deflate ? deflateSync(bytes) : bytes);
    }
  }
  const each = (value: number) => new Array<number>(bands).fill(value);
  const [offsetTag, countTag] = tile ? [324, 325] : [273, 279];
  const tags = new Map<number, Tag>();
  const put = (tag: number, kind: Tag['type'], values: number[] | string) => tags.set(tag, { tag, type: kind, values });
  put(256, 4, [width]);
  put(257, 4, [height]);
  put(258, 3, each(8 * BYTES[type]));
  put(259, 3, [deflate ? 8 : 1]);
  put(262, 3, [1]);
  put(277, 3, [bands]);
  put(284, 3, [planar ? 2 : 1]);
  put(339, 3, each(FORMAT[type]));
  if (tile) {
    put(322, 4, [tile]);
    put(323, 4, [tile]);
  } else put(278, 4, [rows]);
  put(
    offsetTag,
    4,
    blocks.map(() => 0),
  );
  put(
    countTag,
    4,
    blocks.map(({ length }) => length),
  );
  if (scene.description) put(270, 2, scene.description);
  if (scene.metadata) put(42112, 2, scene.metadata);
  if (scene.nodata !== undefined) put(42113, 2, String(scene.nodata));
  for (const tag of [...(scene.georeference ? geoKeyTags(scene.georeference) : []), ...(scene.tags ?? [])]) {
    tags.set(tag.tag, tag as Tag);
  }
  return assemble([...tags.values()], offsetTag, blocks, little);
}

/** Writes `NAME.tif` into a folder and returns its path. */
export async function writeGeoTiff(folder: string, scene: GeoTiffVariant, name = 'scene.tif'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, geoTiffBytes(scene));
  return path;
}

/** GDAL's items of bands: `{ wavelength: [...] }` becomes `<Item name="wavelength" sample="0">…`. */
export function gdalItems(items: Record<string, (number | string)[]>, extra = ''): string {
  const lines = Object.entries(items).flatMap(([name, values]) =>
    values.map((value, band) => {
      const role = /^(scale|offset|description)$/i.test(name) ? ` role="${name.toLowerCase()}"` : '';
      return `<Item name="${name}" sample="${band}"${role}>${value}</Item>`;
    }),
  );
  return `<GDALMetadata>\n${lines.join('\n')}\n${extra}</GDALMetadata>\n`;
}

function assemble(tags: Tag[], offsetTag: number, blocks: Buffer[], little: boolean): Buffer {
  const sorted = tags.sort((a, b) => a.tag - b.tag);
  let at = 8 + 2 + sorted.length * 12 + 4;
  const places = sorted.map((tag) => {
    const size = lengthOf(tag) * FIELD[tag.type];
    if (size <= 4) return 0;
    const place = at;
    at += size + (size & 1);
    return place;
  });
  const offsets = blocks.map((block) => {
    const place = at;
    at += block.length + (block.length & 1);
    return place;
  });
  const file = Buffer.alloc(at);
  const view = new DataView(file.buffer, file.byteOffset);
  file.write(little ? 'II' : 'MM', 0, 'latin1');
  view.setUint16(2, 42, little);
  view.setUint32(4, 8, little);
  view.setUint16(8, sorted.length, little);
  sorted.forEach((tag, index) => {
    const entry = 10 + index * 12;
    const values = tag.tag === offsetTag ? offsets : tag.values;
    view.setUint16(entry, tag.tag, little);
    view.setUint16(entry + 2, tag.type, little);
    view.setUint32(entry + 4, lengthOf(tag), little);
    if (places[index]) view.setUint32(entry + 8, places[index], little);
    putValues(view, places[index] || entry + 8, tag.type, values, little);
  });
  blocks.forEach((block, index) => {
    block.copy(file, offsets[index]);
  });
  return file;
}

function lengthOf({ values }: Tag): number {
  return typeof values === 'string' ? Buffer.byteLength(values, 'utf8') + 1 : values.length;
}

function putValues(view: DataView, at: number, type: Tag['type'], values: number[] | string, little: boolean): void {
  if (typeof values === 'string') {
    Buffer.from(`${values}\0`, 'utf8').forEach((byte, index) => {
      view.setUint8(at + index, byte);
    });
    return;
  }
  values.forEach((value, index) => {
    if (type === 3) view.setUint16(at + index * 2, value, little);
    else if (type === 4) view.setUint32(at + index * 4, value, little);
    else view.setFloat64(at + index * 8, value, little);
  });
}
