import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ensureFolder } from '../core/atomic.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

const folder = mkdtempSync(join(tmpdir(), 'gossan-out-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const code = (finished: Awaited<ReturnType<typeof gossan>>) => (jsonOf(finished).error as { code: string }).code;

it('makes the folders that are missing', () => {
  ensureFolder(join(folder, 'a', 'b', 'c'));
  expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['c']);
});

it.skipIf(process.platform !== 'linux')('a folder that takes no entries is refused at once, not tried for ever', () => {
  expect(() => ensureFolder('/proc/no-such/deep')).toThrow(expect.objectContaining({ code: 'WRITE_FAILED' }));
});

it('map refuses a file as its folder before it reads the scene', async () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, 'mine');
  const finished = await gossan(['map', 'no-scene.hdr', '--out', join(file, 'map'), '--json']);
  expect(finished.code).toBe(1);
  expect(code(finished)).toBe('WRITE_FAILED');
});

it('kb add of a folder without documents says so', async () => {
  ensureFolder(join(folder, 'empty'));
  const finished = await gossan(['kb', 'add', join(folder, 'empty'), '--json'], {
    env: { GOSSAN_HOME: join(folder, 'home') },
  });
  expect(finished.code).toBe(3);
  expect(code(finished)).toBe('KB_NOTHING_THERE');
});
