import type { Fragment } from './pdf-drawing.ts';

/** So many numbers below each other, counting on from line to line, are no text. */
const MIN_NUMBERS = 8;

/** Takes off the numbers of lines that manuscripts carry in the margin at the left of their text. */
export function withoutLineNumbers(fragments: readonly Fragment[]): Fragment[] {
  const numbers = fragments.filter(({ text }) => /^\d{1,4}$/.test(text));
  if (numbers.length < MIN_NUMBERS) return [...fragments];
  const margin = Math.min(...fragments.filter(({ text }) => !/^\d{1,4}$/.test(text)).map(({ left }) => left));
  const beside = numbers.filter(({ right }) => right < margin).toSorted((a, b) => a.y - b.y);
  const step = Number(beside[1]?.text) - Number(beside[0]?.text);
  const counting = beside.filter(
    (number, at) => at === 0 || Number(number.text) - Number(beside[at - 1]!.text) === step,
  );
  // A heading or a formula may stand between them without a number.
  if (beside.length < MIN_NUMBERS || counting.length < 0.9 * beside.length || (step !== 1 && step !== 5))
    return [...fragments];
  const gone = new Set(beside);
  return fragments.filter((fragment) => !gone.has(fragment));
}
