import { spectrumNoise } from '../../tools/spectral/identify/noise.ts';
import { prepareLibrary } from '../../tools/spectral/identify/prepare-library.ts';
import { readMapRaster } from '../../tools/spectral/outputs/read-pixel.ts';
import { valuesAtRanks } from '../../tools/spectral/raster/ranks.ts';
import { MASK, type SceneReader } from '../../tools/spectral/types.ts';

/** So many lines, evenly spread, tell a scene's noise as well as all of them. */
const LINES = 12;

/** Median noise of a scene's valid spectra (one standard deviation, reflectance) in each group's bands. */
export interface SceneNoise {
  vnir: number | null;
  swir: number | null;
  /** The lines of the scene that were looked at, and how many spectra these gave. */
  lines: number[];
  spectra: number;
}

/** Measures the noise as the identification does, from second differences of neighbouring bands. */
export async function noiseOfScene(reader: SceneReader, folder: string): Promise<SceneNoise> {
  const mask = await readMapRaster(folder, 'mask');
  const { wavelengths, fwhm, goodBands } = reader;
  const prepared = prepareLibrary({ path: '', minerals: [], mixtures: [] }, wavelengths, fwhm, goodBands);
  const bands = wavelengths.length;
  const count = Math.min(LINES, mask.height);
  const lines = Array.from({ length: count }, (_, at) => Math.floor(((at + 0.5) * mask.height) / count));
  const found = { vnir: [] as number[], swir: [] as number[] };
  for (const y of lines) {
    const data = await reader.readWindow({ x: 0, y, width: mask.width, height: 1 });
    for (let x = 0; x < mask.width; x++) {
      if (mask.data[y * mask.width + x] !== MASK.valid) continue;
      const spectrum = Float32Array.from({ length: bands }, (_, band) => data[band * mask.width + x]!);
      for (const group of ['vnir', 'swir'] as const) {
        const noise = spectrumNoise(prepared[group], spectrum);
        if (Number.isFinite(noise)) found[group].push(noise);
      }
    }
  }
  const middle = (values: number[]) => valuesAtRanks(Float32Array.from(values), (n) => [n >> 1])?.[0] ?? null;
  return {
    vnir: middle(found.vnir),
    swir: middle(found.swir),
    lines,
    spectra: Math.max(found.vnir.length, found.swir.length),
  };
}
