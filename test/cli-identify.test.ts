import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadLibrary, renderVariant } from '../tools/spectral/index.ts';
import type { Identification } from '../tools/spectral/types.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-identify-'));
  const wavelengths = Float64Array.from({ length: 420 }, (_, at) => 0.4 + at * 0.005);
  const names = ['alunite', 'calcite', 'hematite'];
  const minerals = loadLibrary().minerals;
  const columns = names.map((name) => {
    const mineral = minerals.find((one) => one.name === name)!;
    return renderVariant(mineral.variants[0], wavelengths);
  });
  const rows = Array.from(wavelengths, (wavelength, at) =>
    [wavelength.toFixed(3), ...columns.map((column) => column[at].toFixed(5)), '0.30000'].join(','),
  );
  writeFileSync(join(folder, 'field.csv'), `wavelength_um,${names.join(',')},grey card\n${rows.join('\n')}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('gossan identify', () => {
  it('names each spectrum, and says none of a grey card', async () => {
    const result = await gossan(['identify', 'field.csv', '--json'], { cwd: folder });
    expect(result.code).toBe(0);
    const { spectra } = jsonOf(result) as { spectra: Identification[] };
    expect(spectra.map(({ name }) => name)).toEqual(['alunite', 'calcite', 'hematite', 'grey card']);
    expect(spectra[0].swir?.members).toContain('alunite');
    expect(spectra[1].swir?.members).toContain('calcite');
    expect(spectra[2].vnir?.members).toContain('hematite');
    expect(spectra[3]).toMatchObject({ verdict: 'none', swir: null, vnir: null });
    expect(Object.keys(spectra[0].swir!).sort()).toEqual(
      ['depth', 'features', 'fit', 'margin', 'members', 'mineral', 'runnerUp'].sort(),
    );
  });

  it('prints a table with a line a spectrum', async () => {
    const { code, stdout } = await gossan(['identify', 'field.csv'], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^alunite\s+identified\s+alunite\s+[01]\.\d{3}/m);
    expect(stdout).toMatch(/^grey card\s+none\s+–/m);
  });

  it('exit 3 for a library that is none', async () => {
    writeFileSync(join(folder, 'library.json'), '{"rocks": []}');
    const result = await gossan(['identify', 'field.csv', '--library', 'library.json', '--json'], { cwd: folder });
    expect(result.code).toBe(3);
    expect((jsonOf(result) as { error: { code: string } }).error.code).toBe('LIBRARY_FORMAT');
  });
});
