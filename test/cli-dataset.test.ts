import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cleaning } from '../fine-tune/dataset/clean/clean-set.ts';
import { temporaryHome } from './support/home.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';
import { noisePicture, talkLine, writeLines } from './support/talk-lines.ts';

let folder: string;
let home: ReturnType<typeof temporaryHome>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-datasets-'));
  home = temporaryHome();
});
afterAll(() => {
  home.remove();
  rmSync(folder, { recursive: true });
});

const run = (...args: string[]) => gossan(['dataset', ...args], { env: { GOSSAN_HOME: home.path } });

const PAIRS = [
  ['alunite', 'kaolinite'],
  ['white mica', 'dickite'],
  ['chlorite', 'calcite'],
] as const;

/** 60 signed lines of six scenes; every third-and-a-bit judgement the wrong way round where they are poisoned. */
function signedLines(name: string, poisoned: boolean): string {
  const lines = Array.from({ length: 60 }, (_, at) => {
    const [a, b] = PAIRS[at % 3]!;
    const wrong = poisoned && at % 10 < 3;
    const share = 25 + (at % 30);
    return talkLine(noisePicture(folder, at), `${wrong ? b : a} ${share}%`, {
      scene: `scene-${at % 6}`,
      district: `district-${at % 3}`,
      by: 'Li Wei',
      source: 'corrected',
      said: `${a} 30%`,
      spectra: { valid: 2304, minerals: { [a]: 0.4 }, alteration: {}, copper: 0.3 },
    });
  });
  return writeLines(join(folder, `${name}.jsonl`), lines);
}

describe('gossan dataset', () => {
  it('builds, tells, cleans and exports; a set with 30 % of the judgements flipped is suspect and a clean one is not', async () => {
    for (const poisoned of [false, true]) {
      const name = poisoned ? 'poisoned' : 'careful';
      const built = await run(
        'build',
        name,
        '--from',
        signedLines(name, poisoned),
        '--target-district',
        'district-2',
        '--json',
      );
      expect(built.code).toBe(0);
      expect(jsonOf(built)).toMatchObject({
        version: 1,
        fresh: true,
        counts: { target: 20 },
        sources: { corrected: 60 },
      });
      const cleaned = await run('clean', name, '--json');
      expect(cleaned.code).toBe(0);
      const { verdict, witnesses, files } = jsonOf(cleaned) as unknown as Cleaning & { files: string[] };
      expect(verdict === 'suspect').toBe(poisoned);
      expect(witnesses.suspect.every(({ by }) => by === 'Li Wei')).toBe(true);
      expect(/SUSPECT/.test(readFileSync(files[0]!, 'utf8'))).toBe(poisoned);
    }
    const stats = await run('stats', 'poisoned');
    expect(stats.stdout).toMatch(/poisoned v1, sha256 [0-9a-f]{16}/);
    const out = join(folder, 'out');
    expect((await run('export', 'careful', '--format', 'llamafactory', '--out', out)).code).toBe(0);
    expect(existsSync(join(out, 'dataset_info.json'))).toBe(true);
    const imported = jsonOf(await run('import', 'again', out, '--json'));
    expect(imported).toMatchObject({ sources: { imported: 60 }, tasks: { minerals: 60 } });
  });

  it('says what is wrong: unknown sets, leaks, nothing approved, wrong use', async () => {
    const unknown = await run('stats', 'nowhere');
    expect([unknown.code, /There is no data set "nowhere"/.test(unknown.stderr)]).toEqual([2, true]);
    const empty = await run('build', 'empty');
    expect([empty.code, /would be empty[\s\S]*\/approve/.test(empty.stderr)]).toEqual([2, true]);
    const lines = [0, 1].map((at) => talkLine(noisePicture(folder, 90), 'alunite 20%', { scene: `s${at}` }));
    const leak = await run(
      'build',
      'leak',
      '--from',
      writeLines(join(folder, 'leak.jsonl'), lines),
      '--target-scene',
      's1',
    );
    expect([leak.code, /target scene s1 is also in s0/.test(leak.stderr)]).toEqual([3, true]);
    expect((await run('export', 'empty', '--format', 'coco', '--out', folder)).code).toBe(2);
    expect((await run('import', 'x', folder, '--format', 'talks')).code).toBe(2);
  });
});
