import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Parser } from 'htmlparser2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseCsv } from '../tools/spectral/outputs/class-tables.ts';
import { writeMap } from '../tools/spectral/outputs/index.ts';
import { openScene } from '../tools/spectral/readers/open.ts';
import { sampleRasters } from './support/map-rasters.ts';
import { renderScene } from './support/rendered-scene.ts';

interface Element {
  name: string;
  attributes: Record<string, string>;
}

/** The elements of a well-formed XML text in their order. */
function elements(xml: string): Element[] {
  const found: Element[] = [];
  const open: string[] = [];
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        found.push({ name, attributes });
        open.push(name);
      },
      onclosetag: (name) => {
        expect(open.pop()).toBe(name);
      },
    },
    { xmlMode: true },
  );
  parser.end(xml);
  expect(open).toEqual([]);
  return found;
}

let out: string;
let folder: string;
beforeAll(async () => {
  const scene = renderScene(40, 40, []);
  folder = scene.folder;
  out = mkdtempSync(join(tmpdir(), 'gossan-qml-'));
  const reader = await openScene(scene.header);
  await writeMap(sampleRasters(40, 40), reader, { x: 0, y: 0, width: 40, height: 40 }, out);
  await reader.close();
});
afterAll(() => {
  for (const path of [folder, out]) rmSync(path, { recursive: true, force: true });
});

const style = (layer: string) => elements(readFileSync(join(out, `${layer}.qml`), 'utf8'));
const table = (file: string) => parseCsv(readFileSync(join(out, file), 'utf8')).filter(({ index }) => index !== '0');

test('every raster has a style of its own name, which QGIS takes by itself', () => {
  const rasters = readdirSync(out).filter((name) => name.endsWith('.tif'));
  expect(rasters.length).toBeGreaterThanOrEqual(13);
  for (const raster of rasters) {
    const [root, pipe, renderer] = style(raster.replace('.tif', ''));
    expect([root.name, pipe.name, renderer.name]).toEqual(['qgis', 'pipe', 'rasterrenderer']);
    expect(renderer.attributes).toMatchObject({ band: '1', opacity: '1' });
  }
});

test('minerals: values, colours and names are those of classes.csv', () => {
  const entries = ['swir', 'vnir'].flatMap((layer) => style(layer).filter(({ name }) => name === 'paletteEntry'));
  const shown = entries.map(({ attributes: { value, color, label } }) => [value, color, label]);
  const wanted = table('classes.csv').map(({ index, colour, mineral }) => [index, colour, mineral]);
  expect(shown.sort()).toEqual(wanted.sort());
});

test('alteration: values, colours and names are those of alteration.csv', () => {
  const entries = style('alteration').filter(({ name }) => name === 'paletteEntry');
  expect(entries.map(({ attributes: { value, color, label } }) => [value, color, label])).toEqual(
    table('alteration.csv').map(({ index, colour, alteration }) => [index, colour, alteration]),
  );
});

test.each(['copper', 'swir_fit', 'swir_depth', 'vnir_fit', 'vnir_depth', 'aloh', 'alunite', 'carbonate', 'feoh'])(
  '%s: a ramp that rises over the range that it names',
  (layer) => {
    const all = style(layer);
    const { attributes } = all.find(({ name }) => name === 'colorrampshader')!;
    const values = all.filter(({ name }) => name === 'item').map(({ attributes: { value } }) => Number(value));
    expect(attributes.colorRampType).toBe('INTERPOLATED');
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(new Set(values).size).toBe(values.length);
    expect([values[0], values.at(-1)]).toEqual([Number(attributes.minimumValue), Number(attributes.maximumValue)]);
  },
);
