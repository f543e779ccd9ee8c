import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readVisionSet } from '../agents/vision/evaluate/vision-set.ts';
import { type FrozenSet, frozenSet } from '../fine-tune/gate/frozen-set.ts';
import { refuseLeaks } from '../fine-tune/gate/leaks.ts';
import { temporaryHome } from './support/home.ts';
import { trainingPythonOfTests } from './support/training-python.ts';

// Python loads torch for each of its parts.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 400_000 });

describe.skipIf(trainingPythonOfTests === null)('the frozen set', () => {
  let home: ReturnType<typeof temporaryHome>;
  let folder: string;
  let frozen: FrozenSet;
  const python = async () => trainingPythonOfTests!;
  beforeAll(async () => {
    home = temporaryHome();
    folder = mkdtempSync(join(tmpdir(), 'gossan-leaks-'));
    frozen = await frozenSet(python, { most: 2 });
  });
  afterAll(() => {
    home.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('asks every task in both languages, is made once, and comes out the same again', async () => {
    const known = readVisionSet(frozen.path);
    const kinds = new Set(known.map(({ expected, language }) => `${expected.task} ${language}`));
    expect([known.length, kinds.size]).toEqual([20, 10]);
    // one view of the base that ships
    expect(known.every(({ pictures }) => pictures?.length === 1)).toBe(true);
    const never = async () => {
      throw new Error('it is there already');
    };
    expect(await frozenSet(never, { most: 2 })).toEqual(frozen);
    const before = readFileSync(frozen.path, 'utf8');
    rmSync(frozen.folder, { recursive: true });
    expect((await frozenSet(python, { most: 2 })).sha256).toBe(frozen.sha256);
    expect(readFileSync(frozen.path, 'utf8')).toBe(before);
  });

  /** A set of one training line, whose picture is that of the frozen set as `change` saves it. */
  async function setWith(name: string, change: (picture: Sharp) => Sharp): Promise<string> {
    const set = join(folder, name);
    mkdirSync(join(set, 'images'), { recursive: true });
    const [picture] = Object.keys(frozen.pictures);
    await change(sharp(join(frozen.folder, picture!))).toFile(join(set, 'images', 'a.png'));
    await sharp({ create: { width: 192, height: 192, channels: 3, background: '#a05020' } }).toFile(
      join(set, 'images', 'b.png'),
    );
    writeFileSync(join(set, 'train.jsonl'), `${JSON.stringify({ image: ['images/b.png', 'images/a.png'] })}\n`);
    writeFileSync(join(set, 'target.jsonl'), '');
    return set;
  }

  it.each([
    ['saved again', (picture: Sharp) => picture.png({ compressionLevel: 0 })],
    ['enlarged', (picture: Sharp) => picture.resize(384, 384, { kernel: 'nearest' })],
    ['shrunk to its cells', (picture: Sharp) => picture.resize(48, 48, { kernel: 'nearest' })],
  ])('is not learned from: its picture, %s', async (what, change) => {
    await expect(refuseLeaks(await setWith(what, change), frozen)).rejects.toMatchObject({
      code: 'GATE_LEAK',
      exitCode: 3,
      values: { count: 1, image: 'images/a.png' },
    });
  });

  it("neither is the set's own target, and other pictures are no leak", async () => {
    const set = await setWith('turned', (picture) => picture.rotate(90));
    await refuseLeaks(set, frozen);
    writeFileSync(join(set, 'target.jsonl'), `${JSON.stringify({ image: 'images/b.png' })}\n`);
    await expect(refuseLeaks(set, frozen)).rejects.toThrow(/images\/b\.png, the target's images\/b\.png/);
  });

  it('is refused where somebody changed it', async () => {
    appendFileSync(frozen.path, '\n');
    await expect(frozenSet(python, { most: 2 })).rejects.toMatchObject({ code: 'GATE_SET_CHANGED' });
    expect(existsSync(frozen.path)).toBe(true);
  });
});
