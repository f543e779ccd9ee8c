import rules from '../../../model-server/python/gossan_scenes/data/truth.json' with { type: 'json' };
import type { WindowAnswer } from '../ask-windows.ts';
import type { Box } from '../parse/boxes.ts';
import type { TaskName } from '../tasks.ts';
import { auc, calibrationError, f1, intersectionOverUnion, mean, median } from './scores.ts';
import type { Expected, KnownWindow } from './vision-set.ts';

/** A window of the set with what was said of it. */
export interface Judged {
  known: KnownWindow;
  said: WindowAnswer;
}

/**
 * Figures of one task in one language: agreement with the set, never accuracy. `majority` is what the same figures are for
 * the answer that fits the set best without looking. Null where the set allows none.
 */
export interface TaskAgreement {
  task: TaskName;
  language: string;
  windows: number;
  /** Answers in which nothing could be read. */
  unreadable: number;
  figures: Record<string, number | null>;
  majority: Record<string, number | null>;
}

/** Names below this share are not in an answer's form. */
export const LISTED = rules.listed;

/** The figures by task and language, in the order of the set. */
export function agreementByTask(judged: readonly Judged[]): TaskAgreement[] {
  const groups = new Map<string, Judged[]>();
  for (const one of judged) {
    const key = `${one.known.expected.task} ${one.known.language}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((group) => {
    const { expected, language } = group[0]!.known;
    const { figures, majority, unreadable = 0 } = FIGURES[expected.task](group);
    return { task: expected.task, language, windows: group.length, unreadable, figures, majority };
  });
}

type Figures = Pick<TaskAgreement, 'figures' | 'majority'> & { unreadable?: number };

const FIGURES: Record<TaskName, (group: readonly Judged[]) => Figures> = {
  yesno: yesNoFigures,
  minerals: (group) =>
    mineralFigures(group.map(({ known, said }) => [mineralsOf(known.expected), said.minerals ?? []])),
  probability: probabilityFigures,
  ground: groundFigures,
  describe: describeFigures,
};

function yesNoFigures(group: readonly Judged[]): Figures {
  const truthOf = (known: KnownWindow) => (known.expected as Expected & { task: 'yesno' }).yes;
  const read = group.filter(({ said }) => said.yes !== undefined);
  // an answer that cannot be read agrees with nothing
  const pairs = group.map(({ known, said }) => ({ said: said.yes ?? !truthOf(known), truth: truthOf(known) }));
  const odds = read.flatMap(({ known, said }) =>
    said.probability === undefined ? [] : [{ score: said.probability, truth: truthOf(known) }],
  );
  const truths = group.map(({ known }) => truthOf(known));
  const yes = truths.filter(Boolean).length / truths.length;
  const common = yes >= 0.5;
  return {
    figures: {
      agreement: mean(pairs.map(({ said, truth }) => Number(said === truth))),
      f1: f1(pairs),
      auc: auc(odds),
      calibration_error: odds.length ? calibrationError(odds) : null,
    },
    majority: {
      agreement: Math.max(yes, 1 - yes),
      f1: f1(truths.map((truth) => ({ said: common, truth }))),
      auc: 0.5,
      calibration_error: 0,
    },
    unreadable: group.length - read.length,
  };
}

type Shares = readonly { mineral: string; fraction: number | null }[];

function mineralsOf(expected: Expected): Map<string, number | null> {
  return 'minerals' in expected ? (expected.minerals ?? new Map()) : new Map();
}

/** Micro F1 over names, and the mean error of fractions over all names of either side, where both know them. */
function mineralFigures(pairs: readonly [Map<string, number | null>, Shares][]): Figures {
  const wanted = pairs.map(
    ([truth]) => new Set([...truth].filter(([, part]) => (part ?? 1) >= LISTED).map(([name]) => name)),
  );
  const named = pairs.map(
    ([, said]) => new Set(said.filter(({ fraction }) => (fraction ?? 1) >= LISTED).map(({ mineral }) => mineral)),
  );
  const errors = pairs.flatMap(([truth, said]) => {
    const parts = new Map(said.map(({ mineral, fraction }) => [mineral, fraction]));
    return [...new Set([...truth.keys(), ...parts.keys()])].flatMap((name) => {
      const [a, b] = [truth.has(name) ? truth.get(name)! : 0, parts.has(name) ? parts.get(name)! : 0];
      return a === null || b === null ? [] : [Math.abs(a - b)];
    });
  });
  const common = bestNames(wanted);
  return {
    figures: { f1: setF1(wanted, named), fraction_error: mean(errors) },
    majority: {
      f1: setF1(
        wanted,
        wanted.map(() => common),
      ),
      fraction_error: null,
    },
  };
}

function setF1(wanted: readonly Set<string>[], named: readonly Set<string>[]): number {
  const pairs = wanted.flatMap((truth, at) =>
    [...new Set([...truth, ...named[at]!])].map((name) => ({ said: named[at]!.has(name), truth: truth.has(name) })),
  );
  return f1(pairs);
}

/** The names that, said of every window, agree best: of the commonest ones as many as help. */
function bestNames(wanted: readonly Set<string>[]): Set<string> {
  const counts = new Map<string, number>();
  for (const truth of wanted) for (const name of truth) counts.set(name, (counts.get(name) ?? 0) + 1);
  const order = [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);
  let best = {
    f1: setF1(
      wanted,
      wanted.map(() => new Set<string>()),
    ),
    names: new Set<string>(),
  };
  for (let count = 1; count <= order.length; count++) {
    const names = new Set(order.slice(0, count));
    const reached = setF1(
      wanted,
      wanted.map(() => names),
    );
    if (reached > best.f1) best = { f1: reached, names };
  }
  return best.names;
}

function probabilityFigures(group: readonly Judged[]): Figures {
  const truth = group.map(({ known }) => (known.expected as Expected & { task: 'probability' }).value);
  const middle = median(truth);
  const errors = group.flatMap(({ said }, at) =>
    said.probability === undefined ? [] : [Math.abs(said.probability - truth[at]!)],
  );
  return {
    figures: { mean_absolute_error: mean(errors) },
    majority: { mean_absolute_error: mean(truth.map((value) => Math.abs(value - middle))) },
    unreadable: group.length - errors.length,
  };
}

/** IoU of each expected box with the best box of its label, 0 without one; F1 of boxes that meet at IoU 0.5. */
function groundFigures(group: readonly Judged[]): Figures {
  const of = (boxesOf: (one: Judged) => Box[]) => {
    const overlaps: number[] = [];
    let [met, all] = [0, 0];
    for (const one of group) {
      const truth = (one.known.expected as Expected & { task: 'ground' }).boxes;
      const said = boxesOf(one);
      const left = [...said];
      for (const box of truth) {
        const same = said.filter(({ label }) => label === box.label);
        overlaps.push(Math.max(0, ...same.map((other) => intersectionOverUnion(box.box_1000, other.box_1000))));
        const at = left.findIndex(
          (other) => other.label === box.label && intersectionOverUnion(box.box_1000, other.box_1000) >= 0.5,
        );
        if (at >= 0) {
          left.splice(at, 1);
          met++;
        }
      }
      all += truth.length + said.length;
    }
    return { iou: mean(overlaps), f1_at_half: all ? (2 * met) / all : 1 };
  };
  const whole: Box['box_1000'] = [0, 0, 1000, 1000];
  // the most that can be said without looking: the labels are taken from the set, each over all of the window
  const blind = ({ known }: Judged) =>
    (known.expected as Expected & { task: 'ground' }).boxes.map(({ label }) => ({ label, box_1000: whole }));
  return { figures: of(({ said }) => said.boxes ?? []), majority: of(blind) };
}

function describeFigures(group: readonly Judged[]): Figures {
  const rows = group.map(({ known, said }) => ({
    known: known.expected as Expected & { task: 'describe' },
    said: said.description!,
  }));
  const minerals = mineralFigures(
    rows.flatMap(({ known, said }) =>
      known.minerals ? [[known.minerals, said.minerals] as [Map<string, number | null>, Shares]] : [],
    ),
  );
  const typed = rows.filter(({ known }) => known.alteration !== null);
  const wanted = typed.map(({ known }) => new Set(known.alteration!));
  const coppers = rows.filter(({ known, said }) => known.copper !== null && said.copper.score !== null);
  const truth = rows.flatMap(({ known }) => (known.copper === null ? [] : [known.copper]));
  const middle = truth.length ? median(truth) : 0;
  return {
    figures: {
      mineral_f1: minerals.figures.f1!,
      alteration_f1: typed.length
        ? setF1(
            wanted,
            typed.map(({ said }) => new Set(said.alteration)),
          )
        : null,
      copper_error: mean(coppers.map(({ known, said }) => Math.abs(known.copper! - said.copper.score!))),
    },
    majority: {
      mineral_f1: minerals.majority.f1!,
      alteration_f1: typed.length
        ? setF1(
            wanted,
            wanted.map(() => bestNames(wanted)),
          )
        : null,
      copper_error: mean(truth.map((value) => Math.abs(value - middle))),
    },
  };
}
