import { readFileSync } from 'node:fs';
import { asset } from '../../../core/paths.ts';
import { loadGlossary } from '../../../knowledge_base/glossary.ts';
import { type NameHit, NameScanner } from './name-scanner.ts';

/** A mineral, or a family that geologists speak of as one ("white mica"). */
export interface MineralConcept {
  id: string;
  names: string[];
  /** Lower-case names of the single minerals that count as this one. */
  members: string[];
}

interface ConceptFile {
  mineralGroups: { id: string; en: string[]; zh: string[]; members: string[] }[];
  alteration: { id: string; en: string[]; zh: string[] }[];
  notMinerals: string[];
  notMineralsZh: string[];
}

export interface Entities {
  /** Concept ids, in the order in which the text names them. */
  minerals: string[];
  alteration: string[];
  /** Words that look like mineral names and are in no list: "benitoite". */
  unknownMinerals: string[];
}

/** Terms of the glossary that speak of minerals in general and name none. */
const GENERIC = /\b(mineral|minerals|assemblage|group|ore|gangue|crystal|specimen)\b/;

let file: ConceptFile | undefined;
let concepts: Map<string, MineralConcept> | undefined;

function conceptFile(): ConceptFile {
  file ??= JSON.parse(readFileSync(asset('agents/reasoner/builtin/concepts.json'), 'utf8')) as ConceptFile;
  return file;
}

/** All minerals that questions may name: the families of concepts.json and every mineral of the glossary. */
export function mineralConcepts(): Map<string, MineralConcept> {
  if (concepts) return concepts;
  concepts = new Map();
  for (const group of conceptFile().mineralGroups) {
    concepts.set(group.id, { id: group.id, names: [...group.en, ...group.zh], members: group.members });
  }
  const taken = new Set(conceptFile().mineralGroups.flatMap((group) => [...group.en, ...group.zh]));
  for (const entry of loadGlossary()) {
    if (entry.kind !== 'mineral' || GENERIC.test(entry.en) || concepts.has(entry.en)) continue;
    const names = [entry.en, entry.zh, ...(entry.also_en ?? []), ...(entry.also_zh ?? [])].filter(
      (name) => name && !taken.has(name),
    );
    if (names.length) concepts.set(entry.en, { id: entry.en, names, members: [entry.en.toLowerCase()] });
  }
  return concepts;
}

/** The concept of a name of the mineral library, e.g. for "it" after an answer about "alunite Na". */
export function conceptOf(name: string): MineralConcept {
  const lower = name.toLowerCase();
  return mineralConcepts().get(lower) ?? { id: lower, names: [lower], members: [lower] };
}

/** Whether a library name (or one of its members) is the mineral that the concept means. */
export function conceptCovers(concept: MineralConcept, name: string, members: string[] = []): boolean {
  const all = [name, ...members].map((one) => one.toLowerCase());
  return concept.members.some((member) =>
    all.some((one) => one === member || one.split(/[\s,()+-]+/).includes(member)),
  );
}

/** The Chinese name of an alteration type, by its id; undefined for what is none. */
export function alterationInChinese(id: string): string | undefined {
  return conceptFile().alteration.find((type) => type.id === id)?.zh[0];
}

let scanner: NameScanner | undefined;
let known: { names: Set<string>; han: string[] } | undefined;

/** Where a text names minerals (`m:alunite`) and alteration types (`a:argillic`), in its order. */
export function entityMentions(text: string): NameHit[] {
  // one contest for both kinds: "碳酸盐化" is the alteration and not the carbonates in it
  scanner ??= new NameScanner([
    ...[...mineralConcepts().values()].map((concept) => [`m:${concept.id}`, concept.names] as const),
    ...conceptFile().alteration.map((type) => [`a:${type.id}`, [...type.en, ...type.zh]] as const),
  ]);
  return scanner.scan(text.toLowerCase());
}

/** What follows stands for others of its kind: an answer need not name it. */
const EXAMPLE = /\b(?:such as|for example|for instance|e\.g\.,?)\s+$/i;

/** The minerals and alteration types that a text names, in English or Chinese. */
export function findEntities(text: string): Entities {
  const ids = [...new Set(entityMentions(text).map((hit) => hit.id))];
  const minerals = ids.filter((id) => id.startsWith('m:')).map((id) => id.slice(2));
  const alteration = ids.filter((id) => id.startsWith('a:')).map((id) => id.slice(2));
  if (!known) {
    const names = new Set([...mineralConcepts().values()].flatMap((concept) => concept.names));
    known = { names, han: [...names].filter((name) => /\p{Script=Han}/u.test(name)) };
  }
  const { names, han } = known;
  const unknownMinerals = new Set<string>();
  for (const { 0: word, index } of text.toLowerCase().matchAll(/\b[a-z]{3,}ites?\b/g)) {
    if (EXAMPLE.test(text.slice(0, index))) continue;
    const single = word.replace(/s$/, '');
    if (!names.has(word) && !names.has(single) && !conceptFile().notMinerals.includes(single))
      unknownMinerals.add(single);
  }
  for (const [word] of text.matchAll(
    /(?<=^|[有见找是的、，]|没有)\p{Script=Han}{1,3}(?:石|矿)(?=$|[吗么？?，。、的在])/gu,
  )) {
    if (!han.some((name) => word.endsWith(name)) && !conceptFile().notMineralsZh.some((no) => word.endsWith(no)))
      unknownMinerals.add(word);
  }
  return { minerals, alteration, unknownMinerals: [...unknownMinerals] };
}
