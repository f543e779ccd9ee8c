import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { findChromium, writeReport } from '../tools/report/index.ts';
import { gossan } from './support/run-gossan.ts';
import { sampleReport } from './support/sample-answer.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-pdf-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

describe('a report as PDF', () => {
  it('without Chromium: exit 4 before any work, with the command that installs it', async () => {
    const { code, stderr } = await gossan(['report', '--scene', 'never-read.hdr', '--out', 'r.pdf'], {
      cwd: folder,
      env: { PATH: folder, CHROME_PATH: '' },
    });
    expect(code).toBe(4);
    expect(stderr).toContain('Chromium');
    expect(stderr).toContain('apt install chromium');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('a Chromium that fails is said so, and leaves nothing behind', async () => {
    const broken = join(folder, 'chromium');
    writeFileSync(broken, '#!/bin/sh\nexit 7\n');
    chmodSync(broken, 0o755);
    vi.stubEnv('CHROME_PATH', broken);
    const out = join(folder, 'r.pdf');
    await expect(writeReport(sampleReport(), { out, format: 'pdf' })).rejects.toThrow(/Chromium could not print/);
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(folder)).toEqual(['chromium']);
  });

  it.skipIf(!findChromium())('is printed by the installed Chromium (skipped: none is installed)', async () => {
    const out = join(folder, 'real.pdf');
    await writeReport(sampleReport(), { out, format: 'pdf' });
    expect(readFileSync(out).subarray(0, 5).toString()).toBe('%PDF-');
  });
});
