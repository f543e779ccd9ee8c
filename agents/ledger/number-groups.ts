import type { Quantity } from './quantities.ts';

/** Ends of clauses; a point between digits or behind an abbreviation is none. */
const CLAUSE =
  /[;；。！？!?\n]|(?<!\b(?:ca|c|approx|e\.g|i\.e|al|cf|figs?|tabs?|nos?|vol|wt|sq|vs|resp|eqs?|refs?|sp|max|min|avg|est|pp?|v|St|Mt))\.(?=\s|$)/gi;

/** A part of a text: characters [start, end). */
export interface Stretch {
  start: number;
  end: number;
}

/** The clauses of a text; numbers of different clauses have nothing to do with each other. */
export function clausesOf(text: string): Stretch[] {
  const stretches: Stretch[] = [];
  let start = 0;
  for (const match of text.matchAll(CLAUSE)) {
    stretches.push({ start, end: match.index });
    start = match.index + match[0].length;
  }
  stretches.push({ start, end: text.length });
  return stretches;
}

/** Numbers that stand for one thing: the ends of a range, a value with its tolerance. */
export interface Group extends Stretch {
  members: number[];
}

/** The numbers of a clause, those that stand for one thing together. */
export function groupsIn(quantities: readonly Quantity[], clause: Stretch): Group[] {
  const groups: Group[] = [];
  quantities.forEach((quantity, index) => {
    if (quantity.at < clause.start || quantity.at >= clause.end) return;
    const last = groups.at(-1);
    const joined = quantity.mate === index - 1 || quantities[index - 1]?.mate === index;
    if (last && joined) {
      last.members.push(index);
      last.end = quantity.spanEnd;
    } else groups.push({ start: quantity.at, end: quantity.spanEnd, members: [index] });
  });
  return groups;
}
