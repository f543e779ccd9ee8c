import type { NameHit } from '../reasoner/builtin/name-scanner.ts';
import type { Group, Stretch } from './number-groups.ts';

interface Anchor extends NameHit {
  used?: boolean;
}

const SOFT = /[,，、:：()（）|—–]|\b(?:but|whereas|while)\b|[但而]/g;
const LIST_JOINT = /^[ \u00a0]*(?:,|and|or|versus|against|\/|、|和|与|及|, and|，)[ \u00a0]*$/;

/**
 * The owner of a number is what directly follows it (0.5 % Cu), else what its own part of the clause names before it,
 * else what it is "of" (12 km² of alunite), else the subject with which the clause began, else what follows in its part,
 * else the owner of the number before. "Alunite and kaolinite cover 12 and 30 km²" goes pair by pair.
 */
export function assignOwners(
  text: string,
  clause: Stretch,
  groups: Group[],
  anchors: Anchor[],
  owners: string[][],
): void {
  let from = clause.start;
  let inherited: string[] = [];
  const assigned: { ids: string[]; before: boolean }[] = [];
  groups.forEach((group, index) => {
    const until = groups[index + 1]?.start ?? clause.end;
    const left = text.slice(from, group.start);
    const before = anchors.filter((one) => !one.used && one.start >= from && one.end <= group.start);
    const right = text.slice(group.end, until);
    const cut = firstBreak(right);
    const after = anchors.filter((one) => !one.used && one.start >= group.end && one.end <= group.end + cut);
    const found = ownerOf(text, group, {
      left,
      from,
      before,
      after,
      nextNumber: groups[index + 1]?.start,
      hasOwner: inherited.length > 0,
    });
    for (const one of found.consumed) one.used = true;
    const ids = found.ids.length ? found.ids : inherited;
    if (ids.length) inherited = ids;
    assigned.push({ ids, before: found.before });
    for (const member of group.members) owners[member] = ids;
    from = Math.max(group.end, ...found.consumed.map((one) => one.end));
  });
  pairUp(text, groups, assigned, owners);
}

interface Surroundings {
  left: string;
  from: number;
  before: Anchor[];
  after: Anchor[];
  nextNumber: number | undefined;
  /** A number before this one in the clause has an owner that this one would take. */
  hasOwner: boolean;
}

function ownerOf(
  text: string,
  group: Group,
  { left, from, before, after, nextNumber, hasOwner }: Surroundings,
): { ids: string[]; consumed: Anchor[]; before: boolean } {
  const ids = (list: Anchor[]) => [...new Set(list.map((one) => one.id))];
  const none = { consumed: [], before: false };
  const [first] = after;
  const gap = first ? text.slice(group.end, first.start) : '';
  const run = first ? coordinated(text, after) : [];
  // "Cu 0.5 % Zn 0.3 %": what a number follows at once belongs to that number
  const leadsNext =
    first && nextNumber !== undefined && /^[\s:=(约为是]*$/.test(text.slice(run.at(-1)!.end, nextNumber));
  if (first && /^[\s(（-]*$/.test(gap) && !(leadsNext && before.length))
    return { ids: ids(run), consumed: run, before: false };

  const part = from + lastBreak(left);
  const own = before.filter((one) => one.start >= part);
  const of = first && /^[\s)]*(?:(?:[a-z-]+\s){0,2}of\s(?:the\s)?(?:[a-z-]+\s){0,2}|的[^，。；]{0,4})$/i.test(gap);
  const is = first && /^\s*(?:are|is|were|was|为|是|属于?)\s?(?:[a-z-]+\s){0,3}$/i.test(gap);
  const near =
    /\b(?:and|with|plus|near|beside|by|of|including|contains?|hosts?|has|have)\s+(?:an?\s|the\s|about\s)?$/i.test(left);
  if (of && (own.length === 0 || (near && !leadsNext))) return { ids: ids(run), consumed: run, before: false };
  if (own.length) return { ids: ids(own), ...none, before: true };
  if ((of || is) && !leadsNext) return { ids: ids(run), consumed: run, before: false };
  if (before.length) {
    // an aside between commas has things of its own: the clause is about what it began with
    const opening = before.filter((one) => breaksBetween(text, before[0]!.start, one.start) === 0);
    const listed = before.every((one, at) => at === 0 || LIST_JOINT.test(text.slice(before[at - 1]!.end, one.start)));
    return { ids: ids(listed ? before : opening), ...none, before: true };
  }
  const linked = /\b(?:of|as|is|are|was|were|for|in)\b|[为是属]/.test(gap);
  if (first && !leadsNext && !/^\s*(?:and|or|but|和|与|及)/.test(gap) && (linked || !hasOwner))
    return { ids: ids(run), consumed: run, before: false };
  return { ids: [], ...none };
}

/** The first of some names and those that "and" joins to it. */
function coordinated(text: string, anchors: Anchor[]): Anchor[] {
  const run = [anchors[0]!];
  for (const next of anchors.slice(1)) {
    if (!/^(?:\s*(?:and|or|\+|\/|–|-|和|与|及)\s*|-)$/.test(text.slice(run.at(-1)!.end, next.start))) break;
    run.push(next);
  }
  return run;
}

/** "Alunite and kaolinite cover 12 and 30 km²", 分别: as many things as numbers go in pairs. */
function pairUp(
  text: string,
  groups: Group[],
  assigned: { ids: string[]; before: boolean }[],
  owners: string[][],
): void {
  for (let first = 0; first < groups.length; first++) {
    const { ids, before } = assigned[first]!;
    if (!before || ids.length < 2) continue;
    let last = first;
    while (last + 1 < groups.length && LIST_JOINT.test(text.slice(groups[last]!.end, groups[last + 1]!.start))) last++;
    if (last - first + 1 !== ids.length) continue;
    for (let index = first; index <= last; index++)
      for (const member of groups[index]!.members) owners[member] = [ids[index - first]!];
    first = last;
  }
}

function firstBreak(text: string): number {
  SOFT.lastIndex = 0;
  // a bracket that opens right behind the unit holds what the number is of
  const match = SOFT.exec(text);
  return match && !/^[\s]*[(（]$/.test(text.slice(0, match.index + 1)) ? match.index : text.length;
}

function lastBreak(text: string): number {
  let last = 0;
  for (const match of text.matchAll(SOFT)) {
    const after = text.slice(match.index + match[0].length);
    // the bracket in which the number stands belongs to the word before it: "alunite (fit 0.98"
    if (/[(（]/.test(match[0]) && !/[)）]/.test(after)) continue;
    if (/[:：|]/.test(match[0]) && /^\s*(?:about|some|ca\.?|约)?\s*$/i.test(after)) continue;
    last = match.index + match[0].length;
  }
  return last;
}

function breaksBetween(text: string, start: number, end: number): number {
  return [...text.slice(start, end).matchAll(SOFT)].length;
}
