import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../core/hash.ts';
import { type BuildOptions, buildSet } from '../fine-tune/dataset/build.ts';
import { cleanSet } from '../fine-tune/dataset/clean/clean-set.ts';
import { writeCleaning } from '../fine-tune/dataset/clean/write-report.ts';
import { exportSet } from '../fine-tune/dataset/export/export-set.ts';
import { linesOf, openSet } from '../fine-tune/dataset/manifest.ts';
import { conversationLines, llamaFactoryFiles } from '../fine-tune/dataset/read/conversation-lines.ts';
import { yoloLines } from '../fine-tune/dataset/read/yolo-lines.ts';
import type { SetLine, Split } from '../fine-tune/dataset/set-line.ts';
import { temporaryHome } from './support/home.ts';
import { noisePicture, talkLine, writeLines } from './support/talk-lines.ts';

let folder: string;
let home: ReturnType<typeof temporaryHome>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-dataset-'));
  home = temporaryHome();
});
afterAll(() => {
  home.remove();
  rmSync(folder, { recursive: true });
});

const RULES: BuildOptions = { targetDistricts: [], targetScenes: [], validation: 0.2, seed: 1 };
const build = (name: string, path: string, options: Partial<BuildOptions> = {}) =>
  buildSet(name, [{ name: path, lines: conversationLines(path) }], { ...RULES, ...options });
async function all(set: Parameters<typeof linesOf>[0], split: Split): Promise<SetLine[]> {
  const lines: SetLine[] = [];
  for await (const line of linesOf(set, split)) lines.push(line);
  return lines;
}

/** Five scenes of three districts, four windows each. */
function fiveScenes(
  name: string,
  change: (line: Record<string, unknown>, at: number) => object = (line) => line,
): string {
  const lines = Array.from({ length: 20 }, (_, at) => {
    const scene = Math.floor(at / 4);
    const fields = { scene: `scene-${scene}`, district: `district-${scene % 3}`, window: [48 * (at % 4), 0, 48, 48] };
    return change(talkLine(noisePicture(folder, at), `alunite ${20 + at}%`, fields), at);
  });
  return writeLines(join(folder, `${name}.jsonl`), lines);
}

