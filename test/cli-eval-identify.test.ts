import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadLibrary, renderVariant } from '../tools/spectral/index.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-eval-'));
  const wavelengths = Float64Array.from({ length: 420 }, (_, at) => 0.4 + at * 0.005);
  const minerals = loadLibrary().minerals;
  const draw = (name: string) => renderVariant(minerals.find((m) => m.name === name)!.variants[0], wavelengths);
  const [alunite, kaolinite, calcite] = ['alunite', 'kaolinite', 'calcite'].map(draw);
  const columns = {
    alunite,
    both: alunite.map((a, i) => 0.5 * a + 0.5 * kaolinite[i]),
    calcite,
    card: alunite.map(() => 0.3),
  };
  const rows = Array.from(wavelengths, (um, at) => [um, ...Object.values(columns).map((c) => c[at])].join(','));
  writeFileSync(join(folder, 'field.csv'), `wavelength_um,${Object.keys(columns).join(',')}\n${rows.join('\n')}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function set(...lines: object[]): string {
  const path = join(folder, 'set.jsonl');
  writeFileSync(path, `${lines.map((l) => JSON.stringify(l)).join('\n')}\n`);
  return path;
}

describe('gossan eval identify', () => {
  it('counts what agrees: a mineral, a mixture, nothing; and what does not', async () => {
    const path = set(
      { id: 'A', file: 'field.csv', spectrum: 'alunite', expected: 'alunite' },
      { id: 'B', file: 'field.csv', spectrum: 'both', expected: ['kaolinite', 'alunite'] },
      { id: 'C', file: 'field.csv', spectrum: 'card', expected: 'none' },
      { id: 'D', file: 'field.csv', spectrum: 'calcite', expected: 'dolomite' },
      { id: 'E', file: 'field.csv', spectrum: 'card', expected: 'dolomite' },
    );
    const result = await gossan(['eval', 'identify', '--set', path, '--json'], { cwd: folder });
    expect(result.code).toBe(0);
    const found = jsonOf(result) as Record<string, never>;
    expect(found).toMatchObject({ all: 5, agree: 3, silent: 1 });
    expect(found.expected).toMatchObject({ dolomite: { agree: 0, all: 2 }, 'kaolinite+alunite': { agree: 1, all: 1 } });
    const text = await gossan(['eval', 'identify', '--set', path], { cwd: folder });
    expect(text.stdout).toMatch(/^Agreement with the set: 3 of 5 spectra \(60\.0 %\)/m);
    expect(text.stdout).toMatch(/^D\s+dolomite\s+calcite/m);
    expect(text.stdout).not.toMatch(/accuracy/i);
  });

  it('exit 3 with the line and what is wrong with it', async () => {
    for (const [line, message] of [
      [
        { id: 'A', file: 'field.csv', spectrum: 'alunite', expected: 'unobtainium' },
        /line 1: .*no mineral "unobtainium"/,
      ],
      [{ id: 'A', file: 'field.csv', expected: 'alunite' }, /line 1: .*holds 4 spectra and none is named/],
      [{ id: 'A', file: 'field.csv', spectrum: 'x', expected: 'alunite' }, /has no spectrum "x"/],
      [{ id: 'A', expected: 'alunite' }, /"file" is missing/],
    ] as const) {
      const result = await gossan(['eval', 'identify', '--set', set(line), '--json'], { cwd: folder });
      expect(result.code).toBe(3);
      const { error } = jsonOf(result) as { error: { code: string; message: string } };
      expect(error.code).toBe('EVAL_SET');
      expect(error.message).toMatch(message);
    }
  });

  it('a file of the set that is not there is named', async () => {
    const path = set({ id: 'A', file: 'gone.csv', expected: 'alunite' });
    const result = await gossan(['eval', 'identify', '--set', path, '--json'], { cwd: folder });
    expect(result.code).toBe(3);
    expect((jsonOf(result) as { error: { message: string } }).error.message).toContain('gone.csv');
  });
});
