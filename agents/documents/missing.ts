import { detectLanguage } from '../../core/language.ts';
import type { KnowledgeBase, SearchHit } from '../../rag/types.ts';
import { speaksOf, stemText, type Term } from '../reasoner/builtin/relevance.ts';
import type { ExpectedKind } from './expected-answer.ts';
import { namesIt, specificNames } from './specific-names.ts';
import weights from './weights.json' with { type: 'json' };
import type { Window } from './windows.ts';

const { score, refuse } = weights;

/** Why nothing answers; null where something does. */
export async function whatIsMissing(
  base: KnowledgeBase,
  hits: SearchHit[],
  windows: Window[],
  question: string,
  terms: Term[],
  kinds: ExpectedKind[],
): Promise<string[] | null> {
  if (windows.length === 0) return terms.map(({ text }) => text);
  const nearest = Math.max(...windows.map(({ cosine }) => cosine));
  const covered = Math.max(...windows.map(({ terms: share }) => share));
  if (nearest < refuse.least_cosine && covered < refuse.least_terms) return terms.map(({ text }) => text);
  const read = hits.map(readOf);
  const names = await namedNowhere(base, read, question);
  const passages = read.map(stemText);
  const unspoken = terms.filter((term) => !passages.some((passage) => speaksOf(passage, term))).map(({ text }) => text);
  names.push(...unspoken.filter((text) => DATED.test(text)));
  if (names.length > 0) return names;
  if (kinds.length === 0) return null;
  // the value must stand where the rest of the answer does, not somewhere
  const top = Math.max(...windows.map((window) => bare(window)));
  const near = windows.some((window) => window.gives && bare(window) >= top - refuse.value_behind);
  if (near) return null;
  const kind = detectLanguage(question) === 'zh' ? 'zh' : 'name';
  return [...kinds.map((one) => one[kind]), ...unspoken];
}

/** Names in a question that no document has: whatever is found is about something else. @param read what was found */
export async function namedNowhere(base: KnowledgeBase, read: readonly string[], question: string): Promise<string[]> {
  const names: string[] = [];
  for (const name of specificNames(question)) {
    if (read.some((text) => namesIt(text, name))) continue;
    const [hit] = await base.search(name, { k: 1, stage: 'bm25' });
    if (!hit || !namesIt(hit.text, name)) names.push(name);
  }
  return names;
}

/** All that is read of a passage. */
export function readOf({ title, heading, text }: SearchHit): string {
  return `${title} ${heading} ${text}`;
}

/** A year or a day: what is asked of it is not answered by another. */
const DATED = /\d{4}/;

/** A window's score without what its value brings. */
function bare({ score: all, gives }: Window): number {
  return all - (gives ? score.gives : 0);
}
