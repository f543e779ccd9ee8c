import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Entry } from '../fine-tune/curation/entry.ts';
import { appendEntry, currentEntries, forgetEntries, readList } from '../fine-tune/curation/list.ts';
import { encodeNpyHalf } from '../fine-tune/curation/npy.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gossan-curation-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = () => join(folder, 'entries.jsonl');

function entry(id: string, turn: number, by = 'Li Wei', image?: string): Omit<Entry, 'replaces'> {
  const view = image === undefined ? [] : [{ recipe: 'iron', image, pixels_sha256: 'x' }];
  return {
    format: 1,
    id,
    verdict: 'approved',
    by,
    at: '2026-11-28T00:00:00.000Z',
    session: 's',
    turn,
    question: '这里有什么？',
    language: 'zh',
    answer: '明矾石',
    scene: null,
    dialogues: image === undefined ? [] : [dialogue(view)],
    evidence: [],
    models: { reasoner: 'builtin', embeddings: 'none', reranker: 'none', vision: 'm', adapter: 'none' },
  };
}

function dialogue(views: Entry['dialogues'][number]['views']): Entry['dialogues'][number] {
  return {
    evidence: 'M1',
    task: 'minerals',
    language: 'en',
    prompt: '',
    window: [0, 0, 1, 1],
    views,
    size: 1,
    answer: '',
    odds: [],
    model: { name: 'm', adapter: null, base: null },
    judgement: 'approved',
  };
}

