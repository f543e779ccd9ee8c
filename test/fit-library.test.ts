import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { asset } from '../core/paths.ts';
import { identifySpectra } from '../tools/spectral/identify/identify-spectra.ts';
import type { LibraryMineral } from '../tools/spectral/library/format.ts';
import { loadLibrary } from '../tools/spectral/library/load-library.ts';
import { renderVariant } from '../tools/spectral/library/render.ts';
import { temporaryFolder } from './support/envi-scene.ts';

const run = promisify(execFile);
const script = asset('scripts', 'fit-library.ts');

/** An ECOSTRESS text of a made-up mineral: percent, from long to short wavelengths, two Gaussian absorptions. */
function ecostress(name: string, absorptions: [centre: number, width: number, depth: number][]): string {
  const head = ['Name', 'Type', 'Class', 'Particle Size', 'Sample No.', 'Owner', 'Wavelength Range', 'Origin'];
  const lines: string[] = [];
  for (let um = 2.5; um > 0.4; um -= 0.004) {
    const absorbed = absorptions.reduce((sum, [c, w, d]) => sum + d * Math.exp(-0.5 * ((um - c) / w) ** 2), 0);
    lines.push(`${um.toFixed(4)}\t${(60 * Math.exp(-absorbed)).toFixed(4)}`);
  }
  return [
    ...head.map((key) => `${key}: ${key === 'Name' ? name : 'test'}`),
    'Description: made by a test',
    'Measurement: Bidirectional reflectance',
    'First Column: X',
    'Second Column: Y',
    'X Units: Wavelength (micrometers)',
    'Y Units: Reflectance (percent)',
    'First X Value: 2.5',
    'Last X Value: 0.4',
    `Number of X Values: ${lines.length}`,
    'Additional Information: none',
    '',
    ...lines,
    '',
  ].join('\n');
}

test('a mineral of one own is fitted to an ECOSTRESS text and then found by --library', async () => {
  const spectra = await temporaryFolder();
  writeFileSync(
    join(spectra, 'testite.spectrum.txt'),
    ecostress('Testite', [
      [2.23, 0.012, 0.4],
      [2.3, 0.015, 0.2],
    ]),
  );
  writeFileSync(join(spectra, 'readme.txt'), 'Spectra made by a test.\n');
  const { stdout } = await run(process.execPath, [script, spectra, '--list']);
  const listed = JSON.parse(stdout) as { title: string; record: null; library: string };

  const library = await temporaryFolder();
  mkdirSync(join(library, 'minerals'));
  const mineral: LibraryMineral = {
    name: 'testite',
    kind: 'mineral',
    family: 'test',
    formula: 'X',
    groups: ['swir'],
    colour: '#808080',
    notes: '',
    source: 'a test',
    features: [{ group: 'swir', role: 'must', centre_um: 2.23, left_um: [2.16, 2.18], right_um: [2.255, 2.265] }],
    constraints: [],
    variants: [{ id: 'one', ...listed, rms: [], continuum: [], absorptions: [] }],
  };
  const file = join(library, 'minerals', 'testite.json');
  writeFileSync(file, JSON.stringify(mineral));
  await run(process.execPath, [script, spectra, '--library', library, '--missing']);

  const [variant] = (JSON.parse(readFileSync(file, 'utf8')) as LibraryMineral).variants;
  expect(Math.max(...variant.rms)).toBeLessThan(0.003);
  expect(variant.absorptions.length).toBeLessThanOrEqual(24);
  const wavelengths = Float64Array.from({ length: 285 }, (_, i) => 0.381 + i * 0.00744);
  const shipped = loadLibrary();
  const own = loadLibrary(library);
  const spectrum = { name: 'x', wavelengths, reflectance: renderVariant(variant, wavelengths) };
  expect(identifySpectra([spectrum], own)[0].swir?.mineral).toBe('testite');
  // beside everything that ships it is still the best
  const both = { ...shipped, minerals: [...shipped.minerals, ...own.minerals] };
  expect(identifySpectra([spectrum], both)[0].swir?.mineral).toBe('testite');
});

test('a variant whose spectrum is not in the folders is named, and the script fails', async () => {
  const empty = await temporaryFolder();
  const failed = await run(process.execPath, [script, empty, '--only', 'kaolinite', '--above', '1']).catch((e) => e);
  expect(failed.code ?? 0).toBe(0);
  const missing = await run(process.execPath, [script, empty, '--only', 'zunyite', '--above', '0']).catch((e) => e);
  expect(missing.code).toBe(1);
  expect(missing.stderr).toContain('zunyite: no spectrum "Zunyite GDS-241B <150um" of s06emitd_envi');
});
