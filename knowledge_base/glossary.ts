import { readFileSync } from 'node:fs';
import { GossanError } from '../core/errors.ts';
import { asset } from '../core/paths.ts';
import { simplifyHan } from '../core/simplified-han.ts';

/** What sort of thing a term names. */
export type TermKind =
  | 'mineral'
  | 'rock'
  | 'alteration'
  | 'deposit'
  | 'process'
  | 'method'
  | 'sensor'
  | 'structure'
  | 'time'
  | 'commodity'
  | 'general';

/** One concept in both languages. English is lower-case throughout, names and acronyms included. */
export interface GlossaryEntry {
  /** The preferred English term. */
  en: string;
  /** The preferred Chinese term. */
  zh: string;
  /** Other English terms for the same concept: spellings, adjectives, acronyms. */
  also_en?: string[];
  /** Other Chinese terms for the same concept. */
  also_zh?: string[];
  kind: TermKind;
}

/** A term found in a text: characters `start` to `end` (exclusive) of the folded text. */
interface Match {
  start: number;
  end: number;
  entry: GlossaryEntry;
  language: 'en' | 'zh';
}

interface Index {
  entries: GlossaryEntry[];
  /** Every English term, preferred and other. A form belongs to one entry only (a test holds this). */
  en: Map<string, GlossaryEntry>;
  zh: Map<string, GlossaryEntry>;
  /** Longest English term in words, longest Chinese term in characters: how far a scan looks ahead. */
  longestEn: number;
  longestZh: number;
}

