import { resolve } from 'node:path';
import type { Attribute, Dataset, File } from 'h5wasm/node';
import { asGossanError, GossanError } from '../../../core/errors.ts';
import type { RawArray } from './envi-layout.ts';

/** Where a dataset's chunks lie and how long its axes are. */
export interface Hdf5Shape {
  shape: number[];
  /** Undefined where the dataset is stored in one piece. */
  chunks?: number[];
  bytesPerValue: number;
}

/**
 * An HDF5 (or NetCDF4) file, opened for reading. h5wasm's Node build reads the disk's file by position, so that a cube
 * of gigabytes is never copied into memory; only what is asked for is decoded. What goes wrong is told as an error
 * with the file's name: SCENE_TRUNCATED, SCENE_DAMAGED, SCENE_PRODUCT.
 */
export class Hdf5File {
  readonly path: string;
  readonly #file: File;
  #open = true;

  private constructor(path: string, file: File) {
    this.path = path;
    this.#file = file;
  }

  /** Throws SCENE_TRUNCATED (with both byte counts), SCENE_DAMAGED. */
  static async open(path: string): Promise<Hdf5File> {
    const hdf5 = await import('h5wasm/node');
    const module = await hdf5.ready;
    // Without this the library prints its own trace on stderr and answers with an invalid handle.
    module.activate_throwing_error_handler();
    return guard(path, () => new Hdf5File(path, new hdf5.File(resolve(path), 'r')));
  }

  /** Whether a group or dataset of this name is there. */
  has(name: string): boolean {
    return guard(this.path, () => this.#find(name) !== null);
  }

  /** The names in a group, for messages. */
  names(): string[] {
    return guard(this.path, () => this.#file.keys());
  }

  /** Shape and storage of a dataset of numbers. Throws SCENE_PRODUCT where it is missing or holds something else. */
  layout(name: string): Hdf5Shape {
    const { shape, chunks, size, type } = guard(this.path, () => this.#dataset(name).metadata);
    // HDF5's type classes 0 and 1 are integers and floating point.
    if (!shape || (type !== 0 && type !== 1)) throw this.refuse(`"${name}" holds no numbers`);
    return { shape, chunks: chunks ?? undefined, bytesPerValue: size };
  }

  /** A block of a dataset, row-major; one [from, to) an axis. No bounds: the whole. */
  read(name: string, bounds?: [number, number][]): RawArray {
    const values = guard(this.path, () => {
      const dataset = this.#dataset(name);
      return bounds ? dataset.slice(bounds) : dataset.value;
    });
    if (values instanceof Int8Array) return Int16Array.from(values);
    if (values instanceof BigInt64Array || values instanceof BigUint64Array) return Float64Array.from(values, Number);
    if (!ArrayBuffer.isView(values)) throw this.refuse(`"${name}" holds no numbers`);
    return values as RawArray;
  }

  /** The numbers of an attribute of the root, or of the object named; undefined where it is missing or is no number. */
  numbers(attribute: string, object?: string): number[] | undefined {
    const value = this.#attribute(attribute, object);
    if (typeof value === 'number' || typeof value === 'bigint') return [Number(value)];
    if (!ArrayBuffer.isView(value)) return undefined;
    return Array.from(value as unknown as ArrayLike<number | bigint>, Number);
  }

  /** The text of an attribute of the root; undefined where it is missing or is no text. */
  text(attribute: string): string | undefined {
    const value = this.#attribute(attribute);
    const first = Array.isArray(value) ? value[0] : value;
    return typeof first === 'string' ? first : undefined;
  }

  /** An error that says what this file lacks to be a product that can be read. */
  refuse(detail: string): GossanError {
    return new GossanError('SCENE_PRODUCT', { path: this.path, detail });
  }

  close(): void {
    if (this.#open) this.#file.close();
    this.#open = false;
  }

  #attribute(name: string, object?: string): unknown {
    return guard(this.path, () => {
      const owner = object === undefined ? this.#file : this.#dataset(object);
      const attribute: Attribute | undefined = owner.attrs[name];
      return attribute?.value;
    });
  }

  #dataset(name: string): Dataset {
    const found = this.#find(name);
    if (found === null || !('metadata' in found) || !('slice' in found)) {
      throw this.refuse(`the dataset "${name}" is missing`);
    }
    return found;
  }

  /** Null as well where a part of the path is a dataset: HDF5 calls that an error. */
  #find(name: string): ReturnType<File['get']> {
    if (!this.#open) throw new Error(`${this.path} is closed`);
    const parts = name.split('/').filter(Boolean);
    for (let length = 1; length < parts.length; length++) {
      const group = this.#file.get(parts.slice(0, length).join('/'));
      if (group === null || !('keys' in group)) return null;
    }
    return this.#file.get(name);
  }
}

/** Turns the library's trace into one of our errors. */
function guard<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof GossanError) throw thrown;
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    if (!text.includes('HDF5-DIAG')) throw asGossanError(thrown, path);
    const cut = text.match(/eof = (\d+),.*stored_eof = (\d+)/);
    if (cut) throw new GossanError('SCENE_TRUNCATED', { path, actual: Number(cut[1]), expected: Number(cut[2]) });
    if (text.includes('file signature not found')) {
      const detail = 'it is no HDF5 file, though its name says so; perhaps a web page saved in its place';
      throw new GossanError('SCENE_DAMAGED', { path, detail });
    }
    // The last entry of the trace is the cause: "…(): incorrect metadata checksum after all read attempts".
    const cause = [...text.matchAll(/^\s*#\d+:.*\): (.*)$/gm)].at(-1)?.[1];
    throw new GossanError('SCENE_DAMAGED', { path, detail: `HDF5: ${cause ?? 'cannot be read'}` }, { cause: thrown });
  }
}
