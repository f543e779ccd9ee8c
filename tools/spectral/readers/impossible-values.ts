import type { Repair } from '../types.ts';
import plausible from './plausible.json' with { type: 'json' };

const { least, most } = plausible.reflectance;

/** Counts the values that no surface has, line by line, so that lines that are read again do not count twice. */
export class ImpossibleValues {
  readonly #byLine = new Map<number, number>();

  /** @param found of each line of a window that begins at line `top` */
  count(top: number, found: Uint32Array): void {
    for (let line = 0; line < found.length; line++) {
      if (found[line] > (this.#byLine.get(top + line) ?? 0)) this.#byLine.set(top + line, found[line]);
    }
  }

  get repairs(): Repair[] {
    let count = 0;
    for (const found of this.#byLine.values()) count += found;
    if (count === 0) return [];
    const detail = `values outside ${least} to ${most} of reflectance, or marks such as -9999 that the file does not declare: taken as no data`;
    return [{ what: 'impossible values', count, detail }];
  }
}