describe('a data set', () => {
  it('is the same for the same lines, in whatever order they come, and a new version only where something changed', async () => {
    const path = fiveScenes('same');
    const one = await build('same', path);
    expect(one).toMatchObject({ fresh: true, manifest: { version: 1, counts: { target: 0 } } });
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    writeFileSync(path, `${lines.reverse().join('\n')}\n`);
    const again = await build('same', path);
    expect(again).toMatchObject({ fresh: false, folder: one.folder, manifest: { sha256: one.manifest.sha256 } });
    writeFileSync(path, `${lines.slice(1).join('\n')}\n`);
    const less = await build('same', path);
    expect(less.manifest).toMatchObject({ version: 2, counts: { train: expect.any(Number) } });
    expect(less.manifest.sha256).not.toBe(one.manifest.sha256);
    expect(openSet('same').manifest.version).toBe(2);
    expect(openSet('same/v1').manifest.sha256).toBe(one.manifest.sha256);
    expect(() => openSet('same@9')).toThrow(/There is no data set/);
    expect(readdirSync(join(home.path, 'datasets', 'same')).filter((entry) => entry.startsWith('.'))).toEqual([]);
  });

  it('has each scene in one part, the target districts wholly in the target', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const set = await build(`split-${seed}`, fiveScenes('split'), { seed, targetDistricts: ['district-1'] });
      const places = new Map<string, Set<Split>>();
      for (const split of ['train', 'val', 'target'] as const)
        for (const { scene, district } of await all(set, split)) {
          places.set(scene, (places.get(scene) ?? new Set()).add(split));
          expect(district === 'district-1').toBe(split === 'target');
        }
      expect([...places.values()].every((parts) => parts.size === 1)).toBe(true);
      const { train, val, target } = set.manifest.counts;
      expect([train + val + target, target]).toEqual([20, 8]);
      expect(val).toBeGreaterThan(0);
      expect(train).toBeGreaterThan(val);
    }
  });

  it('refuses a picture of a target scene among the training lines, and the pictures of a frozen set', async () => {
    const leaking = fiveScenes('leak', (line, at) => (at === 0 ? { ...line, image: [noisePicture(folder, 5)] } : line));
    await expect(build('leak', leaking, { targetScenes: ['scene-1'] })).rejects.toThrow(
      /target scene scene-1 is also in scene-0/,
    );
    const { default: sharp } = await import('sharp');
    const pixels = sha256(await sharp(noisePicture(folder, 7)).raw().toBuffer());
    await expect(build('leak', fiveScenes('frozen'), { frozen: [{ set: 'frozen.jsonl', pixels }] })).rejects.toThrow(
      /a picture of frozen.jsonl is in scene-1/,
    );
    await expect(build('leak', fiveScenes('frozen'), { frozen: [{ set: 'f', scene: 'scene-2' }] })).rejects.toThrow(
      /scene-2 belongs to f/,
    );
    expect(existsSync(join(home.path, 'datasets', 'leak', 'v1'))).toBe(false);
  });

  it('drops what cannot be trained on, says why, shrinks large pictures and cuts long texts', async () => {
    const broken = join(folder, 'broken.png');
    writeFileSync(broken, 'no picture');
    const good = noisePicture(folder, 1);
    const path = writeLines(
      join(folder, 'drops.jsonl'),
      [
        talkLine(good, 'alunite 20%'),
        talkLine(good, 'alunite 20%'),
        talkLine(good, ' '),
        talkLine(broken, 'alunite 21%'),
        talkLine(join(folder, 'gone.png'), 'alunite 22%'),
        { ...talkLine(good, 'x'), image: [good, good] },
        talkLine(noisePicture(folder, 3, 2000, 500), 'alunite 23%'),
        talkLine(good, `alunite 24%, ${'chlorite 5%, '.repeat(400)}`),
      ].map((line) => ({ ...line, scene: 's' })),
    );
    const { manifest, folder: set } = await build('drops', path);
    expect(manifest.dropped.first.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'duplicate'],
      [3, 'empty'],
      [4, 'picture'],
      [5, 'picture'],
      [6, 'markers'],
    ]);
    expect(manifest).toMatchObject({ counts: { train: 3 }, shrunk: 1, clamped: 1 });
    const lines = await all({ folder: set }, 'train');
    const cut = lines.map(({ conversations }) => conversations[1]!.value).sort((a, b) => b.length - a.length)[0]!;
    expect(cut.length).toBeLessThanOrEqual(2000);
    expect(cut).toMatch(/chlorite 5%$/);
    const sizes = readFileSync(join(set, 'pictures.jsonl'), 'utf8');
    expect(sizes).toContain('"height":336');
    expect(sizes).toContain('"width":1344');
  });

  it('refuses lines that are none, naming the line; and names that are none', async () => {
    const bad = async (line: unknown) => {
      const path = join(folder, 'bad.jsonl');
      writeFileSync(
        path,
        `${JSON.stringify(talkLine(noisePicture(folder, 1), 'alunite 20%'))}\n${typeof line === 'string' ? line : JSON.stringify(line)}\n`,
      );
      await expect(build('bad', path)).rejects.toThrow(/bad.jsonl: line 2: /);
    };
    const good = talkLine('x.png', 'y');
    for (const line of [
      '{',
      '[]',
      {},
      { ...good, conversations: [] },
      { ...good, image: ['http://x/y.png'] },
      { ...good, weight: 2 },
    ])
      await bad(line);
    await bad({
      ...good,
      conversations: [
        { from: 'robot', value: 'x' },
        { from: 'assistant', value: 'y' },
      ],
    });
    await bad({
      ...good,
      conversations: [
        { from: 'assistant', value: 'x' },
        { from: 'user', value: 'y' },
      ],
    });
    await expect(build('../x', fiveScenes('name'))).rejects.toThrow(/no name/);
    await expect(buildSet('none', [], RULES)).rejects.toThrow(/would be empty/);
  });

  it('leaves nothing of builds that were killed, and touches none that runs', async () => {
    const sets = join(home.path, 'datasets', 'killed');
    const { pid } = spawnSync(process.execPath, ['--version']);
    for (const owner of [pid, process.ppid]) mkdirSync(join(sets, `.building-${owner}`, 'images'), { recursive: true });
    await build('killed', fiveScenes('killed'));
    expect(readdirSync(sets).sort()).toEqual([`.building-${process.ppid}`, 'lock.db', 'v1']);
  });

  it('shows a later change of its files', async () => {
    const { folder: set } = await build('changed', fiveScenes('changed'));
    const path = join(set, 'train.jsonl');
    writeFileSync(path, readFileSync(path, 'utf8').replace('alunite', 'dickite'));
    expect(() => openSet('changed')).toThrow(/was changed after/);
  });
});

