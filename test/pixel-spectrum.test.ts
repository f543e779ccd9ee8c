import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comparisonPlot, spectrumPlots } from '../cli/spectrum-plot.ts';
import { displayWidth } from '../cli/terminal/display-width.ts';
import type { Display } from '../cli/terminal/pictures/picture.ts';
import { layOutPlot, type Plot } from '../cli/terminal/pictures/plot.ts';
import { ensureDemoScene } from '../tools/spectral/demo/index.ts';
import { loadLibrary, openScene } from '../tools/spectral/index.ts';
import { type PixelSpectrum, pixelSpectrum } from '../tools/spectral/map/pixel-spectrum.ts';
import type { SceneReader } from '../tools/spectral/types.ts';

const BRAILLE: Display = {
  protocol: 'blocks',
  cell: { width: 8, height: 16 },
  colours: 'none',
  tmux: false,
  spoken: false,
};

let folder: string;
let scene: SceneReader;
const library = loadLibrary();
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-pixel-'));
  scene = await openScene(await ensureDemoScene(folder));
});
afterAll(async () => {
  await scene.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the spectrum of a pixel', () => {
  it('is what the scene holds there, ascending, without the bands that the file marks bad', async () => {
    const pixel = await pixelSpectrum(scene, 120, 40, library);
    const values = await scene.readWindow({ x: 120, y: 40, width: 1, height: 1 });
    let compared = 0;
    for (const [at, um] of pixel.wavelengths.entries()) {
      if (at > 0) expect(um).toBeGreaterThanOrEqual(pixel.wavelengths[at - 1]!);
      const band = scene.wavelengths.indexOf(um);
      if (!scene.goodBands[band]) expect(pixel.reflectance[at]).toBeNaN();
      else if (pixel.reflectance[at] === values[band]) compared++;
    }
    expect(compared).toBe(scene.goodBands.filter(Boolean).length);
  });

  it('has beside it the variant of the library that fits, and the features that decided', async () => {
    const pixel = await pixelSpectrum(scene, 120, 40, library);
    expect(pixel.identification).toMatchObject({ verdict: 'identified', swir: { mineral: 'kaolinite' } });
    const [match] = pixel.matches;
    expect(match!.reference!.label).toMatch(/^kaolinite/);
    expect(match!.features.map(({ centre_um }) => centre_um)).toContain(2.206);
    const [from, to] = match!.window_um!;
    const apart = [...match!.wavelengths.keys()]
      .filter((i) => match!.wavelengths[i]! > from && match!.wavelengths[i]! < to)
      .map((i) => Math.abs(match!.reference!.reflectance[i]! - pixel.reflectance[i]!));
    expect(Math.max(...apart)).toBeLessThan(0.02);
  });

  it('names nothing over water, and says so', async () => {
    const pixel = await pixelSpectrum(scene, 168, 172, library);
    expect(pixel.identification.verdict).toBe('none');
    const [plot, ...others] = spectrumPlots(pixel, scene, 'zh');
    expect(others).toEqual([]);
    expect(plot!.notes.join()).toContain('没有识别出矿物');
  });

  it.each([
    [-1, 0],
    [200, 0],
    [0, 200],
    [1.5, 2],
  ])('%d, %d lies outside', async (x, y) => {
    await expect(pixelSpectrum(scene, x, y, library)).rejects.toMatchObject({ code: 'SCENE_WINDOW' });
  });
});

/** A straight line from (1.0, 0.1) to (2.0, 0.5) µm with one absorption at 1.5 µm. */
function dip(): Plot {
  const x = Float64Array.from({ length: 101 }, (_, i) => 1 + i / 100);
  const y = x.map((um) => 0.1 + 0.4 * (um - 1) - 0.15 * Math.exp(-(((um - 1.5) / 0.05) ** 2)));
  return {
    title: 'a dip',
    curves: [{ label: 'pixel', colour: [86, 180, 233], sign: '*', x, y }],
    yName: 'reflectance',
    marks: [{ x: 1.5, label: '1.500 µm' }],
    notes: [],
  };
}

describe('a plot in the terminal', () => {
  it('the curve goes where its values are: rises, dips at 1.5 µm, where the mark stands', () => {
    const lines = layOutPlot(dip(), { ...BRAILLE, protocol: 'ascii' }, { columns: 87, rows: 34 }).split('\n');
    const plot = lines.filter((line) => /^.{6}\|/.test(line)).map((line) => line.slice(7));
    const lowest = (column: number) => plot.findLastIndex((line) => line[column] === '*');
    const markAt = lines.find((line) => /^\s{7,}\^$/.test(line))!.length - 8;
    expect(markAt).toBe(Math.round(0.5 * 78));
    expect(lowest(4)).toBeGreaterThan(lowest(25));
    expect(lowest(markAt)).toBeGreaterThan(lowest(25));
    expect(lowest(78)).toBeLessThanOrEqual(1);
    const axis = lines[lines.findIndex((line) => line.includes('+--')) + 1]!;
    // "1.4" is centred under its tick
    expect(axis.slice(7).indexOf('1.4') + 1).toBe(Math.round(0.4 * 78));
  });

  it('Braille dots: the same curve, eight to a character', () => {
    const lines = layOutPlot(dip(), BRAILLE, { columns: 87, rows: 34 }).split('\n');
    const dots = lines
      .filter((line) => /^.{6}│/.test(line))
      .map((line) => [...line.slice(7)].map((sign) => (sign === ' ' ? 0 : sign.charCodeAt(0) - 0x2800)));
    // each column of characters holds a part of the curve, and none is more than half full
    for (let column = 0; column < 79; column++) {
      const bits = dots
        .map((line) => line[column]!)
        .reduce((sum, cell) => sum + cell.toString(2).replaceAll('0', '').length, 0);
      expect(bits).toBeGreaterThan(0);
      expect(bits).toBeLessThan(24);
    }
  });

  it.each([24, 40, 80, 160])('%i columns: nothing is wider than the terminal', async (columns) => {
    const pair = (await Promise.all([
      pixelSpectrum(scene, 120, 40, library),
      pixelSpectrum(scene, 100, 40, library),
    ])) as [PixelSpectrum, PixelSpectrum];
    const plots = [
      ...spectrumPlots(pair[0], scene, 'zh'),
      ...spectrumPlots(pair[1], scene, 'en'),
      comparisonPlot(pair, scene, 'en'),
    ];
    for (const protocol of ['blocks', 'ascii'] as const) {
      for (const plot of plots) {
        const text = layOutPlot(plot, { ...BRAILLE, protocol }, { columns, rows: 30 });
        expect(Math.max(...text.split('\n').map(displayWidth))).toBeLessThanOrEqual(Math.max(24, columns - 1));
      }
    }
  });

  it('a plot without any value is empty axes', () => {
    const empty: Plot = {
      ...dip(),
      curves: dip().curves.map((curve) => ({ ...curve, y: curve.y.map(() => Number.NaN) })),
    };
    const text = layOutPlot(empty, BRAILLE, { columns: 60, rows: 30 });
    expect(text).toContain('µm');
    expect(text).not.toMatch(/[\u2801-\u28ff]/);
    expect(layOutPlot({ ...empty, curves: [] }, BRAILLE, { columns: 60, rows: 30 })).toContain('a dip');
  });
});
