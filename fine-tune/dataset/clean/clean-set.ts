import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../../core/hash.ts';
import type { SlowCall } from '../../../core/progress.ts';
import limits from '../limits.json' with { type: 'json' };
import { type Dropped, linesOf, type Manifest, type OpenSet } from '../manifest.ts';
import type { Picture } from '../pictures.ts';
import { readRows } from '../read/json-lines.ts';
import { type SetLine, SPLITS, type Split } from '../set-line.ts';
import { claimsOf } from './claims.ts';
import { type Likeness, nearDuplicates } from './near-duplicates.ts';
import { holdAgainstWitnesses, type Statement, type WitnessReport } from './witnesses.ts';

/** Different answers to the same question about the same pictures. */
export interface Contradictory {
  task: string | null;
  scene: string;
  window: SetLine['window'] | null;
  sides: { id: string; by: string | null; says: string }[];
}

/** What cleaning found; `verdict` is the worst of it. */
export interface Cleaning {
  set: Pick<Manifest, 'name' | 'version' | 'sha256' | 'counts' | 'sources' | 'tasks' | 'weak' | 'clamped' | 'shrunk'>;
  /** `refused`: test scenes stand among the training lines; `suspect`: labels contradict their witnesses; `look`: see the findings. */
  verdict: 'good' | 'look' | 'suspect' | 'refused';
  /** Files of the set that are missing or not what their names say. */
  pictures: string[];
  dropped: Manifest['dropped'];
  empty: string[];
  duplicates: { count: number; ids: string[] };
  near: { count: number; pairs: [string, string][] };
  long: { count: number; ids: string[] };
  leaked: string[];
  contradictory: Contradictory[];
  balance: Balance;
  witnesses: WitnessReport;
  /** Lines that could be held against witnesses, and all that somebody signed. */
  signed: { lines: number; with_claims: number };
}

/** How often each answer comes, in the training lines. */
export interface Balance {
  /** Lines that name a mineral. */
  minerals: Record<string, number>;
  yesno: { yes: number; no: number };
  /** Favourability by tenths. */
  probability: number[];
  languages: Record<string, number>;
  /** Task → the one answer that holds most of it, where it holds too much. */
  one_sided: Record<string, { answer: string; share: number }>;
}

/** Looks through a version of a set. Reads its lines once; memory follows their number. */
export async function cleanSet(set: OpenSet, { signal, onProgress }: SlowCall = {}): Promise<Cleaning> {
  const { manifest, folder } = set;
  const looks = await looksOf(folder);
  const found = { empty: [] as string[], long: [] as string[], duplicates: [] as string[] };
  const likenesses: Likeness[] = [];
  const statements: Statement[] = [];
  const answers = new Map<string, Answered[]>();
  const texts = new Set<string>();
  const files = new Set<string>();
  const balance = new BalanceCount();
  let signed = 0;
  let done = 0;
  for (const split of SPLITS) {
    for await (const line of linesOf(set, split)) {
      signal?.throwIfAborted();
      if (++done % 100 === 0) onProgress?.({ step: 'looking through the set', done, unit: 'lines' });
      for (const file of [...line.image, ...Object.values(line.channels ?? {})]) files.add(file);
      if (line.conversations.some(({ value }) => value.replaceAll('<image>', '').trim() === ''))
        found.empty.push(line.id);
      if (isLong(line)) found.long.push(line.id);
      const text = `${line.image.join()}\n${line.conversations.map(({ value }) => value).join('\n')}`;
      const hash = sha256(text);
      if (texts.has(hash)) found.duplicates.push(line.id);
      texts.add(hash);
      likenesses.push(likenessOf(line, split, looks));
      if (line.image.length && line.task && line.source !== 'weak') {
        const key = `${line.image.join()}\n${line.task}`;
        answers.set(sha256(key), [...(answers.get(sha256(key)) ?? []), answeredOf(line)]);
      }
      if (line.by !== undefined) {
        signed++;
        const claims = claimsOf(line);
        if (claims.length) statements.push({ by: line.by, claims });
      }
      if (split === 'train') balance.add(line);
    }
  }
  const pictures = brokenFiles(folder, files);
  const near = nearDuplicates(likenesses);
  const leaked = near.filter(({ a, b }) => a.scene !== b.scene && isTested(a.split) !== isTested(b.split));
  const contradictory = [...answers.values()].flatMap(contradictionIn);
  const witnesses = holdAgainstWitnesses(statements);
  const { name, version, counts, sources, tasks, weak, clamped, shrunk } = manifest;
  const some = (ids: string[]) => ({ count: ids.length, ids: ids.slice(0, SHOWN) });
  const cleaning: Omit<Cleaning, 'verdict'> = {
    set: { name, version, sha256: manifest.sha256, counts, sources, tasks, weak, clamped, shrunk },
    pictures,
    dropped: manifest.dropped,
    empty: found.empty,
    duplicates: some(found.duplicates),
    near: { count: near.length, pairs: near.slice(0, SHOWN).map(({ a, b }) => [a.id, b.id]) },
    long: some(found.long),
    leaked: [...new Set(leaked.map(({ a, b }) => `${a.scene} (${a.split}) ~ ${b.scene} (${b.split})`))],
    contradictory,
    balance: balance.result(),
    witnesses,
    signed: { lines: signed, with_claims: statements.length },
  };
  return { ...cleaning, verdict: verdictOf(cleaning) };
}

