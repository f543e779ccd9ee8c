import type { WindowAnswer } from '../ask-windows.ts';
import type { Box } from '../parse/boxes.ts';
import { LISTED } from './agreement.ts';
import { f1, intersectionOverUnion, mean } from './scores.ts';
import type { Expected } from './vision-set.ts';

type Known = ReadonlyMap<string, number | null>;
type Said = readonly { mineral: string; fraction: number | null }[];

/**
 * How far one answer agrees with what is known of its window, 0 to 1, so that two models can be compared answer by answer:
 * yesno, 1 where they agree; minerals, F1 of the names; probability, 1 less the difference; ground, the mean overlap of the
 * boxes, those without a partner counted as 0; describe, the mean of minerals, alteration types and favourability as far as
 * they are known. An answer in which nothing can be read scores 0.
 */
export function answerScore(expected: Expected, said: WindowAnswer): number {
  switch (expected.task) {
    case 'yesno':
      return Number(said.yes === expected.yes);
    case 'minerals':
      return mineralScore(expected.minerals, said.minerals ?? []);
    case 'probability':
      return numberScore(expected.value, said.probability ?? null);
    case 'ground':
      return boxScore(expected.boxes, said.boxes ?? []);
    case 'describe': {
      const { minerals, alteration, copper } = expected;
      const found = said.description;
      if (!found) return 0;
      const parts = [
        ...(minerals ? [mineralScore(minerals, found.minerals)] : []),
        ...(alteration ? [nameScore(new Set(alteration), new Set(found.alteration))] : []),
        ...(copper === null ? [] : [numberScore(copper, found.copper.score)]),
      ];
      return mean(parts) ?? 0;
    }
  }
}

function mineralScore(known: Known, said: Said): number {
  const listed = (rows: Iterable<readonly [string, number | null]>) =>
    new Set([...rows].filter(([, share]) => (share ?? 1) >= LISTED).map(([name]) => name));
  return nameScore(listed(known), listed(said.map(({ mineral, fraction }) => [mineral, fraction] as const)));
}

function nameScore(known: ReadonlySet<string>, said: ReadonlySet<string>): number {
  return f1([...new Set([...known, ...said])].map((name) => ({ said: said.has(name), truth: known.has(name) })));
}

function numberScore(known: number, said: number | null): number {
  return said === null ? 0 : 1 - Math.min(1, Math.abs(known - said));
}

/** Each known box takes the box of its label that overlaps it most and is not taken yet. */
function boxScore(known: readonly Box[], said: readonly Box[]): number {
  const left = [...said];
  let sum = 0;
  for (const box of known) {
    const overlaps = left.map((other) =>
      other.label === box.label ? intersectionOverUnion(box.box_1000, other.box_1000) : 0,
    );
    const best = Math.max(0, ...overlaps);
    if (best === 0) continue;
    sum += best;
    left.splice(overlaps.indexOf(best), 1);
  }
  const count = Math.max(known.length, said.length);
  return count === 0 ? 1 : sum / count;
}
