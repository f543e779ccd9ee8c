import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../core/hash.ts';
import type { StoredEntry } from '../fine-tune/curation/entry.ts';
import { shippedBase } from '../model-server/open-vision-model.ts';
import { temporaryHome } from './support/home.ts';
import { pictureServer } from './support/picture-server.ts';
import { renderScene } from './support/rendered-scene.ts';
import { gossan, jsonOf } from './support/run-gossan.ts';

const ANSWER = 'kaolinite 32%, alunite 12%';

let scene: { header: string; folder: string };
let server: Awaited<ReturnType<typeof pictureServer>>;
let folder: string;
let home: ReturnType<typeof temporaryHome>;
beforeAll(async () => {
  scene = renderScene(40, 30, [{ x: 0, y: 0, width: 20, height: 30, ground: 'alunite' }]);
  server = await pictureServer(({ prompt }) => ({ text: /Yes or No/.test(prompt) ? 'No' : ANSWER }));
  folder = mkdtempSync(join(tmpdir(), 'gossan-approve-'));
  home = temporaryHome();
});
afterAll(async () => {
  await server.close();
  home.remove();
  rmSync(scene.folder, { recursive: true });
  rmSync(folder, { recursive: true });
});

const env = () => ({ GOSSAN_VISION_URL: server.url, GOSSAN_HOME: home.path });
const run = (...args: string[]) => gossan(args, { env: env() });
const approve = async (...args: string[]) => jsonOf(await run('approve', ...args, '--json')) as unknown as StoredEntry;
const curation = (...names: string[]) => join(home.path, 'curation', ...names);