const WORD = /[a-z0-9]+(?:[-/'][a-z0-9]+)*/g;
const HAN = /\p{Script=Han}/u;

let index: Index | undefined;

/**
 * All entries of `knowledge_base/glossary.json`, in the file's order. Read once and kept.
 * @throws GossanError FILE_UNREADABLE when the file that ships with Gossan is missing or damaged.
 */
export function loadGlossary(): GlossaryEntry[] {
  return theIndex().entries;
}

/**
 * The terms of the other language for every glossary term in a text: English terms give Chinese ones and the
 * reverse, also in one mixed text ("这里有没有 alunite"). Longer terms win over the shorter ones inside them
 * (高级泥化 is advanced argillic alteration, not 泥化). Order: longest match first, the preferred term before its
 * other forms; no term twice. Case, full-width letters, English plurals, hyphens, British spellings and traditional
 * characters are folded.
 */
export function translateTerms(text: string): string[] {
  const found = theIndex();
  const folded = fold(text);
  const matches = [...englishMatches(folded, found), ...chineseMatches(folded, found)];
  // A Chinese character carries about as much as four Latin letters; without this, long English words would
  // always come before the Chinese terms of a mixed question.
  const weight = (match: Match) => (match.end - match.start) * (match.language === 'zh' ? 4 : 1);
  matches.sort((a, b) => weight(b) - weight(a) || a.start - b.start);
  const taken = new Uint8Array(folded.length);
  const terms = new Set<string>();
  for (const match of matches) {
    if (taken.subarray(match.start, match.end).includes(1)) continue;
    taken.fill(1, match.start, match.end);
    const { entry, language } = match;
    const others = language === 'en' ? [entry.zh, ...(entry.also_zh ?? [])] : [entry.en, ...(entry.also_en ?? [])];
    for (const term of others) terms.add(term);
  }
  return [...terms];
}

/** The preferred Chinese term for an English one (any case, singular or plural), or undefined. */
export function chineseName(english: string): string | undefined {
  return lookEnglish(spell(fold(english).trim()), theIndex())?.zh;
}

/** The preferred English term, lower-case, for a Chinese one, or undefined. */
export function englishName(chinese: string): string | undefined {
  return theIndex().zh.get(fold(chinese).trim())?.en;
}

function theIndex(): Index {
  if (index) return index;
  const path = asset('knowledge_base', 'glossary.json');
  let entries: GlossaryEntry[];
  try {
    entries = JSON.parse(readFileSync(path, 'utf8')) as GlossaryEntry[];
  } catch (error) {
    throw new GossanError('FILE_UNREADABLE', { path, detail: (error as Error).message }, { cause: error });
  }
  const built: Index = { entries, en: new Map(), zh: new Map(), longestEn: 1, longestZh: 1 };
  for (const entry of entries) {
    for (const term of [entry.en, ...(entry.also_en ?? [])]) {
      const form = spell(term);
      if (!built.en.has(form)) built.en.set(form, entry);
      built.longestEn = Math.max(built.longestEn, form.split(' ').length);
    }
    for (const term of [entry.zh, ...(entry.also_zh ?? [])]) {
      built.zh.set(term, entry);
      built.longestZh = Math.max(built.longestZh, term.length);
    }
  }
  index = built;
  return built;
}

function englishMatches(text: string, { en, longestEn }: Index): Match[] {
  const words = [...text.matchAll(WORD)];
  const spelled = words.map(([word]) => spell(word));
  const matches: Match[] = [];
  for (let first = 0; first < words.length; first++) {
    const start = words[first].index;
    for (let last = Math.min(words.length, first + longestEn) - 1; last >= first; last--) {
      const end = words[last].index + words[last][0].length;
      const entry = lookEnglish(spelled.slice(first, last + 1).join(' '), { en });
      if (entry) matches.push({ start, end, entry, language: 'en' });
    }
  }
  return matches;
}

function chineseMatches(text: string, { zh, longestZh }: Index): Match[] {
  const matches: Match[] = [];
  for (let start = 0; start < text.length; start++) {
    for (let end = Math.min(text.length, start + longestZh); end > start; end--) {
      const form = text.slice(start, end);
      const entry = HAN.test(form) ? zh.get(form) : undefined;
      // One character alone is a part of too many other words (云 in 云南, 组 in 一组); only metals are asked for so.
      if (entry && (end - start > 1 || entry.kind === 'commodity')) matches.push({ start, end, entry, language: 'zh' });
    }
  }
  return matches;
}

/** @param form as {@link spell} gives it */
function lookEnglish(form: string, { en }: Pick<Index, 'en'>): GlossaryEntry | undefined {
  for (const [plural, singular] of PLURALS) {
    const found = form.endsWith(plural) ? en.get(form.slice(0, form.length - plural.length) + singular) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** Endings of English plurals, and what stands in their place in the singular; none first: the form as it is. */
const PLURALS: readonly (readonly [string, string])[] = [
  ['', ''],
  ['s', ''],
  ['es', ''],
  ['ies', 'y'],
  ['ses', 'sis'],
  ['ae', 'a'],
  ['a', 'um'],
  ['ices', 'ex'],
];

/** What any of the rules of {@link spell} changes: most words are not looked at nine times. */
const SPELT_OTHERWISE = /-|sulph|is(?:ed|ation|ing)|ae|ium|grey|our|re\b/;

/** One spelling for all: hyphens are spaces, and British forms American ("sulphidation", "palaeozoic", "mineralised"). */
function spell(form: string): string {
  if (!SPELT_OTHERWISE.test(form)) return form;
  return form
    .replace(/-/g, ' ')
    .replace(/sulph/g, 'sulf')
    .replace(/(?<=[a-z]{3})is(ed|ation|ing)\b/g, 'iz$1')
    .replace(/ae(?=[a-z])/g, 'e')
    .replace(/\baluminium\b/g, 'aluminum')
    .replace(/\bgrey/g, 'gray')
    .replace(/colour/g, 'color')
    .replace(/favour/g, 'favor')
    .replace(/vapour/g, 'vapor')
    .replace(/(?<=met|cent|kilomet|micromet)re\b/g, 'er');
}

/** Full-width letters and compatibility forms become plain ones, capitals small, dashes hyphens, Han characters simplified. */
function fold(text: string): string {
  return simplifyHan(text.normalize('NFKC')).toLowerCase().replace(/[‐‑–]/g, '-');
}
