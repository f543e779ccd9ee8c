import { GossanError } from '../../../core/errors.ts';
import type { RawArray } from './envi-layout.ts';
import type { Hdf5File } from './hdf5-file.ts';

/**
 * EMIT's geometry lookup table: for every pixel of the orthorectified grid the sensor's pixel that lies there (nearest
 * neighbour), as delivered in `/location/glt_x` and `/location/glt_y`. Kept whole: 8 bytes a pixel.
 */
export class EmitGlt {
  readonly width: number;
  readonly height: number;
  readonly #read: () => Int32Array;
  #source: Int32Array | undefined;

  constructor(width: number, height: number, read: () => Int32Array) {
    this.width = width;
    this.height = height;
    this.#read = read;
  }

  /**
   * Index line*samples + sample into the sensor's grid, counted from 0; -1 where nothing was measured. Read when it is first
   * needed: unpacking it takes longer than all else on opening. Throws SCENE_DAMAGED.
   */
  get source(): Int32Array {
    this.#source ??= this.#read();
    return this.#source;
  }
}

/**
 * The table; its sizes are checked at once. In the file indices count from 1 and 0 (or the fill value) means nothing; negative ones, which ENVI's
 * GLTs use for pixels filled from a neighbour, count as their absolute value.
 * @param raw size of the sensor's grid, which the indices must respect
 * Throws SCENE_PRODUCT.
 */
export function readGlt(file: Hdf5File, raw: { lines: number; samples: number }): EmitGlt {
  const { shape } = file.layout('location/glt_x');
  const other = file.layout('location/glt_y').shape;
  if (shape.length !== 2 || other.join() !== shape.join()) {
    throw file.refuse(
      `the lookup tables "location/glt_x" and "location/glt_y" have the shapes ${shape.join('×')} and ${other.join('×')}`,
    );
  }
  const [height, width] = shape;
  return new EmitGlt(width, height, () => {
    const fill = file.numbers('_FillValue', 'location/glt_x')?.[0] ?? 0;
    return sources(file, file.read('location/glt_x'), file.read('location/glt_y'), fill, raw);
  });
}

function sources(
  file: Hdf5File,
  columns: RawArray,
  rows: RawArray,
  fill: number,
  { lines, samples }: { lines: number; samples: number },
): Int32Array {
  const source = new Int32Array(columns.length);
  for (let pixel = 0; pixel < source.length; pixel++) {
    const [column, row] = [columns[pixel], rows[pixel]];
    if (column === 0 || row === 0 || column === fill || row === fill) {
      source[pixel] = -1;
      continue;
    }
    const [sample, line] = [Math.abs(column) - 1, Math.abs(row) - 1];
    if (!(sample < samples && line < lines)) {
      throw new GossanError('SCENE_DAMAGED', {
        path: file.path,
        detail: `its lookup table points to line ${row}, sample ${column} of ${lines}×${samples}`,
      });
    }
    source[pixel] = line * samples + sample;
  }
  return source;
}
