import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveSessionSummary } from '../tools/session-summary/index.ts';
import { ensureDemoScene } from '../tools/spectral/demo/index.ts';
import { temporaryHome } from './support/home.ts';
import { sampleAnswer, sampleSession } from './support/sample-answer.ts';

let folder: string;
let home: ReturnType<typeof temporaryHome>;
beforeAll(() => {
  home = temporaryHome();
  folder = mkdtempSync(join(tmpdir(), 'gossan-summary-'));
});
afterAll(() => {
  home.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe('the archive of a session', () => {
  it('holds the dialogue, plans, evidence with addresses, and references', async () => {
    const path = await saveSessionSummary(sampleSession(), join(folder, 'a', 'reports'));
    expect(basename(path)).toMatch(/^\d{4}-\d\d-\d\d-ridge\.md$/);
    const text = readFileSync(path, 'utf8');
    for (const part of [
      '# North ridge',
      '## 1. Is there alunite?',
      'Alunite covers 0.86 km² [1]',
      '| spectral-analyst | Map the scene | done | 1.2 s |',
      '`scene.json#/minerals/alunite/area_km2`',
      '1. Ridge note, p. 3 (printed iii) (verified on that page)\n   > Alunite forms pale ledges.',
      '## 2. And gold?',
      'This turn was stopped.',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('Gold everywhere');
  });

  it('is never written over, also when many are saved at once', async () => {
    const reports = join(folder, 'many');
    const paths = await Promise.all(Array.from({ length: 8 }, () => saveSessionSummary(sampleSession(), reports)));
    expect(new Set(paths).size).toBe(8);
    expect(readdirSync(reports)).toHaveLength(8);
    for (const path of paths) expect(readFileSync(path, 'utf8')).toContain('# North ridge');
  });

  it('stays in its folder whatever the session is called', async () => {
    const reports = join(folder, 'names', 'deep');
    for (const id of ['../../escape', '/etc/passwd', '..', '西区 第一次']) {
      const path = await saveSessionSummary(sampleSession({ id }), reports);
      expect(dirname(path)).toBe(reports);
      expect(existsSync(path)).toBe(true);
    }
  });

  it('speaks the language of the last answer, and lets no text become HTML', async () => {
    const attack = '<script>alert(1)</script>\x1b[2J';
    const session = sampleSession({ title: attack });
    session.history[0].answer = sampleAnswer({ language: 'zh', answer: `高级泥化 ${attack}` });
    const text = readFileSync(await saveSessionSummary(session, join(folder, 'zh')), 'utf8');
    expect(text).toContain('### 参考文献');
    expect(text).toContain('**知识库**: field');
    expect(text).not.toMatch(/(?<!\\)<script/);
    expect(text).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
  });

  it('brings the pictures of the map that was looked at, and says synthetic', async () => {
    const scene = await ensureDemoScene(join(folder, 'demo'));
    const path = await saveSessionSummary(sampleSession({ scene }), join(folder, 'pictures'));
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('SYNTHETIC SCENE');
    const links = [...text.matchAll(/!\[[^\]]*\]\(<([^>]+)>\)/g)].map(([, link]) => link);
    expect(links).toHaveLength(3);
    for (const link of links) {
      expect(
        readFileSync(join(dirname(path), link))
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG');
    }
  });

  it('keeps the dialogue where the scene has been moved, and says that the pictures are missing', async () => {
    const path = await saveSessionSummary(sampleSession({ scene: '/nowhere/gone.hdr' }), join(folder, 'moved'));
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('Is there alunite?');
    expect(text).toMatch(/pictures of the map could not be added: .*gone\.hdr/);
  });
});
