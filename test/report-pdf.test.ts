import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { findChromium, writeReport } from '../tools/report/index.ts';
import { gossan } from './support/run-gossan.ts';
import { sampleAnswer, sampleReport } from './support/sample-answer.ts';

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

  describe.skipIf(!findChromium())('printed by the installed Chromium (skipped: none is installed)', () => {
    it('has its text, an outline of its chapters, page numbers, and links that stay within it', async () => {
      const out = join(folder, 'real.pdf');
      const chapters = ['Summary', 'Minerals', 'Targets', 'Field'].map((heading) => ({
        heading,
        blocks: [{ kind: 'paragraph' as const, text: `${heading}: 0.86 km²`, numbers: [sampleAnswer().numbers[0]!] }],
      }));
      chapters[0]!.blocks[0]!.numbers = [{ text: '0.86', value: 0.86, unit: 'km²', evidence: 'e1' }];
      await writeReport(sampleReport({ chapters, title: 'Ridge "7" \\ (east)' }), { out, format: 'pdf' });
      const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
      const pdf = await getDocument({ data: new Uint8Array(readFileSync(out)) }).promise;
      const outline = await pdf.getOutline();
      expect(outline.map(({ title }) => title)).toEqual(['Ridge "7" \\ (east)']);
      expect(outline[0]!.items.map(({ title }) => title)).toEqual([
        '1. Summary',
        '2. Minerals',
        '3. Targets',
        '4. Field',
        '5. References',
        'Appendix: every number and its address',
      ]);
      for (let n = 1; n <= pdf.numPages; n++) {
        const page = await pdf.getPage(n);
        const text = (await page.getTextContent()).items.map((item) => ('str' in item ? item.str : '')).join(' ');
        expect(text).toContain(`${n} / ${pdf.numPages}`);
        expect(text).toContain('Desk study by a program, not signed');
        expect(text).toContain('Ridge "7" \\ (east)');
        const links = (await page.getAnnotations()).filter(({ subtype }) => subtype === 'Link');
        if (n === 1) expect(links.length).toBeGreaterThan(6);
        for (const { url, dest } of links) {
          expect(url).toBeUndefined();
          expect(await pdf.getDestination(dest), dest).not.toBeNull();
        }
      }
      await pdf.destroy();
    });

    it.runIf(process.platform === 'linux')(
      'in Chinese without a font for it: exit 4 before any work, with the package',
      async () => {
        const fonts = join(folder, 'no-fonts.conf');
        writeFileSync(
          fonts,
          `<?xml version="1.0"?><fontconfig><dir>${folder}</dir><cachedir>${folder}/fc</cachedir></fontconfig>`,
        );
        const args = ['report', '--scene', 'never-read.hdr', '--lang', 'zh', '--out', 'r.pdf'];
        const { code, stderr } = await gossan(args, { cwd: folder, env: { FONTCONFIG_FILE: fonts } });
        expect(code).toBe(4);
        expect(stderr).toContain('Chinese');
        expect(stderr).toContain('fonts-noto-cjk');
      },
    );
  });
});
