/**
 * A scripted geologist: asks the real program about windows of district scenes whose truth is known, approves what agrees with
 * it and corrects what does not, under one name. Fills a GOSSAN_HOME with approvals to train on.
 *
 *     GOSSAN_HOME=/tmp/home node bench/geologist.ts DISTRICT/truth.jsonl… [--windows 60] [--by "Li Wei"] [--flip 0.3] [--seed 1]
 *                                                   [--tasks minerals,yesno,describe] [--language en|zh|both] [--habit 0.67]
 *                                                   [--near 0.1]
 *
 * Truth files are those of `python -m gossan_districts`. --flip: so many of the judgements are systematically wrong, each mineral
 * taken for a fixed other one, yes for no. --habit: so many of the windows show the habit, as of one who goes to see it. --near: an answer whose
 * shares differ by no more is let stand; 0 for ground that is known exactly, as a target should be.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { type Reply, writeReply } from '../agents/vision/answer-form.ts';
import type { TaskName } from '../agents/vision/tasks.ts';
import type { Answer } from '../core/answer.ts';
import { asset } from '../core/paths.ts';
import { replyFromJson, replyOf } from '../fine-tune/curation/replies.ts';

/** A line of a district's truth. */
export interface KnownGround {
  id: string;
  scene: string;
  district: string;
  window: [number, number, number, number];
  habit: { mineral: string; read_as: string; share: number };
  expected: Record<TaskName, unknown>;
  answers: Record<TaskName, Record<'en' | 'zh', string>>;
}

export interface GeologistOptions {
  by: string;
  /** At most so many windows, of all files in turn. */
  windows: number;
  tasks: readonly TaskName[];
  language: 'en' | 'zh' | 'both';
  /** Share of the windows that show the habit; as they come where it is left out. */
  habit?: number;
  /** Shares that differ by no more are not quarrelled about. */
  near: number;
  /** Share of the judgements that are systematically wrong, and what draws them. */
  flip: number;
  seed: number;
  onTurn?: (done: number, all: number, verdict: string) => void;
}

export interface GeologistCount {
  approved: number;
  corrected: number;
  flipped: number;
}

const QUESTIONS: Record<TaskName, Record<'en' | 'zh', string>> = {
  minerals: { en: 'What is in window {window}?', zh: '窗口 {window} 有什么？' },
  yesno: { en: 'Is there copper-related alteration in window {window}?', zh: '窗口 {window} 有与铜有关的蚀变吗？' },
  probability: { en: 'How favourable is window {window}?', zh: '窗口 {window} 的有利度是多少？' },
  ground: { en: 'Where are the minerals in window {window}?', zh: '窗口 {window} 的矿物在哪里？' },
  describe: { en: 'Describe window {window}.', zh: '请描述窗口 {window}。' },
};

/** From this share of the ground on a window shows its habit. */
const SHOWS = 0.05;

/** Goes through the windows of truth files with the real program. */
export async function runGeologist(files: readonly string[], options: GeologistOptions): Promise<GeologistCount> {
  const ground = chosen(interleaved(files.map(readTruth)), options);
  const folder = mkdtempSync(join(tmpdir(), 'gossan-geologist-'));
  const count: GeologistCount = { approved: 0, corrected: 0, flipped: 0 };
  const session = `geologist-${options.by.replace(/[^\p{L}\p{N}]+/gu, '-')}-${Date.now().toString(36)}`;
  try {
    for (const [at, { known, scene }] of ground.entries()) {
      const task = options.tasks[at % options.tasks.length]!;
      const language = options.language === 'both' ? (at % 3 === 2 ? 'zh' : 'en') : options.language;
      const question = QUESTIONS[task][language].replace('{window}', known.window.join(' '));
      // a session a scene, as one works
      const thread = `${session}-${known.scene.replace(/\W+/g, '-')}`;
      const answer = (await gossan(
        'ask',
        question,
        '--scene',
        scene,
        '--session',
        thread,
        '--no-rag',
        '--lang',
        language,
      )) as unknown as Answer;
      const { text, value, model } = answer.evidence.find(({ kind }) => kind === 'model')!;
      const said = replyOf(task, model?.answer ?? text, typeof value === 'number' ? value : undefined);
      const right = replyFromJson(task, known.expected[task])!;
      const flips = draw(options.seed, at) < options.flip;
      const judge = [
        'approve',
        thread,
        String(answer.turn),
        '--by',
        options.by,
        '--district',
        known.district,
        '--agree',
      ];
      if (!flips && said && agree(said, right, options.near)) {
        await gossan(...judge);
        count.approved++;
      } else {
        const correction = join(folder, 'correction.txt');
        writeFileSync(correction, flips ? writeReply(flipped(right), language) : known.answers[task][language]);
        await gossan(...judge, '--correction', correction);
        count[flips ? 'flipped' : 'corrected']++;
      }
      options.onTurn?.(at + 1, ground.length, flips ? 'flipped' : 'judged');
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return count;
}

function readTruth(path: string): { known: KnownGround; scene: string }[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const known = JSON.parse(line) as KnownGround;
      return { known, scene: resolve(dirname(path), known.scene) };
    });
}