describe('the list of approved turns', () => {
  it('keeps every entry; a later one of the same person about the same turn stands in for the earlier', () => {
    appendEntry(entry('a', 1), folder);
    appendEntry(entry('b', 2), folder);
    const { stored } = appendEntry(entry('c', 1), folder);
    appendEntry(entry('d', 1, 'Ana'), folder);
    expect(stored.replaces).toBe('a');
    const list = readList(folder);
    expect(list.entries.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
    expect(currentEntries(list).map(({ id }) => id)).toEqual(['b', 'c', 'd']);
  });

  it('notices a torn last line, puts it aside at the next entry, and loses nothing before it', () => {
    appendEntry(entry('a', 1), folder);
    const whole = readFileSync(file());
    appendEntry(entry('b', 2), folder);
    const both = readFileSync(file());
    for (const cut of [1, 40, both.length - whole.length - 2]) {
      writeFileSync(file(), both.subarray(0, whole.length + cut));
      expect(readList(folder)).toMatchObject({ torn: cut });
      const { torn } = appendEntry(entry('c', 3), folder);
      expect(readFileSync(torn!)).toEqual(both.subarray(whole.length, whole.length + cut));
      expect(readList(folder)).toMatchObject({ torn: 0, entries: [{ id: 'a' }, { id: 'c' }] });
      rmSync(torn!);
    }
  });

  it('completes a last line that lacks nothing but its end', () => {
    appendEntry(entry('a', 1), folder);
    writeFileSync(file(), readFileSync(file(), 'utf8').trimEnd());
    expect(appendEntry(entry('b', 2), folder).torn).toBeNull();
    expect(readList(folder).entries.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('shows any change of what was written, and any line that is gone', () => {
    for (const id of ['a', 'b', 'c']) appendEntry(entry(id, id.charCodeAt(0)), folder);
    const text = readFileSync(file(), 'utf8');
    const lines = text.trim().split('\n');
    const changed = [
      text.replace('"by":"Li Wei"', '"by":"Li Wen"'),
      `${lines[0]}\n${lines[2]}\n`,
      `${lines[1]}\n${lines[0]}\n${lines[2]}\n`,
      `${lines[0]}\n{}\n${lines[2]}\n`,
    ];
    for (const content of changed) {
      writeFileSync(file(), content);
      expect(() => readList(folder)).toThrow(/line \d was changed after it was written/);
      expect(() => appendEntry(entry('d', 9), folder)).toThrow(/was changed/);
    }
  });

  it('forgets content and pictures for good, and can still be checked', () => {
    mkdirSync(join(folder, 'images'));
    for (const name of ['one', 'both']) writeFileSync(join(folder, 'images', `${name}.png`), name);
    appendEntry(entry('a', 1, 'Li Wei', 'images/one.png'), folder);
    appendEntry(entry('b', 2, 'Li Wei', 'images/both.png'), folder);
    appendEntry(entry('c', 3, 'Ana', 'images/both.png'), folder);
    expect(forgetEntries(({ by }) => by === 'Li Wei', folder)).toEqual(['a', 'b']);
    expect(readdirSync(join(folder, 'images'))).toEqual(['both.png']);
    expect(readFileSync(file(), 'utf8')).not.toContain('Li Wei');
    appendEntry(entry('d', 4), folder);
    const list = readList(folder);
    expect(list.entries.map(({ id }) => id)).toEqual(['c', 'd']);
    expect(list.forgotten.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('survives kills in the middle of writing, with two writers at once', async () => {
    const script = join(folder, 'write.mjs');
    const list = new URL('../fine-tune/curation/list.ts', import.meta.url).href;
    writeFileSync(
      script,
      `import { appendEntry } from ${JSON.stringify(list)};
       const base = ${JSON.stringify(entry('x', 0))};
       for (let n = 0; ; n++) {
         appendEntry({ ...base, id: process.argv[2] + n, turn: n, by: process.argv[2] }, ${JSON.stringify(folder)});
         process.stdout.write('.');
       }`,
    );
    for (let round = 0; round < 3; round++) {
      const writers = ['p', 'q'].map((name) =>
        spawn(process.execPath, [script, `${name}${round}-`], { stdio: ['ignore', 'pipe', 'inherit'] }),
      );
      await Promise.all(
        writers.map(async (writer) => {
          await new Promise((resolve) => writer.stdout!.once('data', resolve));
          await new Promise((resolve) => setTimeout(resolve, 60 + 40 * round));
          writer.kill('SIGKILL');
          await new Promise((resolve) => writer.once('close', resolve));
        }),
      );
      appendEntry(entry(`after-${round}`, 1000 + round), folder);
    }
    const { entries, torn } = readList(folder);
    expect(torn).toBe(0);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
    for (const name of ['p0-', 'q0-', 'p2-', 'q2-']) expect(entries.some(({ id }) => id.startsWith(name))).toBe(true);
    expect(entries.filter(({ id }) => id.startsWith('after-'))).toHaveLength(3);
  });

  it('is empty where nothing was approved, and refuses a file that is no list', () => {
    expect(readList(folder)).toEqual({ entries: [], forgotten: [], torn: 0 });
    appendFileSync(file(), 'hello\n');
    expect(() => readList(folder)).toThrow(/line 1/);
    expect(existsSync(file())).toBe(true);
  });
});

describe('channels as float16', () => {
  it('writes the bits of NumPy', () => {
    const values = new Float32Array([
      0,
      1,
      -2,
      0.5,
      65504,
      65520,
      1e9,
      6.1e-5,
      5.96e-8,
      2.9e-8,
      1.00048828125,
      1.0014648,
      0.1,
      -0,
      Number.NaN,
    ]);
    const bytes = encodeNpyHalf([3, 5], values);
    const header = Buffer.from(bytes.subarray(0, 128)).toString('latin1');
    expect(header).toContain("{'descr': '<f2', 'fortran_order': False, 'shape': (3, 5), }");
    expect(bytes.length).toBe(128 + 30);
    const bits = [...new Uint16Array(Uint8Array.from(bytes.subarray(128)).buffer)].map((half) => half.toString(16));
    expect(bits).toEqual([
      '0',
      '3c00',
      'c000',
      '3800',
      '7bff',
      '7c00',
      '7c00',
      '3ff',
      '1',
      '0',
      '3c00',
      '3c02',
      '2e66',
      '8000',
      '7e00',
    ]);
  });
});
