import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { Parser } from 'htmlparser2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identifySpectra } from '../tools/spectral/identify/identify-spectra.ts';
import { loadLibrary } from '../tools/spectral/library/load-library.ts';
import { mapScene } from '../tools/spectral/map/map-scene.ts';
import { openScene } from '../tools/spectral/readers/open.ts';
import { readSpectra } from '../tools/spectral/readers/spectra.ts';
import type { SceneSummary } from '../tools/spectral/types.ts';
import { renderScene } from './support/rendered-scene.ts';

const parts = [
  { x: 0, y: 0, width: 20, height: 30, ground: 'kaolinite/well-crystallised CM9' },
  { x: 20, y: 0, width: 20, height: 30, ground: 'alunite/K GDS84' },
  { x: 40, y: 0, width: 20, height: 30, ground: 'goethite/medium WS222' },
];

/** The elements of an XML text with their attributes; throws where a tag is not closed. */
function elements(xml: string): { name: string; attributes: Record<string, string> }[] {
  const found: { name: string; attributes: Record<string, string> }[] = [];
  const parser = new Parser(
    {
      onopentag: (name, attributes) => found.push({ name, attributes }),
      onclosetag: (name, implied) => {
        if (implied && !['polyline', 'polygon', 'rect'].includes(name)) throw new Error(`<${name}> is not closed`);
      },
    },
    { xmlMode: true },
  );
  parser.end(xml);
  return found;
}

describe('the mean spectra of a map', () => {
  let scene: ReturnType<typeof renderScene>;
  let summary: SceneSummary;
  let out: string;
  beforeAll(async () => {
    scene = renderScene(60, 30, parts);
    out = join(scene.folder, 'map');
    const reader = await openScene(scene.header);
    summary = await mapScene(reader, { out, threads: 2 });
    await reader.close();
  });
  afterAll(() => rmSync(scene.folder, { recursive: true, force: true }));

  it('stand in spectra.csv, which identify reads back to the same minerals', async () => {
    const spectra = await readSpectra(join(out, summary.files.spectra_csv));
    const named = identifySpectra(spectra, loadLibrary());
    for (const mineral of ['kaolinite', 'alunite', 'goethite']) {
      const found = named.find(({ name }) => name === mineral);
      expect([found?.swir?.mineral, found?.vnir?.mineral]).toContain(mineral);
    }
  });

  it("are the means of the scene's own pixels", async () => {
    const reader = await openScene(scene.header);
    const data = await reader.readWindow({ x: 0, y: 0, width: 60, height: 30 });
    const bands = reader.wavelengths.length;
    const kaolinite = (await readSpectra(join(out, 'spectra.csv'))).find(({ name }) => name === 'kaolinite')!;
    for (const band of [20, 120, 245]) {
      let sum = 0;
      for (let y = 0; y < 30; y++) for (let x = 0; x < 20; x++) sum += data[(y * bands + band) * 60 + x];
      // a part of the pixels stands for all: noise of 0.001 on some twenty of them
      expect(kaolinite.reflectance[band]).toBeCloseTo(sum / 600, 2.8);
      expect(kaolinite.wavelengths[band]).toBeCloseTo(reader.wavelengths[band], 4);
    }
    await reader.close();
  });

  it('are drawn as SVG and PNG of one size, with the mineral, the library and the features in words', () => {
    for (const mineral of ['kaolinite', 'alunite', 'goethite']) {
      const svg = readFileSync(join(out, summary.files[`spectra_${mineral}_svg`]), 'utf8');
      const [root] = elements(svg);
      const png = decode(readFileSync(join(out, summary.files[`spectra_${mineral}_png`])));
      expect([png.width, png.height]).toEqual([Number(root.attributes.width), Number(root.attributes.height)]);
      expect(svg).toContain(`>${mineral}<`);
      expect(svg).toContain('wavelength, µm');
      expect(svg).toMatch(new RegExp(`library: ${mineral}, `));
      expect(svg).toContain('SYNTHETIC SCENE');
    }
    const kaolinite = readFileSync(join(out, 'spectra/kaolinite.svg'), 'utf8');
    // Clark et al. 1990: the doublet of well-crystallised kaolinite
    expect(kaolinite).toMatch(/>2\.206 µm {2}depth 0\.\d+ {2}must</);
    expect(kaolinite).toMatch(/>2\.165 µm {2}depth 0\.\d+ {2}diagnostic</);
  });

  it('name the variant that the ground was rendered from', () => {
    expect(readFileSync(join(out, 'spectra/kaolinite.svg'), 'utf8')).toContain('well-crystallised CM9');
    expect(readFileSync(join(out, 'spectra/alunite.svg'), 'utf8')).toContain('K GDS84');
  });

  it('every file that scene.json names is there', () => {
    for (const file of Object.values(summary.files)) expect(existsSync(join(out, file)), file).toBe(true);
  });
});

describe('a mean spectrum of a scene without the water-vapour bands', () => {
  it('has a gap there and no line across it', async () => {
    const dead = (w: number) => (w > 1.34 && w < 1.46) || (w > 1.79 && w < 1.97);
    const lacking = renderScene(20, 20, [{ x: 0, y: 0, width: 20, height: 20, ground: 'kaolinite' }], { dead });
    const reader = await openScene(lacking.header);
    const out = join(lacking.folder, 'map');
    await mapScene(reader, { out, threads: 1 });
    await reader.close();
    const svg = readFileSync(join(out, 'spectra/kaolinite.svg'), 'utf8');
    // the shaded strips, the full height of the left panel, say where the gaps are on the picture
    const shapes = elements(svg).filter(({ attributes }) => attributes.points);
    const xs = (points: string) => points.split(' ').map((pair) => Number(pair.split(',')[0]));
    const strips = shapes
      .filter(({ name, attributes }) => name === 'polygon' && attributes.fill === '#dfe8ef')
      .map(({ attributes }) => xs(attributes.points))
      .slice(0, 2);
    expect(strips).toHaveLength(2);
    const curves = shapes.filter(({ name, attributes }) => name === 'polyline' && attributes.stroke === '#1c1c1e');
    for (const strip of strips) {
      const middle = (Math.min(...strip) + Math.max(...strip)) / 2;
      const across = curves.filter(({ attributes }) => {
        const points = xs(attributes.points);
        // the frame crosses it too, with its five corners
        return points.length > 5 && Math.min(...points) < middle && Math.max(...points) > middle;
      });
      expect(across).toEqual([]);
    }
    const csv = readFileSync(join(out, 'spectra.csv'), 'utf8').split('\n');
    const gap = csv.filter((line) => Number(line.split(',')[0]) > 1.35 && Number(line.split(',')[0]) < 1.45);
    expect(gap.length).toBeGreaterThan(5);
    for (const line of gap) expect(line).toMatch(/^[\d.]+,/);
    expect(gap.every((line) => line.split(',')[1] === '')).toBe(true);
    rmSync(lacking.folder, { recursive: true, force: true });
  });
});
