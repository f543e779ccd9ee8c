import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadLibrary } from '../../tools/spectral/library/load-library.ts';
import { renderVariant } from '../../tools/spectral/library/render.ts';

/** A rectangle of a rendered scene and what lies there: `mineral/variant`, or a reflectance by wavelength. */
export interface RenderedPart {
  x: number;
  y: number;
  width: number;
  height: number;
  ground: string | ((wavelength: number) => number);
}

/** Reproducible normal deviates (Box-Muller over a linear congruential generator). */
export function normalDeviates(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return (state + 1) / 4294967297;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** EMIT-like bands. */
export const BANDS = Float64Array.from({ length: 285 }, (_, i) => 0.381 + i * 0.00744);

/**
 * Writes an ENVI cube (float32, BIL) of parts on a flat ground of reflectance 0.3, minerals at `strength` of the
 * laboratory's absorption, with noise; `dead` says which bands hold no values. Returns the header's path; the caller removes its folder.
 */
export function renderScene(
  width: number,
  height: number,
  parts: RenderedPart[],
  { noise = 0.001, strength = 0.6, georeferenced = true, dead = (_wavelength: number): boolean => false } = {},
): { header: string; folder: string } {
  const library = loadLibrary();
  const draw = normalDeviates(11);
  const cube = new Float32Array(width * height * BANDS.length);
  const spectra = parts.map(({ ground }) => {
    if (typeof ground !== 'string') return Float64Array.from(BANDS, ground);
    const [mineral, variant] = ground.split('/');
    const found = library.minerals.find((m) => m.name === mineral);
    const chosen = variant ? found?.variants.find((v) => v.id === variant) : found?.variants[0];
    if (!chosen) throw new Error(`the library has no ${ground}`);
    const reflectance = renderVariant(chosen, BANDS);
    const top = Math.max(...reflectance);
    // thinner than in the laboratory, on bright rock
    return reflectance.map((r) => 0.4 * (1 - strength * (1 - r / top)));
  });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const part = parts.findIndex((p) => x >= p.x && x < p.x + p.width && y >= p.y && y < p.y + p.height);
      for (let b = 0; b < BANDS.length; b++) {
        const value = dead(BANDS[b]) ? Number.NaN : part < 0 ? 0.3 : spectra[part][b];
        cube[(y * BANDS.length + b) * width + x] = value + (Number.isNaN(value) ? 0 : noise * draw());
      }
    }
  }
  for (let i = 0; i < cube.length; i++) if (Number.isNaN(cube[i])) cube[i] = -9999;
  const folder = mkdtempSync(join(tmpdir(), 'gossan-rendered-'));
  writeFileSync(join(folder, 'rendered.img'), Buffer.from(cube.buffer));
  writeFileSync(
    join(folder, 'rendered.hdr'),
    [
      'ENVI',
      'description = {synthetic: rendered by a test}',
      `samples = ${width}`,
      `lines = ${height}`,
      `bands = ${BANDS.length}`,
      'header offset = 0',
      'file type = ENVI Standard',
      'data type = 4',
      'interleave = bil',
      'byte order = 0',
      'data ignore value = -9999',
      ...(georeferenced ? ['map info = {UTM, 1, 1, 500000, 4150000, 30, 30, 11, North, WGS-84, units=Meters}'] : []),
      'wavelength units = Micrometers',
      `wavelength = {${Array.from(BANDS, (w) => w.toFixed(5)).join(', ')}}`,
      '',
    ].join('\n'),
  );
  return { header: join(folder, 'rendered.hdr'), folder };
}
