import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderMarkdown, writeReport } from '../tools/report/index.ts';
import { sampleAnswer, sampleReport } from './support/sample-answer.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-report-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a report in Markdown', () => {
  const text = renderMarkdown(sampleReport());

  it('has a block under the title: scene, sensor, synthetic or not, knowledge base, models', () => {
    expect(text).toMatch(/^# Alteration report: cuprite\n/);
    for (const line of ['**Scene**: cuprite', '**Sensor**: AVIRIS', '**Synthetic**: no', '**Knowledge base**: field']) {
      expect(text).toContain(line);
    }
    expect(text).toContain('**Models used**: text: builtin; search: MiniLM');
  });

  it('shows only verified quotations as quotations, each reference with page and verdict', () => {
    expect(text).toContain(
      '1. <a id="ref-1"></a>Ridge note, p. 3 (printed iii) (verified on that page)\n   > Alunite forms pale ledges.',
    );
    expect(text).toContain('2. <a id="ref-2"></a>Ridge note, p. 4 (not found in the documents, not quoted)');
    expect(text).not.toContain('Gold everywhere');
  });

  it('lists every number with its address, or its formula and what went into it', () => {
    expect(text).toContain('covers [0.86 km²](#n-1) [\\[1\\]](#ref-1)');
    expect(text).toContain('| 0.86 km² | 0.86 | km² | `scene.json#/minerals/alunite/area_km2` |');
    expect(text).toContain('| `0.86 × 3 ← scene.json#/minerals/alunite/area_km2` |');
  });

  it('sets both sides of a disagreement side by side, with their sources', () => {
    expect(text).toContain('- cuprite: the map shows none\n- Ridge note: the note names it');
  });

  it('says agreement, never accuracy', () => {
    expect(text).toContain('agreement with that map, never accuracy');
  });

  it('says SYNTHETIC above all else where the scene is', () => {
    const synthetic = renderMarkdown(sampleReport({ synthetic: true }));
    expect(synthetic.split('\n\n')[1]).toMatch(/SYNTHETIC SCENE/);
    expect(synthetic).toContain('**Synthetic**: yes');
  });

  it('has Chinese headings for a Chinese answer', () => {
    const chinese = renderMarkdown(sampleReport({ answer: sampleAnswer({ language: 'zh' }), synthetic: true }));
    for (const word of ['## 参考文献', '## 附录', '合成影像', '第 3 页（印刷页码 iii）', '已在该页核对']) {
      expect(chinese).toContain(word);
    }
  });

  it('says why and what is missing where it was refused', () => {
    const refusal = { reason: 'No scene covers that place.', missing: ['a scene of Peru'] };
    const refused = renderMarkdown(sampleReport({ answer: sampleAnswer({ refusal }), sections: [] }));
    expect(refused).toContain(
      '## Not answered\n\nNo scene covers that place.\n\n**What is missing**\n\n- a scene of Peru',
    );
  });
});

describe('its figures', () => {
  it('are copied beside the file and linked relatively; equal names do not collide', async () => {
    const one = join(folder, 'a.png');
    writeFileSync(one, 'first');
    const other = join(mkdtempSync(join(folder, 'x-')), 'a.png');
    writeFileSync(other, 'second');
    const figures = [
      { path: one, caption: 'One' },
      { path: other, caption: 'Two' },
    ];
    const out = join(folder, 'out', 'my report.md');
    const files = await writeReport(sampleReport({ figures }), { out, format: 'md' });
    expect(files[0]).toBe(out);
    const links = [...readFileSync(out, 'utf8').matchAll(/!\[[^\]]*\]\(<([^>]+)>\)/g)].map(([, link]) => link);
    expect(links).toEqual(['my report-figures/a.png', 'my report-figures/a-2.png']);
    expect(links.map((link) => readFileSync(join(folder, 'out', link), 'utf8'))).toEqual(['first', 'second']);
  });

  it('that are drawings come as pictures too, which are linked; both stand beside the file', async () => {
    const path = join(folder, 'map.svg');
    writeFileSync(
      path,
      '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><rect width="90" height="30" fill="#c43477"/></svg>',
    );
    const out = join(folder, 'drawn.md');
    const files = await writeReport(sampleReport({ figures: [{ path, caption: 'Map' }] }), { out, format: 'md' });
    const { width, height } = await sharp(join(folder, 'drawn-figures', 'map.png')).metadata();
    expect([width, height]).toEqual([1800, 600]);
    expect(files.map((file) => basename(file))).toEqual(['drawn.md', 'map.svg', 'map.png']);
    expect(readFileSync(out, 'utf8')).toContain('](<drawn-figures/map.png>)');
  });

  it('that are lost are an error with their path, and no report is left', async () => {
    const out = join(folder, 'lost.md');
    const report = sampleReport({ figures: [{ path: join(folder, 'gone.png'), caption: 'Gone' }] });
    await expect(writeReport(report, { out, format: 'md' })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    expect(existsSync(out)).toBe(false);
  });
});
