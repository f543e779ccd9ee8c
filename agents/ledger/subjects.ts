import { loadGlossary } from '../../knowledge_base/glossary.ts';
import { analyze } from '../../rag/index/analyzer.ts';
import { conceptCovers, conceptOf, entityMentions, mineralConcepts } from '../reasoner/builtin/lexicon.ts';
import { type NameHit, NameScanner } from '../reasoner/builtin/name-scanner.ts';
import type { Quantity } from './quantities.ts';

/** What the numbers of a text are the numbers of. Lists run in step with its quantities. */
export interface Subjects {
  /** Minerals, alteration types, metals and rocks whose number it is: `m:alunite`; empty where the text names none. */
  owners: string[][];
  /** The words that stand with the number, stemmed, and the terms of the glossary among them. */
  contexts: Set<string>[];
  /** Everything that the text names. */
  named: string[];
}

/** Kinds of glossary terms that may have a number of their own. Minerals and alteration come from the lexicon. */
const OWNING = new Set(['commodity', 'rock']);

const SYMBOLS: Record<string, string> = {
  Cu: 'copper',
  Au: 'gold',
  Ag: 'silver',
  Mo: 'molybdenum',
  Pb: 'lead',
  Zn: 'zinc',
  Fe: 'iron',
  Sn: 'tin',
  Ni: 'nickel',
  Co: 'cobalt',
  Cr: 'chromium',
  Mn: 'manganese',
  Ti: 'titanium',
  Al: 'aluminium',
  Mg: 'magnesium',
  Ca: 'calcium',
  Na: 'sodium',
  Li: 'lithium',
  Ba: 'barium',
  Sr: 'strontium',
  Sb: 'antimony',
  Bi: 'bismuth',
  Te: 'tellurium',
  Hg: 'mercury',
  Cd: 'cadmium',
  Se: 'selenium',
  Pt: 'platinum',
  Pd: 'palladium',
  Th: 'thorium',
  Zr: 'zirconium',
  Nb: 'niobium',
  Ta: 'tantalum',
  La: 'lanthanum',
  Ce: 'cerium',
  Nd: 'neodymium',
  Rb: 'rubidium',
  Cs: 'caesium',
  Si: 'silicon',
  U: 'uranium',
  W: 'tungsten',
  K: 'potassium',
  S: 'sulfur',
  As: 'arsenic',
};
const TWO_LETTERS = Object.keys(SYMBOLS).filter((symbol) => symbol.length === 2 && symbol !== 'As');
const SYMBOL = new RegExp(
  `(?<![A-Za-z\\d])(?:(${TWO_LETTERS.join('|')})(?![A-Za-z\\d+-])|(SiO|Al|TiO|Fe|FeO|MnO|MgO|CaO|Na|K|P|CO|H|SO|U|WO|Li|V|CuO|ZnO)([2-9₂-₉]O?[2-9₂-₉]?)(?![A-Za-z\\d]))`,
  'gu',
);
/** One letter is an element only where a unit leads it: 12 ppm U. */
const LONE_SYMBOL = /(?:%|ppm|ppb|g\/t|kg\/t|lb\/t|mg\/kg)[ \u00a0](U|W|K|S|As)(?![A-Za-z\d])/gu;

let glossary: { terms: NameScanner; owning: Set<string> } | undefined;

function glossaryTerms(): { terms: NameScanner; owning: Set<string> } {
  if (glossary) return glossary;
  const table = loadGlossary()
    .filter((entry) => entry.kind !== 'mineral' && entry.kind !== 'alteration')
    .map((entry) => ({
      id: `g:${entry.en}`,
      kind: entry.kind,
      // a single Han character is a part of too many other words, save the metals
      names: [entry.en, ...(entry.also_en ?? []), entry.zh, ...(entry.also_zh ?? [])].filter(
        (name) => name.length > 1 || entry.kind === 'commodity',
      ),
    }));
  glossary = {
    terms: new NameScanner(table.map(({ id, names }) => [id, names] as const)),
    owning: new Set(table.filter(({ kind }) => OWNING.has(kind)).map(({ id }) => id)),
  };
  return glossary;
}

/** Ids that one text may give to what another calls by a neighbouring name. */
const SAME: Record<string, string> = { 'm:gold': 'g:gold', 'm:silver': 'g:silver', 'm:copper': 'g:copper' };

interface Anchor extends NameHit {
  used?: boolean;
}

