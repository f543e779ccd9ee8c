import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '../core/answer.ts';
import type { SessionInfo } from '../core/session.ts';
import { ensureDemoScene } from '../tools/spectral/demo/index.ts';
import { temporaryHome } from './support/home.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

let folder: string;
let scene: string;
let home: ReturnType<typeof temporaryHome>;
beforeAll(async () => {
  home = temporaryHome();
  folder = mkdtempSync(join(tmpdir(), 'gossan-resume-'));
  scene = await ensureDemoScene(join(folder, 'demo'));
});
afterAll(() => {
  home.remove();
  rmSync(folder, { recursive: true, force: true });
});
// Mapping the scene takes a second: time enough to be cut off in.
beforeEach(() => rmSync(join(home.path, 'maps'), { recursive: true, force: true }));

describe('a turn that is cut off', () => {
  it.each([
    ['SIGKILL', 'killed', null],
    ['SIGINT', 'stopped', 130],
  ] as const)('by %s is finished by gossan resume, once', async (signal, session, exit) => {
    const ask = ['ask', 'Is there alunite?', '--scene', scene, '--no-rag', '--session', session];
    const cut = await gossan(ask, {
      cwd: folder,
      onStderr: (all, child) => {
        if (/spectral-analyst/.test(all) && !/Stopping/.test(all)) child.kill(signal);
      },
    });
    expect(cut.code).toBe(exit);
    expect(cut.stdout).toBe('');
    const { sessions } = jsonOf(await gossan(['sessions', '--json'])) as { sessions: SessionInfo[] };
    expect(sessions.find(({ id }) => id === session)?.unfinished).toBe(true);

    const resumed = await gossan(['resume', session, '--json'], { cwd: folder });
    expect(resumed.code).toBe(0);
    const answer = jsonOf(resumed) as unknown as Answer;
    expect(answer).toMatchObject({ session, turn: 1, refusal: null });
    expect(answer.numbers.length).toBeGreaterThan(0);
    expect((await gossan(['resume', session])).code).toBe(1);
  });
});
