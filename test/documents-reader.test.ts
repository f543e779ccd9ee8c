import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { openReader, readerFolder, readerInstalled } from '../agents/documents/reader/open-reader.ts';
import { runProbes } from '../cli/doctor/probes.ts';
import { asset } from '../core/paths.ts';

const { reader: step } = (await import(asset('scripts', 'setup', 'reader.mjs'))) as {
  reader: { needed(): string | null; run(): Promise<string> };
};
const installed = readerFolder();
const missing = step.needed();

const HOLE = [
  'The survey was flown in May 2019 with a line spacing of 200 m.',
  'Drill hole WR-7 cut 14.2 m of massive sulphide at 1.9 % copper.',
  'Access is by a gravel road from the south.',
];
const HOLE_ZH = ['测量于2019年5月进行。', '钻孔WR-7见14.2米块状硫化物，铜品位1.9%。', '从南面有砾石路可达。'];

describe.skipIf(missing)(`the reader${missing ? ` (${missing})` : ''}`, () => {
  it.each([
    ['How much massive sulphide did WR-7 cut?', HOLE, 1],
    ['钻孔WR-7见到多厚的块状硫化物？', HOLE, 1],
    ['钻孔WR-7的铜品位是多少？', HOLE_ZH, 1],
    ['测量是什么时候进行的？', HOLE_ZH, 0],
  ])('points at the sentence that answers: %s', async (question, sentences, place) => {
    const { nothing, shares } = await (await openReader())!(question, sentences);
    expect(shares.indexOf(Math.max(...shares))).toBe(place);
    expect(shares.reduce((sum, share) => sum + share, nothing)).toBeCloseTo(1, 5);
  });

  it('is surer that something answers where something does', async () => {
    const read = (await openReader())!;
    const told = await read('How much massive sulphide did WR-7 cut?', HOLE);
    const untold = await read('Who wrote the opera Fidelio?', HOLE);
    expect(told.nothing).toBeLessThan(0.5);
    expect(untold.nothing).toBeGreaterThan(0.9);
  });

  it('cuts off what is too long for it, and gives no share to what it did not see', async () => {
    const read = (await openReader())!;
    const long = Array.from({ length: 60 }, () => 'The road from the south is closed in winter and in spring.');
    const { shares } = await read('How much massive sulphide did WR-7 cut?', [...long, HOLE[1]!]);
    expect(shares).toHaveLength(61);
    expect(shares[60]).toBe(0);
  });
});

describe('in a home of its own', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'gossan-reader-'));
    vi.stubEnv('GOSSAN_HOME', home);
    vi.stubEnv('GOSSAN_OFFLINE', '1');
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(home, { recursive: true, force: true });
  });
  const row = async () => (await runProbes()).find(({ part }) => part === 'reader');

  test('without it there is none, and the doctor says what to do', async () => {
    expect(readerInstalled()).toBe(false);
    expect(await openReader()).toBeNull();
    expect(await row()).toMatchObject({ state: 'fallback', fix: expect.stringContaining('npm run setup') });
    await expect(step.run()).rejects.toThrow('GOSSAN_OFFLINE');
  });

  test('broken files are an error that says so', async () => {
    await mkdir(join(readerFolder(), 'onnx'), { recursive: true });
    for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json', join('onnx', 'model_q4.onnx')])
      await writeFile(join(readerFolder(), name), '{}');
    await expect(openReader()).rejects.toMatchObject({ code: 'READER_BROKEN' });
  });

  test.skipIf(missing)('copied by hand it is recognised by its bytes; another version is made anew', async () => {
    await cp(installed, readerFolder(), { recursive: true, dereference: true });
    await rm(join(readerFolder(), 'source.json'));
    expect(step.needed()).not.toBeNull();
    expect(await step.run()).toBe('already there');
    expect(step.needed()).toBeNull();
    expect(await row()).toMatchObject({ state: 'ok', detail: expect.stringMatching(/two sentences in \d+ ms/) });
    const stamp = join(readerFolder(), 'source.json');
    await writeFile(stamp, JSON.stringify({ files: { 'config.json': { sha256: 'of before' } } }));
    expect(step.needed()).toContain('is of another version');
  });
});
