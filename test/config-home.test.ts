import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { gossan, jsonOf } from './support/run-gossan.ts';

const folder = mkdtempSync(join(tmpdir(), 'gossan-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the home that gossan.config.json names is the one that commands use', async () => {
  writeFileSync(join(folder, 'gossan.config.json'), JSON.stringify({ home: 'my-gossan' }));
  const finished = await gossan(['sessions', '--json'], { cwd: folder, env: { GOSSAN_HOME: '' } });
  expect(finished.code, finished.stderr).toBe(0);
  expect(existsSync(join(folder, 'my-gossan', 'sessions', 'sessions.db'))).toBe(true);
});

it('a configuration file that is none is refused with its name', async () => {
  writeFileSync(join(folder, 'gossan.config.json'), '{ "home": ');
  const finished = await gossan(['sessions', '--json'], { cwd: folder });
  expect(finished.code).toBe(2);
  expect((jsonOf(finished).error as { code: string }).code).toBe('CONFIG_FORMAT');
});
