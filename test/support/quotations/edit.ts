import type { Language } from '../../../core/language.ts';
import type { Random } from './random.ts';
import type { Corpus } from './sentences.ts';

/** Characters `start` to `end` (exclusive) of a text. */
export interface Span {
  start: number;
  end: number;
}

/** A changed text: what was done, and where the change stands in it. */
export interface Edit extends Span {
  text: string;
  done: string;
}

/** One way of changing a sentence; null where the sentence offers nothing to it. Pure but for the random numbers it draws. */
export interface EditKind {
  kind: string;
  languages: readonly Language[];
  /** @param keep what an earlier edit changed and this one must leave alone */
  apply(text: string, random: Random, corpus: Corpus, keep: Span | null): Edit | null;
}

/** What may be replaced, and by what; a list is a choice, null leaves the match alone. */
export interface Rule {
  find: RegExp;
  by(match: RegExpExecArray, random: Random): string | readonly string[] | null;
}

/** Makes one change at a place chosen at random among all that the rules find. */
export function changeOne(text: string, random: Random, keep: Span | null, rules: readonly Rule[]): Edit | null {
  const places = rules.flatMap(({ find, by }) => matches(text, find, keep).map((match) => ({ match, by })));
  for (const { match, by } of random.shuffled(places)) {
    const choices = [by(match, random) ?? []].flat().filter((put) => put !== match[0]);
    if (choices.length > 0) return replaced(text, match.index, match.index + match[0].length, random.pick(choices));
  }
  return null;
}

/** Makes the change at up to `most` places; null where there is none. */
export function changeSome(
  text: string,
  random: Random,
  keep: Span | null,
  find: RegExp,
  most: number,
  by: (match: RegExpExecArray) => string,
): Edit | null {
  const chosen = random
    .shuffled(matches(text, find, keep).filter((match) => by(match) !== match[0]))
    .slice(0, most)
    .sort((a, b) => b.index - a.index);
  if (chosen.length === 0) return null;
  let changed = text;
  for (const match of chosen) {
    changed = changed.slice(0, match.index) + by(match) + changed.slice(match.index + match[0].length);
  }
  const first = chosen.at(-1)!;
  const done = `${show(first[0])} → ${show(by(first))}${chosen.length > 1 ? ` at ${chosen.length} places` : ''}`;
  return { text: changed, done, start: 0, end: changed.length };
}

export function replaced(text: string, start: number, end: number, put: string): Edit {
  const done = `${show(text.slice(start, end))} → ${show(put)}`;
  return { text: text.slice(0, start) + put + text.slice(end), done, start, end: start + put.length };
}

/** The matches that do not touch what must be kept. */
export function matches(text: string, find: RegExp, keep: Span | null): RegExpExecArray[] {
  return [...text.matchAll(find)].filter(
    ({ index, 0: found }) => keep === null || index > keep.end || index + found.length < keep.start,
  );
}

/** A way of changing the meaning that rules alone describe. */
export function alteration(kind: string, rules: readonly Rule[]): EditKind {
  return {
    kind,
    languages: ['en', 'zh'],
    apply: (text, random, _corpus, keep) => changeOne(text, random, keep, rules),
  };
}

/** The word with a capital where the model has one, and without where it has none. */
export function likeCase(word: string, model: string): string {
  return /^\p{Lu}/u.test(model) ? word[0]!.toUpperCase() + word.slice(1) : word[0]!.toLowerCase() + word.slice(1);
}

/** Characters that cannot be seen are written as codes. */
export function show(text: string): string {
  const seen = text.replace(
    /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu,
    (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  );
  return `‹${seen}›`;
}
