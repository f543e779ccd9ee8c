import type { GeoTIFFImage } from 'geotiff';
import { GossanError } from '../../../core/errors.ts';
import type { RawArray } from './envi-layout.ts';
import type { GeoTiffSource } from './geotiff-source.ts';

/** How the numbers of a TIFF lie on disk (TIFF 6.0, sections 3, 14, 15): blocks are its tiles or strips. */
export interface GeoTiffLayout {
  width: number;
  height: number;
  bands: number;
  blockWidth: number;
  blockHeight: number;
  across: number;
  down: number;
  /** true: each block holds one band (PlanarConfiguration 2); false: all bands, pixel by pixel. */
  planar: boolean;
  compression: number;
  predictor: number;
  bytesPerValue: number;
  integer: boolean;
  bigEndian: boolean;
  /** Place and length of each block in the file; a length of 0 is a block that was never written. */
  offsets: ArrayLike<number>;
  byteCounts: ArrayLike<number>;
  view: (buffer: ArrayBuffer) => RawArray;
}

type SampleType = Pick<GeoTiffLayout, 'bytesPerValue' | 'integer' | 'view'>;

/** By SampleFormat (1 unsigned, 2 signed, 3 floating point) and bits. */
const SAMPLE_TYPES: Record<string, SampleType> = {
  '1/8': { bytesPerValue: 1, integer: true, view: (b) => new Uint8Array(b) },
  '1/16': { bytesPerValue: 2, integer: true, view: (b) => new Uint16Array(b) },
  '1/32': { bytesPerValue: 4, integer: true, view: (b) => new Uint32Array(b) },
  '2/16': { bytesPerValue: 2, integer: true, view: (b) => new Int16Array(b) },
  '2/32': { bytesPerValue: 4, integer: true, view: (b) => new Int32Array(b) },
  '3/32': { bytesPerValue: 4, integer: false, view: (b) => new Float32Array(b) },
  '3/64': { bytesPerValue: 8, integer: false, view: (b) => new Float64Array(b) },
};

/** Decoded size of one block that is still read: a cube in one compressed strip has no random access. */
const LARGEST_BLOCK = 1024 ** 3;

/**
 * The layout that the directory states, checked against the length of the file before anything is allocated from it.
 * Throws SCENE_FORMAT_UNKNOWN (numbers or packing that no reader here knows), SCENE_DAMAGED, SCENE_TRUNCATED.
 */
export async function geoTiffLayout(source: GeoTiffSource, image: GeoTIFFImage): Promise<GeoTiffLayout> {
  const { path } = source;
  const directory = image.fileDirectory;
  const [width, height, bands] = [image.getWidth(), image.getHeight(), image.getSamplesPerPixel()];
  const tiled = directory.hasTag('TileOffsets');
  const blockWidth = tiled ? image.getTileWidth() : width;
  const blockHeight = tiled ? image.getTileHeight() : Math.min(image.getTileHeight() || height, height);
  for (const size of [width, height, bands, blockWidth, blockHeight]) {
    if (!Number.isInteger(size) || size < 1) throw damaged(path, 'its directory states no size');
  }
  const type = sampleType(path, image, bands);
  const planar = image.planarConfiguration === 2 && bands > 1;
  const [across, down] = [Math.ceil(width / blockWidth), Math.ceil(height / blockHeight)];
  const wanted = across * down * (planar ? bands : 1);
  const offsets = await numbers(directory, tiled ? 'TileOffsets' : 'StripOffsets');
  const byteCounts = await numbers(directory, tiled ? 'TileByteCounts' : 'StripByteCounts');
  if (offsets.length < wanted || byteCounts.length < wanted) {
    throw damaged(path, `its directory names ${offsets.length} blocks of data, not ${wanted}`);
  }
  const layout: GeoTiffLayout = {
    width,
    height,
    bands,
    blockWidth,
    blockHeight,
    across,
    down,
    planar,
    compression: Number((await directory.loadValue('Compression')) ?? 1),
    predictor: Number((await directory.loadValue('Predictor')) ?? 1),
    bigEndian: !image.littleEndian,
    offsets,
    byteCounts,
    ...type,
  };
  checkBlocks(source, layout, wanted);
  return layout;
}

/** Bytes of one row of a block. */
export function rowBytes({ blockWidth, bands, planar, bytesPerValue }: GeoTiffLayout): number {
  return blockWidth * (planar ? 1 : bands) * bytesPerValue;
}

function checkBlocks(source: GeoTiffSource, layout: GeoTiffLayout, blocks: number): void {
  let end = 0;
  for (let block = 0; block < blocks; block++) {
    // Signed and floating-point tags can hold what is no place in a file.
    for (const value of [layout.offsets[block], layout.byteCounts[block]]) {
      if (!Number.isSafeInteger(value) || value < 0)
        throw damaged(source.path, `its directory places a block at ${value}`);
    }
    if (layout.byteCounts[block] > 0) end = Math.max(end, layout.offsets[block] + layout.byteCounts[block]);
  }
  if (end > source.size) throw source.truncated(end);
  if (layout.compression === 1) return;
  if (layout.bigEndian && layout.predictor !== 1) {
    throw unreadable(source.path, 'its numbers are big-endian and packed with a predictor');
  }
  if (rowBytes(layout) * layout.blockHeight > LARGEST_BLOCK) {
    throw unreadable(source.path, 'its compressed blocks are larger than 1 GiB; write it again with tiles');
  }
}

function sampleType(path: string, image: GeoTIFFImage, bands: number): SampleType {
  const [format, bits] = [image.getSampleFormat(0), image.getBitsPerSample(0)];
  for (let band = 1; band < bands; band++) {
    if (image.getBitsPerSample(band) !== bits || image.getSampleFormat(band) !== format) {
      throw unreadable(path, 'its bands hold different kinds of numbers');
    }
  }
  const type = SAMPLE_TYPES[`${format}/${bits}`];
  if (!type) throw unreadable(path, `its values have ${bits} bits in sample format ${format}`);
  return type;
}

async function numbers(
  directory: GeoTIFFImage['fileDirectory'],
  tag: 'TileOffsets' | 'StripOffsets' | 'TileByteCounts' | 'StripByteCounts',
): Promise<ArrayLike<number>> {
  const values: unknown = await directory.loadValue(tag);
  if (typeof values === 'number' || typeof values === 'bigint') return [Number(values)];
  // BigTIFF: places are 64-bit; files end far below 2^53.
  return Array.from((values ?? []) as Iterable<number | bigint>, Number);
}

export function damaged(path: string, detail: string, cause?: unknown): GossanError {
  return new GossanError('SCENE_DAMAGED', { path, detail }, { cause });
}

function unreadable(path: string, detail: string): GossanError {
  const formats = 'GeoTIFF with integers of 8, 16 or 32 bits, or floats of 32 or 64 bits';
  return new GossanError('SCENE_FORMAT_UNKNOWN', { path, detail, formats });
}
