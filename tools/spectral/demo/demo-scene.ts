import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../../core/atomic.ts';
import { stableId } from '../../../core/hash.ts';
import { demoGround, type Ground, PIXELS } from './alteration-model.ts';
import { Instrument } from './demo-cube.ts';
import { demoHeader } from './demo-header.ts';
import { bandCentres, bandWidths } from './emit-bands.ts';
import { demoEndmembers, type Endmember } from './endmembers.ts';
import { demoLandscape, SIZE } from './landscape.ts';
import { writeTruth } from './truth.ts';

/** Raise when the generator's result changes, so that old scenes are made anew. */
const GENERATOR_VERSION = 2;

/**
 * Ground is darker than the powders of a library: stones shade one another. Without it bleached slopes would be as bright
 * as clouds.
 */
const ROUGHNESS = 0.66;

const HEADER = 'gossan-demo.hdr';
const DATA = 'gossan-demo.img';

/**
 * Makes sure that the demo scene lies in a folder, and returns the path of its header.
 * 200 × 200 pixels of 30 m, 285 EMIT-like bands, int16 reflectance × 10000, BIL, with `truth/` beside it. It is made
 * (about a second) when it is missing, incomplete, or of another generator or library; the bytes are always the same.
 * Throws DISK_FULL, WRITE_FAILED, LIBRARY_FORMAT.
 */
export async function ensureDemoScene(folder: string): Promise<string> {
  const header = join(folder, HEADER);
  const wavelengths = bandCentres();
  const endmembers = demoEndmembers(wavelengths);
  // The library is part of the recipe: refitted spectra make another scene.
  const spectra = endmembers.map(({ reflectance }) => [...reflectance].map((value) => value.toFixed(5)).join(' '));
  const recipe = `${GENERATOR_VERSION}-${stableId(...spectra)}`;
  if (isCurrent(folder, recipe, wavelengths.length)) return header;

  const landscape = demoLandscape();
  const grounds = Array.from({ length: PIXELS }, (_, pixel) => demoGround(pixel, landscape));
  writeTruth(join(folder, 'truth'), grounds, endmembers);
  writeFileAtomic(join(folder, DATA), renderCube(grounds, endmembers, landscape.light, wavelengths));
  // Last of all: a folder with a header holds a whole scene.
  writeFileAtomic(header, demoHeader(recipe, wavelengths, bandWidths(wavelengths)));
  return header;
}

function isCurrent(folder: string, recipe: string, bands: number): boolean {
  const [header, data] = [join(folder, HEADER), join(folder, DATA)];
  if (!existsSync(header) || !existsSync(data)) return false;
  return (
    readFileSync(header, 'utf8').includes(`gossan demo = ${recipe}\n`) && statSync(data).size === PIXELS * bands * 2
  );
}

/** Linear mixing of the endmembers by area, the light on the slope, then the instrument. BIL, int16, little-endian. */
function renderCube(
  grounds: Ground[],
  endmembers: Endmember[],
  light: Float32Array,
  wavelengths: Float64Array,
): Uint8Array {
  const bands = wavelengths.length;
  const spectra = new Map(endmembers.map(({ id, reflectance }) => [id, reflectance]));
  const instrument = new Instrument(wavelengths, SIZE);
  const cube = new Int16Array(PIXELS * bands);
  const line = new Float64Array(SIZE * bands);
  for (let y = 0; y < SIZE; y++) {
    line.fill(0);
    for (let x = 0; x < SIZE; x++) {
      const pixel = y * SIZE + x;
      // The product's correction knows no terrain; diffuse light fills the shadows a little.
      const shade = ROUGHNESS * light[pixel] ** 0.8;
      for (const [id, share] of grounds[pixel].mixture) {
        const spectrum = spectra.get(id)!;
        const weight = share * shade;
        for (let band = 0; band < bands; band++) line[band * SIZE + x] += weight * spectrum[band];
      }
    }
    for (let at = 0; at < line.length; at++) {
      cube[y * bands * SIZE + at] = instrument.record(line[at], Math.floor(at / SIZE), at % SIZE);
    }
  }
  return new Uint8Array(cube.buffer);
}