describe('the cleaning report', () => {
  it('finds missing files, near-duplicates, one-sided answers and contradictions, in both languages', async () => {
    const same = noisePicture(folder, 30);
    const other = noisePicture(folder, 31);
    const lines = [
      ...Array.from({ length: 12 }, (_, at) =>
        talkLine(noisePicture(folder, 40 + at), 'alunite 20%', { scene: `s${at % 3}` }),
      ),
      talkLine(same, 'alunite 30%', { scene: 'a', by: 'Ana', source: 'approved' }),
      talkLine(same, 'kaolinite 30%', { scene: 'a', by: 'Li Wei', source: 'corrected' }),
      talkLine(other, 'chlorite 30%', { scene: 'b' }),
    ];
    const set = await build('clean', writeLines(join(folder, 'clean.jsonl'), lines), { validation: 0 });
    const [line] = await all(set, 'train');
    rmSync(join(set.folder, line!.image[0]!));
    const cleaning = await cleanSet(set);
    expect(cleaning.verdict).toBe('look');
    expect(cleaning.pictures).toEqual([line!.image[0]]);
    expect(cleaning.contradictory).toMatchObject([{ scene: 'a', sides: [{}, {}] }]);
    expect(cleaning.balance.one_sided.minerals).toMatchObject({ answer: 'alunite 20%', share: 0.8 });
    for (const [language, words] of [
      ['en', /worth a look[\s\S]*different answers about the same view[\s\S]*Ana: alunite 30%|kaolinite/],
      ['zh', /请查看[\s\S]*同一视图的不同答案/],
    ] as const) {
      const out = join(folder, `report-${language}`);
      const files = writeCleaning(cleaning, out, language);
      const report = readFileSync(files[0]!, 'utf8');
      expect(report).toMatch(words);
      for (const [, picture] of report.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g))
        expect(existsSync(join(out, picture!))).toBe(true);
      const { default: sharp } = await import('sharp');
      for (const name of ['minerals.png', 'minerals.svg', 'sources.png'])
        expect((await sharp(join(out, name)).metadata()).width).toBe(760);
    }
  });

  it('refuses a set in which a target picture was only touched up for the training lines', async () => {
    const { default: sharp } = await import('sharp');
    const original = join(folder, 'smooth.png');
    const touched = join(folder, 'touched.png');
    const field = Buffer.from(
      Array.from({ length: 3 * 64 * 64 }, (_, at) => 128 + Math.round(100 * Math.sin(at / 97) * Math.cos(at / 1100))),
    );
    const raw = { raw: { width: 64, height: 64, channels: 3 as const } };
    await sharp(field, raw).png().toFile(original);
    await sharp(
      field.map((value, at) => (at % 191 ? value : value + 1)),
      raw,
    )
      .png()
      .toFile(touched);
    const path = writeLines(join(folder, 'touched.jsonl'), [
      talkLine(original, 'alunite 20%', { scene: 'target' }),
      talkLine(touched, 'alunite 20%', { scene: 'trained' }),
      talkLine(noisePicture(folder, 60), 'chlorite 9%', { scene: 'trained' }),
    ]);
    const cleaning = await cleanSet(await build('touched', path, { targetScenes: ['target'] }));
    expect(cleaning).toMatchObject({ verdict: 'refused', leaked: [expect.stringContaining('trained')] });
  });
});

