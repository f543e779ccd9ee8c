import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gossan, jsonOf } from './support/run-gossan.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gossan-errors-'));
  await writeFile(join(folder, 'empty.csv'), '');
  await writeFile(join(folder, 'poem.txt'), 'no spectra here\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('errors', () => {
  it('name the file as it was typed, say what to do, and exit with the row’s code', async () => {
    const missing = await gossan(['map', './gone/scene.hdr', '--out', 'o'], { cwd: folder });
    expect(missing.code).toBe(3);
    expect(missing.stdout).toBe('');
    expect(missing.stderr).toBe(
      'gossan: ./gone/scene.hdr: no such file or folder.\n  Check the spelling of the path.\n' +
        '  gossan help FILE_NOT_FOUND · docs/errors.md#file_not_found\n',
    );

    const empty = await gossan(['identify', 'empty.csv'], { cwd: folder });
    expect(empty.code).toBe(3);
    expect(empty.stderr).toContain('empty.csv: the file is empty (0 bytes).');
  });

  it('are one JSON document on stdout with --json', async () => {
    const result = await gossan(['identify', 'poem.txt', '--json'], { cwd: folder });
    expect(result.code).toBe(3);
    const { error } = jsonOf(result) as { error: Record<string, string> };
    expect(Object.keys(error)).toEqual(['code', 'message', 'hint', 'docs']);
    expect(error.code).toBe('SPECTRA_FORMAT');
    expect(error.docs).toBe('docs/errors.md#spectra_format');
    expect(result.stderr).not.toContain('poem.txt');
  });

  it('carry a stack trace with --debug only', async () => {
    const plain = await gossan(['identify', 'gone.csv'], { cwd: folder });
    expect(plain.stderr).not.toMatch(/\n\s+at /);
    const debug = await gossan(['identify', 'gone.csv', '--debug'], { cwd: folder });
    expect(debug.stderr).toMatch(/\n\s+at .*spectra\.ts/);
    expect(debug.code).toBe(3);
  });
});
