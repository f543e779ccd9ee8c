import { GossanError } from '../../../core/errors.ts';
import { loadLibrary } from '../library/load-library.ts';
import { renderVariant } from '../library/render.ts';
import table from './endmembers.json' with { type: 'json' };

export interface Endmember {
  id: string;
  /** Name in the library; undefined for rock and water. */
  mineral?: string;
  /** Reflectance 0..1 at the demo's bands. */
  reflectance: Float64Array;
}

/** All endmembers at the given wavelengths (µm), in the order of the table. Throws LIBRARY_FORMAT where the library lacks one. */
export function demoEndmembers(wavelengths: Float64Array): Endmember[] {
  const library = loadLibrary();
  return table.endmembers.map((entry): Endmember => {
    if (entry.rock) {
      const { base, rise, scale, fall } = entry.rock;
      const rock = (um: number) =>
        base + rise * (1 - Math.exp(-(um - 0.35) / scale)) - fall * Math.max(0, um - 1.2) ** 2;
      return { id: entry.id, reflectance: wavelengths.map(rock) };
    }
    if (entry.water) {
      const { peak, centre_um, width_um, floor } = entry.water;
      const water = (um: number) => floor + peak * Math.exp(-(((um - centre_um) / width_um) ** 2));
      return { id: entry.id, reflectance: wavelengths.map(water) };
    }
    const mineral = library.minerals.find(({ name }) => name === entry.mineral);
    const variant = mineral?.variants.find(({ id }) => id === entry.variant);
    if (!mineral || !variant) {
      const detail = `the demo scene needs "${entry.variant}" of ${entry.mineral}`;
      throw new GossanError('LIBRARY_FORMAT', { path: library.path, detail });
    }
    return { id: entry.id, mineral: mineral.name, reflectance: renderVariant(variant, wavelengths) };
  });
}