describe('other forms', () => {
  it.each(['seeds', 'llamafactory', 'ms-swift', 'qwen'] as const)('%s comes back as it went', async (format) => {
    const set = await build('forms', fiveScenes('forms'), { targetDistricts: ['district-1'] });
    const out = join(folder, `out-${format}`);
    const exported = await exportSet(set, format, out);
    expect(exported).toMatchObject({ lines: set.manifest.counts, left_out: 0 });
    const files =
      format === 'llamafactory'
        ? llamaFactoryFiles(JSON.parse(readFileSync(join(out, 'dataset_info.json'), 'utf8')), out)
        : exported.files.map((file) => ({ path: join(out, file), columns: undefined }));
    const back: string[] = [];
    for (const { path, columns } of files)
      for await (const { conversations, image, task } of conversationLines(path, {
        images: out,
        ...(columns ? { columns } : {}),
      })) {
        expect(task).toBe('minerals');
        back.push(`${sha256(readFileSync(image[0]!))} ${conversations.map(({ value }) => value).join('|')}`);
      }
    const went: string[] = [];
    for (const split of ['train', 'val', 'target'] as const)
      for (const { image, conversations } of await all(set, split))
        went.push(
          `${sha256(readFileSync(join(set.folder, image[0]!)))} ${conversations.map(({ value }) => value).join('|')}`,
        );
    expect(back.sort()).toEqual(went.sort());
  });

  it('boxes come from YOLO and go there again', async () => {
    const yolo = join(folder, 'yolo');
    for (const part of ['images/train', 'labels/train']) mkdirSync(join(yolo, part), { recursive: true });
    for (const at of [70, 71]) renameSync(noisePicture(folder, at), join(yolo, 'images', 'train', `w${at}.png`));
    writeFileSync(join(yolo, 'labels', 'train', 'w70.txt'), '1 0.25 0.5 0.5 1\n0 0.75 0.25 0.5 0.5\n');
    writeFileSync(join(yolo, 'data.yaml'), 'path: .\nnames:\n  0: Alunite\n  1: "高岭石"\n');
    const set = await buildSet(
      'boxes',
      [{ name: 'yolo', lines: yoloLines(yolo, { language: 'en', view: 'iron' }) }],
      RULES,
    );
    const lines = [...(await all(set, 'train')), ...(await all(set, 'val'))];
    expect(lines.map(({ conversations }) => conversations[1]!.value).sort()).toEqual([
      '[]',
      '[{"bbox_2d": [0, 0, 500, 1000], "label": "kaolinite"}, {"bbox_2d": [500, 0, 1000, 500], "label": "alunite"}]',
    ]);
    const out = join(folder, 'yolo-out');
    const { left_out } = await exportSet(set, 'yolo', out);
    expect(left_out).toBe(0);
    const labels = lines.map(
      ({ id }) => ['train', 'val'].map((part) => join(out, 'labels', part, `${id}.txt`)).find(existsSync)!,
    );
    const texts = labels.map((path) => readFileSync(path, 'utf8')).sort();
    expect(texts).toEqual(['', '1 0.250000 0.500000 0.500000 1.000000\n0 0.750000 0.250000 0.500000 0.500000\n']);
    expect(readFileSync(join(out, 'data.yaml'), 'utf8')).toMatch(/names:\n {2}0: alunite\n {2}1: kaolinite\n/);
  });
});