const SHOWN = 20;

function isTested(split: Split): boolean {
  return split === 'target';
}

function verdictOf(found: Omit<Cleaning, 'verdict'>): Cleaning['verdict'] {
  if (found.leaked.length) return 'refused';
  if (found.witnesses.suspect.length || found.witnesses.overturned.length) return 'suspect';
  const quiet =
    found.pictures.length + found.empty.length + found.duplicates.count + found.near.count + found.long.count === 0 &&
    found.contradictory.length + found.dropped.count + found.witnesses.consistent.length === 0 &&
    Object.keys(found.balance.one_sided).length === 0;
  return quiet ? 'good' : 'look';
}

async function looksOf(folder: string): Promise<Map<string, string>> {
  const looks = new Map<string, string>();
  for await (const { fields } of readRows(join(folder, 'pictures.jsonl'))) {
    const { file, look } = fields as unknown as Picture;
    looks.set(file, look);
  }
  return looks;
}

function isLong({ conversations }: SetLine): boolean {
  return conversations.some(({ from, value }) => {
    const most = from === 'user' ? limits.prompt_characters.value : limits.answer_characters.value;
    return value.length >= 0.95 * most;
  });
}

function likenessOf(
  { id, scene, image, conversations }: SetLine,
  split: Split,
  looks: ReadonlyMap<string, string>,
): Likeness {
  const said = conversations
    .map(({ value }) => value)
    .join('|')
    .toLowerCase()
    .replace(/[\s\p{P}]+/gu, '');
  return { id, split, scene, looks: image.map((file) => looks.get(file) ?? ''), said: sha256(said).slice(0, 16) };
}

/** Files are named by their hashes. */
function brokenFiles(folder: string, files: ReadonlySet<string>): string[] {
  return [...files].filter((file) => {
    const path = join(folder, file);
    const hash = /([0-9a-f]{64})\.\w+$/.exec(file)?.[1];
    return !existsSync(path) || sha256(readFileSync(path)) !== hash;
  });
}

/** What is kept of a line to find others that answer otherwise. */
interface Answered extends Pick<Contradictory, 'task' | 'scene' | 'window'> {
  side: Contradictory['sides'][number];
  key: string;
}

function answeredOf({ id, by, task, scene, window, expected, conversations }: SetLine): Answered {
  const says = conversations.at(-1)!.value;
  const key = sha256(JSON.stringify(expected ?? says));
  return { task, scene, window: window ?? null, side: { id, by: by ?? null, says: says.slice(0, 200) }, key };
}

function contradictionIn(lines: readonly Answered[]): Contradictory[] {
  if (new Set(lines.map(({ key }) => key)).size < 2) return [];
  const { task, scene, window } = lines[0]!;
  return [{ task, scene, window, sides: lines.map(({ side }) => side) }];
}

class BalanceCount {
  readonly #minerals: Record<string, number> = {};
  readonly #languages: Record<string, number> = {};
  readonly #yesno = { yes: 0, no: 0 };
  readonly #probability = new Array<number>(10).fill(0);
  readonly #answers = new Map<string, Map<string, number>>();

  add({ task, expected, language, conversations }: SetLine): void {
    this.#languages[language] = (this.#languages[language] ?? 0) + 1;
    const answer = conversations.at(-1)!.value;
    const answers = this.#answers.get(task ?? 'other') ?? new Map<string, number>();
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
    this.#answers.set(task ?? 'other', answers);
    if (typeof expected === 'boolean') this.#yesno[expected ? 'yes' : 'no']++;
    else if (typeof expected === 'number') this.#probability[Math.min(9, Math.floor(expected * 10))]!++;
    else for (const name of namesIn(expected)) this.#minerals[name] = (this.#minerals[name] ?? 0) + 1;
  }

  result(): Balance {
    const one_sided = [...this.#answers].flatMap(([task, answers]) => {
      const all = [...answers.values()].reduce((sum, count) => sum + count, 0);
      const [answer, count] = [...answers].sort(([, a], [, b]) => b - a)[0]!;
      const share = count / all;
      return all >= ENOUGH && share >= limits.dominant_share.value ? [[task, { answer, share }] as const] : [];
    });
    return {
      minerals: Object.fromEntries(Object.entries(this.#minerals).sort(([, a], [, b]) => b - a)),
      yesno: this.#yesno,
      probability: this.#probability,
      languages: this.#languages,
      one_sided: Object.fromEntries(one_sided),
    };
  }
}

/** Of fewer lines of a task nothing is said about its balance. */
const ENOUGH = 10;

function namesIn(expected: SetLine['expected']): string[] {
  if (Array.isArray(expected)) return [...new Set(expected.map(({ label }) => label))];
  if (typeof expected !== 'object' || expected === null) return [];
  const fields = expected as Record<string, unknown>;
  const minerals = 'minerals' in fields && typeof fields.minerals === 'object' ? fields.minerals : fields;
  return Object.keys(minerals as object);
}

export type { Dropped };
