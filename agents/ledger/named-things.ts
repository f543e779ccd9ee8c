import { loadGlossary } from '../../knowledge_base/glossary.ts';
import { conceptCovers, conceptOf, entityMentions, mineralConcepts } from '../reasoner/builtin/lexicon.ts';
import { type NameHit, NameScanner } from '../reasoner/builtin/name-scanner.ts';

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
const OXIDES =
  'SiO2 Al2O3 Fe2O3 Fe3O4 FeO K2O Na2O CaO MgO TiO2 P2O5 MnO CO2 H2O SO2 SO3 SO4 U3O8 WO3 Li2O V2O5 CuO ZnO'.split(' ');
const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';
/** Symbols of two letters and formulae of oxides; single letters and As are words too often. */
const FORMULAE = new Map<string, string>([
  ...Object.entries(SYMBOLS).flatMap(([symbol, name]): [string, string][] =>
    symbol.length === 2 && symbol !== 'As' ? [[symbol, `g:${name}`]] : [],
  ),
  ...OXIDES.map((oxide): [string, string] => [oxide, `x:${oxide}`]),
]);
const CAPITALISED = /(?<![A-Za-z\d])[A-Z][A-Za-z\d₀-₉]{1,5}(?![A-Za-z\d₀-₉+-])/g;
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

/** The things of a text that a number may belong to, and all terms of the glossary in it, each with its place. */
export function thingsNamed(text: string): { owners: NameHit[]; terms: NameHit[] } {
  const { terms, owning } = glossaryTerms();
  const found = terms.scan(text.toLowerCase());
  const elements: NameHit[] = [];
  for (const match of text.matchAll(CAPITALISED)) {
    const plain = match[0].replace(/[₀-₉]/g, (sub) => String(SUBSCRIPTS.indexOf(sub)));
    const id = FORMULAE.get(plain);
    if (id) elements.push({ id, start: match.index, end: match.index + match[0].length });
  }
  for (const match of /[UWKS]|As/.test(text) ? text.matchAll(LONE_SYMBOL) : []) {
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

/** What the lexicon's mineral is called among subjects: metals go by their glossary name. */
export function subjectOfMineral(id: string): string {
  return SAME[`m:${id}`] ?? `m:${id}`;
}

/** Whether two names may mean the same thing: white mica and muscovite, copper and copper. */
export function sameSubject(a: string, b: string): boolean {
  if (a === b) return true;
  if (!a.startsWith('m:') || !b.startsWith('m:')) return false;
  const [one, two] = [a.slice(2), b.slice(2)];
  const [first, second] = [mineralConcepts().get(one) ?? conceptOf(one), mineralConcepts().get(two) ?? conceptOf(two)];
  return conceptCovers(first, two) || conceptCovers(second, one);
}
