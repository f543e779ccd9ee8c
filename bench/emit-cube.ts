import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { bandCentres, bandWidths, isDeleted } from '../tools/spectral/demo/emit-bands.ts';
import { fractalNoise, NormalStream } from '../tools/spectral/demo/random.ts';
import { loadLibrary } from '../tools/spectral/library/load-library.ts';
import { renderVariant } from '../tools/spectral/library/render.ts';

/** An EMIT granule: samples, lines and bands of L2A reflectance in float32, 1.8 GB. */
export const EMIT_SIZE = { width: 1242, height: 1280 };

/** EMIT L2A holds this where it has no reflectance. */
const DELETED = -0.01;
/** One standard deviation of reflectance: an EMIT scene in good light. */
const NOISE = 0.0015;
/** Size of a geological unit in pixels, and of the swing of mixing and light within it. */
const UNIT_PIXELS = 90;
const SWING_PIXELS = 25;

/**
 * Writes an EMIT-like scene (ENVI, float32, BIL, UTM): units of two minerals each, mixed in changing shares, light and
 * noise. It is rendered from Gossan's own library and stands for the size of a scene, not for ground: nothing about
 * agreement follows from it. An existing file is left as it is.
 * @param speckle share of the pixels that hold a mineral of elsewhere: what makes a class raster of real ground ragged.
 * @returns the path of its header
 */
export function writeEmitCube(path: string, { width, height }: typeof EMIT_SIZE, speckle: number): string {
  const header = path.replace(/\.img$/, '.hdr');
  if (existsSync(header)) return header;
  mkdirSync(dirname(path), { recursive: true });
  const centres = bandCentres();
  const bands = centres.length;
  const spectra = loadLibrary()
    .minerals.flatMap(({ variants }) => variants)
    .filter(({ continuum }) => continuum[0][0] < 0.5)
    .map((variant) => renderVariant(variant, centres));
  const count = spectra.length;
  const byBand = Float64Array.from({ length: bands * count }, (_, at) => spectra[at % count][Math.floor(at / count)]);
  const random = new NormalStream(20_27);
  const deviates = Float32Array.from({ length: 2 ** 20 + width }, () => NOISE * random.next());
  const [one, two] = [new Int32Array(width), new Int32Array(width)];
  const [ofOne, ofTwo] = [new Float64Array(width), new Float64Array(width)];
  const line = new Float32Array(bands * width);
  const pick = (value: number): number => Math.floor(Math.abs(value) * 7919) % count;
  const partial = `${path}.part`;
  const file = openSync(partial, 'w');
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // contours of a smooth field are the borders of units
      const unit = Math.floor(9 * fractalNoise(x / UNIT_PIXELS, y / UNIT_PIXELS, 3));
      const stray = Math.abs(random.next()) < speckle * 1.25;
      one[x] = stray ? pick(random.next()) : pick(0.37 + unit * 0.113);
      two[x] = pick(0.71 + unit * 0.271);
      const swing = fractalNoise(x / SWING_PIXELS, y / SWING_PIXELS, 11);
      const light = 0.62 + 0.15 * swing;
      const share = Math.min(1, Math.max(0, 0.75 + 0.6 * swing));
      ofOne[x] = light * share;
      ofTwo[x] = light * (1 - share);
    }
    for (let band = 0; band < bands; band++) {
      const row = band * width;
      const at = band * count;
      // noise of neighbouring bands and lines begins at unrelated places of the table
      const from = Math.floor(((random.next() * 1e4) % 1) * 2 ** 19) + 2 ** 19;
      if (isDeleted(centres[band])) line.fill(DELETED, row, row + width);
      else {
        for (let x = 0; x < width; x++)
          line[row + x] = ofOne[x] * byBand[at + one[x]] + ofTwo[x] * byBand[at + two[x]] + deviates[from + x];
      }
    }
    const bytes = new Uint8Array(line.buffer);
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
  }
  closeSync(file);
  renameSync(partial, path);
  const list = (values: Float64Array): string => [...values].map((um) => (um * 1000).toFixed(3)).join(', ');
  writeFileSync(
    header,
    `ENVI
description = { Synthetic EMIT-size scene of Gossan's benchmark }
samples = ${width}
lines = ${height}
bands = ${bands}
header offset = 0
file type = ENVI Standard
data type = 4
interleave = bil
byte order = 0
sensor type = EMIT-like (synthetic)
gossan synthetic = 1
map info = {UTM, 1, 1, 300000, 6900000, 60, 60, 18, South, WGS-84, units=Meters}
wavelength units = Nanometers
wavelength = {${list(centres)}}
fwhm = {${list(bandWidths(centres))}}
bbl = {${[...centres].map((um) => (isDeleted(um) ? 0 : 1)).join(', ')}}
`,
  );
  return header;
}
