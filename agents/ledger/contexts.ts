import { analyze } from '../../rag/index/analyzer.ts';
import type { NameHit } from '../reasoner/builtin/name-scanner.ts';
import type { Group, Stretch } from './number-groups.ts';

/** The words that stand with a number. */
export interface Context {
  /** From the number before to the number behind, stemmed, with the glossary's terms among them. */
  words: Set<string>;
  /** Those right beside it, which say what a bare number counts: "drill holes" of "12 drill holes". */
  nouns: Set<string>;
}

const SPLIT = /[,，、;；()（）\t]|\b(?:and|but|whereas|while)\b|[和而但]/g;

/** Words that belong to a number and say nothing of what it is the number of. */
const LIMITING =
  /\b(?:and|or|more|less|fewer|greater|about|approximately|around|roughly|over|under|up|to|at|least|most|than|between|nearly|only|some|a|an|the)\b|[和与及约超过不足大于小于至少多左右为达是有]/gi;

/** What Chinese says before a number without more ado: 长12米, 厚度为3米. The first sign tells them apart. */
const PROPERTY = /(?:(长|宽|厚|深|高)度?|延(深|长)|(直)径|(面)积|(品)位|(储)量|(年)龄|(温)度|(坡)度|(倾)角)$/;

/**
 * The words of one number of a clause. What stands between two numbers is parted at "and" or a comma. Opening words that
 * have a number of their own to speak of belong to the later ones too: "a thickness of 12 m in the north and 30 m in the
 * south", 矿体长12米，宽3米.
 */
export function contextOf(text: string, clause: Stretch, groups: Group[], index: number, terms: NameHit[]): Context {
  const group = groups[index]!;
  const left = { start: openingOf(text, clause, groups, index), end: group.start };
  const right = { start: group.end, end: closingOf(text, clause, groups, index) };
  const stretches = [left, right];
  const { property, rest } = withoutProperty(text.slice(left.start, left.end));
  let said = `${rest} ${text.slice(right.start, right.end)}`;
  if (analyze(bare(rest)).length === 0) {
    const opening = openingBefore(text, clause, groups, index);
    if (opening) {
      said += ` ${withoutProperty(text.slice(opening.start, opening.end)).rest}`;
      stretches.push(opening);
    }
  }
  const words = new Set(analyze(bare(said)));
  if (property) words.add(property);
  const within = (hit: NameHit, parts: Stretch[]) =>
    parts.some(({ start, end }) => hit.start >= start && hit.end <= end);
  for (const hit of terms) if (within(hit, stretches)) words.add(hit.id);
  return { words, nouns: nounsOf(text, group, left, right, terms) };
}

function bare(text: string): string {
  return text.replace(/[\d.]+/g, ' ').replace(LIMITING, ' ');
}

function withoutProperty(left: string): { property?: string; rest: string } {
  const trimmed = left.replace(LIMITING, (word) => ' '.repeat(word.length)).trimEnd();
  const match = PROPERTY.exec(trimmed);
  if (!match) return { rest: left };
  const sign = match.slice(1).find((one) => one !== undefined)!;
  return { property: `的:${sign}`, rest: left.slice(0, match.index) };
}

/** The words before the nearest earlier number that has some. */
function openingBefore(text: string, clause: Stretch, groups: Group[], index: number): Stretch | undefined {
  for (let at = index - 1; at >= 0; at--) {
    const stretch = { start: openingOf(text, clause, groups, at), end: groups[at]!.start };
    if (analyze(bare(withoutProperty(text.slice(stretch.start, stretch.end)).rest)).length > 0) return stretch;
  }
  return undefined;
}

/** Where the words before a number begin that are its own. */
function openingOf(text: string, clause: Stretch, groups: Group[], index: number): number {
  const previous = groups[index - 1];
  if (!previous) return clause.start;
  const split = [...text.slice(previous.end, groups[index]!.start).matchAll(SPLIT)].at(0);
  return previous.end + (split ? split.index + split[0].length : 0);
}

/** Where the words behind a number end that are its own. */
function closingOf(text: string, clause: Stretch, groups: Group[], index: number): number {
  const next = groups[index + 1];
  if (!next) return clause.end;
  const { end } = groups[index]!;
  const split = [...text.slice(end, next.start).matchAll(SPLIT)].at(0);
  return split ? end + split.index : next.start;
}

/** How far a counted thing may stand from its number, in characters. */
const NEAR = 30;
const MEASURE = /^[ \u00a0]?[个件块颗根条处种类次口座批份套幅景片层]/;

function nounsOf(text: string, group: Group, left: Stretch, right: Stretch, terms: NameHit[]): Set<string> {
  const after = text.slice(right.start, Math.min(right.end, right.start + NEAR)).replace(MEASURE, ' ');
  const stop = /[,，、:：()（）|\t]|\b(?:were|was|are|is|have|has|had|in|at|on|by|from|that|which|with|for)\b/i.exec(
    after,
  );
  const behind = after.slice(0, stop?.index ?? after.length);
  const isHan = /\p{Script=Han}/u.test(behind) || /\p{Script=Han}[^\p{L}]*$/u.test(text.slice(left.start, left.end));
  const ahead = text.slice(Math.max(left.start, left.end - (isHan ? 8 : NEAR)), left.end);
  const found = analyze(bare(behind)).slice(0, isHan ? 4 : 3);
  const nouns = new Set(found.length && !isHan ? found : [...found, ...analyze(bare(ahead)).slice(-4)]);
  const reach = { start: group.start - (found.length && !isHan ? 0 : NEAR), end: right.start + behind.length };
  for (const hit of terms)
    if (hit.start >= Math.max(left.start, reach.start) && hit.end <= reach.end) nouns.add(hit.id);
  return nouns;
}