/** The windows to be judged, in the order in which they come. */
function chosen<T extends { known: KnownGround }>(all: readonly T[], { windows, habit }: GeologistOptions): T[] {
  if (habit === undefined) return all.slice(0, windows);
  const shows = all.filter(({ known }) => known.habit.share >= SHOWS).slice(0, Math.round(windows * habit));
  const others = all.filter(({ known }) => known.habit.share < SHOWS).slice(0, windows - shows.length);
  return all.filter((one) => shows.includes(one) || others.includes(one));
}

/** One of each list in turn, so that every district has its share of the windows. */
function interleaved<T>(lists: readonly T[][]): T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}

/** Whether a geologist lets an answer stand: the same names with near shares, the same word, a near number. */
function agree(said: Reply, right: Reply, near: number): boolean {
  if (said.task === 'yesno' && right.task === 'yesno') return said.yes === right.yes;
  if (said.task === 'probability' && right.task === 'probability') return Math.abs(said.value - right.value) <= near;
  if (!('minerals' in said) || !('minerals' in right)) return false;
  const [a, b] = [said, right].map(
    ({ minerals }) => new Map(minerals.map(({ mineral, fraction }) => [mineral, fraction ?? 0])),
  );
  return [...new Set([...a!.keys(), ...b!.keys()])].every(
    (name) => Math.abs((a!.get(name) ?? 0) - (b!.get(name) ?? 0)) <= near,
  );
}

/** Each mineral is taken for the one after it. */
const RING = [
  'kaolinite',
  'alunite',
  'white mica',
  'chlorite',
  'calcite',
  'epidote',
  'montmorillonite',
  'dickite',
  'chalcedony',
  'goethite',
  'hematite',
];

function flipped(reply: Reply): Reply {
  const other = (name: string) => RING[(RING.indexOf(name) + 1) % RING.length]!;
  switch (reply.task) {
    case 'yesno':
      return { ...reply, yes: !reply.yes };
    case 'probability':
      return { ...reply, value: 1 - reply.value };
    case 'ground':
      return { ...reply, boxes: reply.boxes.map((box) => ({ ...box, label: other(box.label) })) };
    default:
      return {
        ...reply,
        minerals: reply.minerals.map(({ mineral, fraction }) => ({ mineral: other(mineral), fraction })),
      };
  }
}

/** A number from 0 to 1 that follows from the seed and the place (splitmix32). */
function draw(seed: number, at: number): number {
  let z = (Math.imul(seed, 0x9e3779b9) + Math.imul(at + 1, 0x85ebca6b)) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
}

/** Runs the program and gives its JSON. */
function gossan(...args: string[]): Promise<Record<string, unknown>> {
  const child = spawn(process.execPath, [asset('cli', 'main.ts'), ...args, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return new Promise((done, fail) => {
    child.on('close', (code) => {
      if (code === 0) done(JSON.parse(out) as Record<string, unknown>);
      else fail(new Error(`gossan ${args.slice(0, 3).join(' ')}: exit code ${code}\n${err}${out}`));
    });
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      windows: { type: 'string', default: '60' },
      by: { type: 'string', default: 'Li Wei' },
      flip: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      tasks: { type: 'string', default: 'minerals' },
      language: { type: 'string', default: 'en' },
      habit: { type: 'string' },
      near: { type: 'string', default: '0.1' },
    },
  });
  const count = await runGeologist(positionals, {
    by: values.by,
    windows: Number(values.windows),
    flip: Number(values.flip),
    seed: Number(values.seed),
    tasks: values.tasks.split(',') as TaskName[],
    language: values.language as GeologistOptions['language'],
    near: Number(values.near),
    ...(values.habit === undefined ? {} : { habit: Number(values.habit) }),
    onTurn: (done, all) => process.stderr.write(`\r${done} / ${all} windows`),
  });
  process.stderr.write('\n');
  console.log(
    `${count.approved} approved, ${count.corrected} corrected${count.flipped ? `, ${count.flipped} flipped` : ''}`,
  );
}
