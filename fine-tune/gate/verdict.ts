import { TASKS, type TaskName } from '../../agents/vision/tasks.ts';
import { GossanError } from '../../core/errors.ts';
import type { ScoredAnswer } from './ask-set.ts';
import { type Pair, type PairedChange, pairedBootstrap } from './bootstrap.ts';
import settings from './settings.json' with { type: 'json' };

/** Points of 100 by which a task may fall. */
export type Tolerance = Record<TaskName, number>;

export interface TaskVerdict extends PairedChange {
  task: TaskName;
  language: 'en' | 'zh';
  tolerance: number;
  falls: boolean;
}

/** An answer of both models, for reading. */
export interface SampleAnswer {
  set: 'target' | 'frozen';
  id: string;
  task: TaskName;
  language: 'en' | 'zh';
  expected: unknown;
  before: { answer: string; score: number };
  after: { answer: string; score: number };
  picture: string | null;
}

export interface Verdict {
  promote: boolean;
  /** Why not, in the order of their weight; empty where it is promoted. */
  reasons: ({ why: 'target' } | { why: 'falls'; task: TaskName; language: 'en' | 'zh' })[];
  candidate: string;
  /** Null is the base. */
  active: string | null;
  target: PairedChange & { improves: boolean };
  tasks: TaskVerdict[];
  samples: SampleAnswer[];
  sets: { frozen: string; target: string };
  level: number;
  resamples: number;
  seed: number;
}

export interface Answered {
  before: readonly ScoredAnswer[];
  after: readonly ScoredAnswer[];
}

/**
 * The tolerance of a recipe, which was fixed before the training.
 * @throws GossanError GATE_TOLERANCE where it lets a task fall by more than two points, or leaves one out
 */
export function toleranceOf(recipe: { tolerance?: Partial<Tolerance> }): Tolerance {
  const { tolerance = {} } = recipe;
  for (const task of TASKS) {
    const points = tolerance[task];
    if (typeof points !== 'number' || !(points >= 0 && points <= settings.most_tolerance)) {
      throw new GossanError('GATE_TOLERANCE', { task, most: settings.most_tolerance, points: String(points) });
    }
  }
  return tolerance as Tolerance;
}

/**
 * The candidate is promoted where the target's whole interval lies above 0 and no task in no language has fallen by more than
 * its tolerance.
 */
export function judge(
  { target, frozen, tolerance }: { target: Answered; frozen: Answered; tolerance: Tolerance },
  facts: Pick<Verdict, 'candidate' | 'active' | 'sets'>,
): Verdict {
  const { level, resamples, seed } = settings;
  const compare = (pairs: Pair[]) => pairedBootstrap(pairs, { level, resamples, seed });
  const changed = compare(pairsOf(target));
  const improves = changed.questions > 0 && changed.interval[0] > 0;
  const tasks = groupsOf(frozen).map(({ task, language, answered }): TaskVerdict => {
    const change = compare(pairsOf(answered));
    return { task, language, tolerance: tolerance[task], ...change, falls: 100 * change.change < -tolerance[task] };
  });
  const falling = tasks.filter(({ falls }) => falls);
  return {
    promote: improves && falling.length === 0,
    reasons: [
      ...(improves ? [] : [{ why: 'target' as const }]),
      ...falling.map(({ task, language }) => ({ why: 'falls' as const, task, language })),
    ],
    ...facts,
    target: { ...changed, improves },
    tasks,
    samples: [
      ...samplesOf(target, 'target'),
      ...groupsOf(frozen).flatMap(({ answered }) => samplesOf(answered, 'frozen')),
    ],
    level,
    resamples,
    seed,
  };
}

function groupsOf({ before, after }: Answered) {
  const keys = [...new Set(before.map(({ task, language }) => `${task} ${language}`))];
  return keys.map((key) => {
    const of = (answers: readonly ScoredAnswer[]) =>
      answers.filter(({ task, language }) => `${task} ${language}` === key);
    const { task, language } = of(before)[0]!;
    return { task, language, answered: { before: of(before), after: of(after) } };
  });
}

function pairsOf({ before, after }: Answered): Pair[] {
  const scenes = new Set(before.map(({ scene }) => scene));
  const byScene = !scenes.has(null) && scenes.size >= settings.least_scenes;
  return before.map((one, at) => ({
    before: one.score,
    after: after[at]!.score,
    unit: byScene ? one.scene! : one.pictures,
  }));
}

/** Those that changed most, better ones first, then worse ones. */
function samplesOf({ before, after }: Answered, set: SampleAnswer['set']): SampleAnswer[] {
  const rows = before.map((one, at) => ({ one, other: after[at]!, change: after[at]!.score - one.score }));
  const changed = rows.filter(({ one, other }) => one.answer !== other.answer);
  const sorted = changed.sort((a, b) => b.change - a.change);
  const better = Math.ceil(settings.samples / 2);
  const chosen = new Set([
    ...sorted.slice(0, better),
    ...sorted.slice(better).slice(better - settings.samples || sorted.length),
  ]);
  return [...chosen].map(({ one, other }) => ({
    set,
    id: one.id,
    task: one.task,
    language: one.language,
    expected: one.expected,
    before: { answer: one.answer, score: one.score },
    after: { answer: other.answer, score: other.score },
    picture: one.picture,
  }));
}
