import type { AnswerNumber } from '../../core/answer.ts';

/** Where a number stands in its text; without `start` it is said in words, or in a way that cannot be a link. */
export interface NumberPlace {
  number: AnswerNumber;
  start?: number;
  end: number;
}

/** What holds digits that are no number of the report's own: quotations and titles, citation marks, code. */
const NOT_OWN = /“[^”]*”|‘[^’]*’|《[^》]*》|\[\d+\]|`[^`]*`/g;
/** A link's words must not be able to end the link. */
const LINKABLE = /^(?=.*\d)[^<>[\]()`\\|!*_~\s\ue000-\ue002][^<>[\]()`\\|!*_~\n\ue000-\ue002]{0,39}$/;

/** Finds each number behind the one before: they come in the order of the text. */
export function placesOf(text: string, numbers: readonly AnswerNumber[]): NumberPlace[] {
  const covered = [...text.matchAll(NOT_OWN)].map(({ index, 0: whole }) => [index, index + whole.length] as const);
  let from = 0;
  return numbers.map((number): NumberPlace => {
    if (!LINKABLE.test(number.text)) return { number, end: from };
    for (let at = text.indexOf(number.text, from); at >= 0; at = text.indexOf(number.text, at + 1)) {
      const end = at + number.text.length;
      const hidden = covered.find(([start, stop]) => at < stop && end > start);
      if (hidden || !isWhole(text, at, end)) continue;
      from = end;
      return { number, start: at, end };
    }
    return { number, end: from };
  });
}

/** Not the 5 of 0.75, nor the 1 of Cu01. */
function isWhole(text: string, at: number, end: number): boolean {
  return !/(?:[A-Za-z\d]|\d[.,])$/.test(text.slice(Math.max(0, at - 2), at)) && !/^(?:\d|[.,]\d)/.test(text.slice(end));
}
