import type { EnviLayout, RawArray } from './envi-layout.ts';
import type { EnviValues } from './envi-values.ts';
import plausible from './plausible.json' with { type: 'json' };
import type { Repairs } from './repairs.ts';

const { rough: ROUGH, times_smoother: TIMES } = plausible.byte_order;
const LINES = 3;
const SAMPLES = 16;
/** Neighbouring bands that are looked at, in the middle of the table. */
const BANDS = 32;

/**
 * Exchanges a layout's byte order where the numbers make sense only so, and tells `repairs`. Headers that were written by
 * hand or by other programs leave the byte order out or have it wrong, and SPy and ENVI show noise then.
 */
export async function mendByteOrder(
  values: EnviValues,
  layout: EnviLayout,
  repairs: Repairs,
  signal?: AbortSignal,
): Promise<void> {
  const { samples, lines, bands, bytesPerValue } = layout;
  // 64-bit integers come as doubles, whose bytes are others.
  if (bytesPerValue === 1 || bands < 8 || (bytesPerValue === 8 && layout.integer)) return;
  const width = Math.min(SAMPLES, samples);
  const looked = Math.min(BANDS, bands);
  const chosen = Array.from({ length: looked }, (_, at) => at + ((bands - looked) >> 1));
  const spectra: number[][] = [];
  const swapped: number[][] = [];
  for (let at = 0; at < Math.min(LINES, lines); at++) {
    const y = Math.floor(((at + 0.5) * lines) / Math.min(LINES, lines));
    const line = Array.from({ length: width }, () => [[], []] as [number[], number[]]);
    const window = { x: Math.floor((samples - width) / 2), y, width, height: 1 };
    await values.read(
      window,
      chosen,
      (_band, _line, raw, from, stride) => {
        for (let x = 0; x < width; x++) {
          const value = raw[from + x * stride];
          line[x][0].push(value);
          line[x][1].push(exchanged(value, raw));
        }
      },
      signal,
    );
    spectra.push(...line.map(([asIs]) => asIs));
    swapped.push(...line.map(([, other]) => other));
  }
  const rough = roughness(spectra);
  if (!(rough > ROUGH && roughness(swapped) < rough / TIMES)) return;
  layout.bigEndian = !layout.bigEndian;
  const [said, is] = layout.bigEndian ? ['0 (little-endian)', 'big-endian'] : ['1 (big-endian)', 'little-endian'];
  repairs.add(
    'byte order',
    spectra.length,
    `spectra looked at: with byte order ${said} they are noise, read as ${is} they are smooth; read as ${is}`,
  );
}

/** The number whose bytes are those of another in reverse. */
function exchanged(value: number, like: RawArray): number {
  const one = like.slice(0, 1) as RawArray;
  one[0] = value;
  new Uint8Array(one.buffer, one.byteOffset, one.BYTES_PER_ELEMENT).reverse();
  return one[0];
}

/** Median step from band to band, as a part of the level: 0 for a flat line, near 1 for random numbers; NaN of fill alone. */
function roughness(spectra: readonly number[][]): number {
  const steps: number[] = [];
  for (const spectrum of spectra) {
    if (spectrum.every((value) => value === spectrum[0])) continue;
    for (let band = 1; band < spectrum.length; band++) {
      const [a, b] = [spectrum[band - 1], spectrum[band]];
      const level = Math.abs(a) + Math.abs(b);
      if (level === 0) continue;
      const step = Math.abs(b - a) / level;
      // NaN, infinities and numbers that no instrument writes are as rough as can be.
      steps.push(Number.isFinite(step) && level < plausible.any_value.largest && level > 1e-20 ? step : 1);
    }
  }
  return steps.sort((a, b) => a - b)[steps.length >> 1] ?? Number.NaN;
}
