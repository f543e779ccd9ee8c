import { detectLanguage } from '../../../core/language.ts';
import type { KnowledgeBase, SearchHit } from '../../../rag/types.ts';
import { speaksOf, stemText, type Term } from '../../reasoner/builtin/relevance.ts';
import type { ExpectedKind } from '../expected-answer.ts';
import { absentNames, DATED } from '../missing.ts';
import weights from './weights.json' with { type: 'json' };
import type { Window } from './windows.ts';

const { score, refuse } = weights;

/** Why nothing answers; null where something does. */
export async function missingByRules(
  base: KnowledgeBase,
  hits: readonly SearchHit[],
  windows: readonly Window[],
  question: string,
  terms: readonly Term[],
  kinds: readonly ExpectedKind[],
): Promise<string[] | null> {
  if (windows.length === 0) return terms.map(({ text }) => text);
  const nearest = Math.max(...windows.map(({ cosine }) => cosine));
  const covered = Math.max(...windows.map(({ terms: share }) => share));
  if (nearest < refuse.least_cosine && covered < refuse.least_terms) return terms.map(({ text }) => text);
  const names = await absentNames(base, hits, question);
  const passages = hits.map(({ title, heading, text }) => stemText(`${title} ${heading} ${text}`));
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

/** A window's score without what its value brings. */
function bare({ score: all, gives }: Window): number {
  return all - (gives ? score.gives : 0);
}