describe('gossan approve and reject', () => {
  it('keep nothing before the note was agreed to, then who, when, what was asked and seen, and what is right', async () => {
    const asked = jsonOf(
      await run(
        'vision',
        scene.header,
        '--task',
        'minerals',
        '--window',
        '4',
        '2',
        '20',
        '16',
        '--session',
        's',
        '--json',
      ),
    );
    expect(asked).toMatchObject({ session: 's', turn: 1 });
    const refused = await run('approve', 's', '1', '--by', 'Li Wei');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/is sent nowhere[\s\S]*不会发送到别处[\s\S]*--agree/);
    expect(existsSync(curation('entries.jsonl'))).toBe(false);

    const entry = await approve('s', '1', '--by', 'Li Wei', '--agree', '--district', 'north');
    expect(entry).toMatchObject({
      verdict: 'approved',
      by: 'Li Wei',
      session: 's',
      turn: 1,
      question: 'Name the minerals and their share of the ground.',
      scene: { district: 'north', synthetic: true },
      models: { vision: 'picture-reader' },
    });
    expect(Math.abs(Date.parse(entry.at) - Date.now())).toBeLessThan(60_000);
    const [dialogue] = entry.dialogues;
    expect(dialogue).toMatchObject({
      task: 'minerals',
      window: [4, 2, 20, 16],
      answer: ANSWER,
      judgement: 'approved',
      right: ANSWER,
      expected: { kaolinite: 0.32, alunite: 0.12 },
      model: { name: 'picture-reader', base: null },
    });
    expect(dialogue!.evidence).toBe(entry.evidence[0]);
    expect(dialogue!.spectra!.minerals.alunite).toBeGreaterThan(0.5);
    // the words as the server heard them, with a place for each picture, and the pixels that it was sent
    const { prompt, pictures } = server.asked.at(-1)!;
    expect(dialogue!.prompt.replaceAll('<image>', '')).toBe(prompt);
    expect(dialogue!.prompt.split('<image>')).toHaveLength(pictures.length + 1);
    for (const [at, { image, pixels_sha256 }] of dialogue!.views.entries()) {
      const bytes = readFileSync(curation(image));
      expect(image).toBe(`images/${sha256(bytes)}.png`);
      expect(sha256(Uint8Array.from(decode(bytes).data))).toBe(pixels_sha256);
      expect(sha256(pictures[at]!.data)).toBe(pixels_sha256);
    }
  });

  it('take corrections from words and from files, and replace the earlier entry of the same person', async () => {
    const words = await approve('s', '1', '--by', 'Li Wei', '--correction', 'dickite, not kaolinite');
    expect(words.dialogues[0]).toMatchObject({ judgement: 'corrected', right: 'dickite 32%, alunite 12%' });
    const file = join(folder, 'right.json');
    writeFileSync(file, '{"alunite": 0.6}');
    const json = await approve('s', '1', '--by', 'Li Wei', '--correction', file);
    expect(json).toMatchObject({ verdict: 'corrected', replaces: words.id });
    expect(json.dialogues[0]!.expected).toEqual({ alunite: 0.6 });
    const { entries } = jsonOf(await run('curation', 'list', '--json')) as unknown as { entries: StoredEntry[] };
    expect(entries.map(({ id }) => id)).toEqual([json.id]);
  });

  it('refuse what is not understood with examples, and unknown turns', async () => {
    const unclear = await run('approve', 's', '1', '--by', 'x', '--correction', 'hm');
    expect([unclear.code, /"hm"[\s\S]*是地开石，不是高岭石/.test(unclear.stderr)]).toEqual([2, true]);
    const other = await run('approve', 's', '1', '--by', 'x', '--correction', 'dickite, not epidote');
    expect(other.stderr).toMatch(/changes nothing of "kaolinite 32%, alunite 12%"/);
    expect((await run('approve', 's', '7', '--by', 'x')).stderr).toMatch(/no answered turn 7/);
    expect((await run('approve', 'gone', '1', '--by', 'x')).code).toBe(2);
    expect((await run('approve', 's', '1')).code).toBe(2);
    const text = await run('ask', 'What is alunite?', '--session', 'text', '--no-rag', '--json');
    expect(text.code).toBe(0);
    expect((await run('approve', 'text', '1', '--by', 'x')).stderr).toMatch(/the vision model was not asked/);
    expect((await run('reject', 'text', '1', '--by', 'x', '--reason', 'empty')).code).toBe(0);
  });

  it('refuse a scene that changed since', async () => {
    const own = renderScene(40, 30, [{ x: 0, y: 0, width: 20, height: 30, ground: 'alunite' }]);
    await run('vision', own.header, '--task', 'yesno', '--session', 'moved');
    const other = renderScene(40, 30, [{ x: 0, y: 0, width: 20, height: 30, ground: 'kaolinite' }]);
    for (const name of readdirSync(other.folder))
      writeFileSync(join(own.folder, name), readFileSync(join(other.folder, name)));
    const changed = await run('approve', 'moved', '1', '--by', 'x');
    expect(changed.code).toBe(3);
    expect(changed.stderr).toMatch(/cannot be drawn again[\s\S]*Ask about it again/);
    rmSync(own.folder, { recursive: true });
    rmSync(other.folder, { recursive: true });
    expect((await run('approve', 'moved', '1', '--by', 'x')).code).toBe(3);
    // to say that it is wrong, nothing need be drawn
    const rejected = jsonOf(await run('reject', 'moved', '1', '--by', 'x', '--json'));
    expect(rejected).toMatchObject({
      verdict: 'rejected',
      scene: null,
      dialogues: [{ judgement: 'rejected', views: [] }],
    });
  });

  it('forget content and pictures for good', async () => {
    const before = readdirSync(curation('images')).length;
    expect(before).toBeGreaterThan(0);
    expect((await run('curation', 'forget')).code).toBe(2);
    const { forgotten } = jsonOf(await run('curation', 'forget', '--by', 'Li Wei', '--json')) as {
      forgotten: string[];
    };
    expect(forgotten).toHaveLength(3);
    expect(readdirSync(curation('images'))).toEqual([]);
    expect(readFileSync(curation('entries.jsonl'), 'utf8')).not.toMatch(/Li Wei/);
  });
});

describe.skipIf(!existsSync(join(shippedBase(), 'model.json')))('with the model that ships', () => {
  it('channels before the projector are kept beside the views; a question can name the window', async () => {
    const own = { GOSSAN_VISION_URL: '', GOSSAN_HOME: home.path };
    const answer = jsonOf(
      await gossan(
        ['ask', 'What is in window 2 2 24 24?', '--scene', scene.header, '--session', 'nano', '--no-rag', '--json'],
        { env: own },
      ),
    );
    expect(answer.answer).toMatch(/In window 2 2 24 24 \(\d+ pixels valid\) the spectra name alunite \d+ %/);
    expect(answer.answer).toMatch(/gossan-nano reads this window as: /);
    expect((answer.review as { verdict: string }).verdict).toBe('PASS');
    const entry = jsonOf(
      await gossan(['approve', 'nano', '1', '--by', 'Ana', '--agree', '--json'], { env: own }),
    ) as unknown as StoredEntry;
    const { views, prompt, window } = entry.dialogues[0]!;
    expect(window).toEqual([2, 2, 24, 24]);
    expect(prompt).toBe('minerals-48: <image>\nName the minerals and their share of the ground.');
    const [file] = new Set(views.map(({ channels }) => channels));
    const bytes = readFileSync(curation(file!));
    expect(bytes.toString('latin1', 10, 90)).toContain("'shape': (128, 24, 24)");
    expect(bytes.length).toBe(128 + 2 * 128 * 24 * 24);
  });
});
