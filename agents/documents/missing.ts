import { detectLanguage } from '../../core/language.ts';
import type { KnowledgeBase, SearchHit } from '../../rag/types.ts';
import { speaksOf, stemText, type Term } from '../reasoner/builtin/relevance.ts';
import { type ReadPassage, ranked } from './candidates.ts';
import type { ExpectedKind } from './expected-answer.ts';
import { type AnswerSigns, isAnswered } from './judge.ts';
import { namesIt, specificNames } from './specific-names.ts';

/** A year or a day: what is asked of it is not answered by another. */
export const DATED = /\d{4}/;

/**
 * Why nothing answers; null where something does.
 * @param hits all that was found; the first of them were read
 */
export async function whatIsMissing(
  base: KnowledgeBase,
  hits: readonly SearchHit[],
  passages: readonly ReadPassage[],
  question: string,
  terms: readonly Term[],
  kinds: readonly ExpectedKind[],
): Promise<string[] | null> {
  const spoken = terms.map(({ text }) => text);
  // without a word of content the reader points somewhere, too
  if (terms.length === 0 || ranked(passages).length === 0) return spoken;
  const names = await absentNames(base, hits, question);
  const read = hits.map(({ title, heading, text }) => stemText(`${title} ${heading} ${text}`));
  const unspoken = terms.filter((term) => !read.some((passage) => speaksOf(passage, term)));
  const signs = signsOf(passages, terms, kinds, names, unspoken);
  if (isAnswered(signs)) return null;
  const words = unspoken.map(({ text }) => text);
  const lacks = [...names, ...words.filter((text) => DATED.test(text))];
  if (lacks.length > 0) return lacks;
  const language = detectLanguage(question) === 'zh' ? 'zh' : 'name';
  const values = signs.valued === 0 ? [] : kinds.map((kind) => kind[language]);
  const what = [...values, ...words];
  return what.length > 0 ? what : spoken;
}

/** Names of the question that neither the passages nor any other page has. */
export async function absentNames(
  base: KnowledgeBase,
  hits: readonly SearchHit[],
  question: string,
): Promise<string[]> {
  const absent: string[] = [];
  for (const name of specificNames(question)) {
    if (hits.some(({ title, heading, text }) => namesIt(`${title} ${heading} ${text}`, name))) continue;
    const [hit] = await base.search(name, { k: 1, stage: 'bm25' });
    if (!hit || !namesIt(hit.text, name)) absent.push(name);
  }
  return absent;
}

function signsOf(
  passages: readonly ReadPassage[],
  terms: readonly Term[],
  kinds: readonly ExpectedKind[],
  names: readonly string[],
  unspoken: readonly Term[],
): AnswerSigns {
  const answers = passages.map(({ reading }) => 1 - reading.nothing);
  const [most = 0, second = 0] = [...answers].sort((a, b) => b - a);
  const likeliest = passages[answers.indexOf(most)]!;
  const early = answers.slice(0, 5);
  const weigh = (some: readonly Term[]) => some.reduce((sum, { weight }) => sum + weight, 0);
  const near = passages.some(({ candidates }) => candidates.some((one) => one?.gives));
  return {
    most,
    second,
    mean: early.reduce((sum, one) => sum + one, 0) / early.length,
    first: answers[0]!,
    sentence: Math.max(0, ...passages.flatMap(({ reading }) => reading.shares)),
    named: names.length > 0 ? -1 : 0,
    dated: unspoken.some(({ text }) => DATED.test(text)) ? -1 : 0,
    spoken: -weigh(unspoken) / Math.max(weigh(terms), 1),
    terms: likeliest.best?.terms ?? 0,
    valued: kinds.length > 0 && !near ? -1 : 0,
  };
}