function anchorsOf(text: string): { owners: Anchor[]; terms: NameHit[] } {
  const { terms, owning } = glossaryTerms();
  const found = terms.scan(text.toLowerCase());
  const elements: NameHit[] = [];
  for (const match of text.matchAll(SYMBOL)) {
    const id = match[1]
      ? `g:${SYMBOLS[match[1]]}`
      : `x:${match[0].replace(/[₂-₉]/g, (sub) => String('₀₁₂₃₄₅₆₇₈₉'.indexOf(sub)))}`;
    elements.push({ id, start: match.index, end: match.index + match[0].length });
  }
  for (const match of text.matchAll(LONE_SYMBOL)) {
    const end = match.index + match[0].length;
    elements.push({ id: `g:${SYMBOLS[match[1]!]}`, start: end - match[1]!.length, end });
  }
  const candidates = [...entityMentions(text), ...found.filter((hit) => owning.has(hit.id)), ...elements];
  const owners = candidates
    .filter((hit) => !candidates.some((other) => other !== hit && covers(other, hit)))
    .map((hit) => ({ ...hit, id: SAME[hit.id] ?? hit.id }))
    .sort((a, b) => a.start - b.start);
  return { owners, terms: found };
}

function covers(outer: NameHit, inner: NameHit): boolean {
  return outer.start <= inner.start && outer.end >= inner.end && outer.end - outer.start > inner.end - inner.start;
}

/** Ends of clauses; a point between digits or behind an abbreviation is none. */
const CLAUSE = /[;；。！？!?\n]|\.(?=\s|$)/g;
const SOFT = /[,，、:：()（）|—–]|\b(?:but|whereas|while)\b|[但而]/g;
const LIST_JOINT = /^[ \u00a0]*(?:,|and|or|versus|against|\/|、|和|与|及|, and|，)[ \u00a0]*$/;

/** Reads whose number each quantity is and which words stand with it. */
export function subjectsOf(text: string, quantities: readonly Quantity[]): Subjects {
  const { owners: anchors, terms } = anchorsOf(text);
  const owners: string[][] = quantities.map(() => []);
  const contexts: Set<string>[] = quantities.map(() => new Set());
  const clauses = clausesOf(text);
  for (const clause of clauses) {
    const inside = groupsIn(quantities, clause);
    assignOwners(
      text,
      clause,
      inside,
      anchors.filter((one) => one.start >= clause.start && one.end <= clause.end),
      owners,
    );
    inside.forEach((group, index) => {
      const context = contextOf(text, clause, inside, index, terms);
      for (const member of group.members) contexts[member] = context;
    });
  }
  return { owners, contexts, named: [...new Set(anchors.map((one) => one.id))] };
}

interface Stretch {
  start: number;
  end: number;
}

function clausesOf(text: string): Stretch[] {
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
interface Group extends Stretch {
  members: number[];
}

function groupsIn(quantities: readonly Quantity[], clause: Stretch): Group[] {
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

/**
 * The owner of a number is what directly follows it (0.5 % Cu), else what its own part of the clause names before it,
 * else what it is "of" (12 km² of alunite), else the subject with which the clause began, else what follows in its part,
 * else the owner of the number before. "Alunite and kaolinite cover 12 and 30 km²" goes pair by pair.
 */
function assignOwners(text: string, clause: Stretch, groups: Group[], anchors: Anchor[], owners: string[][]): void {
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

const SPLIT = /[,，、;；()（）]|\b(?:and|but|whereas|while)\b|[和而但]/g;

/** The words from the number before to the number behind; what stands between two is parted at "and" or a comma. */
function contextOf(text: string, clause: Stretch, groups: Group[], index: number, terms: NameHit[]): Set<string> {
  const group = groups[index]!;
  const [previous, next] = [groups[index - 1], groups[index + 1]];
  let start = clause.start;
  if (previous) {
    const between = text.slice(previous.end, group.start);
    const split = [...between.matchAll(SPLIT)].at(0);
    start = previous.end + (split ? split.index + split[0].length : 0);
  }
  let end = clause.end;
  if (next) {
    const between = text.slice(group.end, next.start);
    const split = [...between.matchAll(SPLIT)].at(0);
    end = group.end + (split ? split.index : between.length);
  }
  const words = `${text.slice(start, group.start)} ${text.slice(group.end, end)}`;
  const context = new Set(analyze(words.replace(/[\d.]+/g, ' ')));
  for (const hit of terms) {
    const isUnit = hit.start < group.end && hit.end > group.start;
    if (hit.start >= start && hit.end <= end && !isUnit) context.add(hit.id);
  }
  return context;
}

/** Whether two names may mean the same thing: white mica and muscovite, copper and copper. */
export function sameSubject(a: string, b: string): boolean {
  if (a === b) return true;
  if (!a.startsWith('m:') || !b.startsWith('m:')) return false;
  const [one, two] = [a.slice(2), b.slice(2)];
  const [first, second] = [mineralConcepts().get(one) ?? conceptOf(one), mineralConcepts().get(two) ?? conceptOf(two)];
  return conceptCovers(first, two) || conceptCovers(second, one);
}
