/** Printed page numbers: read from the margins of the pages, believed where they count along with the pages. */

/** A number as it stands on a page. */
export interface PrintedNumber {
  /** As printed, without what surrounds it: "12", "iv", "A-3". */
  label: string;
  /** What does not count: "A-" of "A-3", empty for plain numbers. */
  prefix: string;
  style: 'arabic' | 'roman' | 'ROMAN';
  value: number;
}

/** So many pages must count alike before their numbers are believed. */
const MIN_RUN = 3;

/** A number that may be a page's, at the beginning or the end of a line of the margin. */
export function numbersIn(line: string): PrintedNumber[] {
  const text = line.replace(/\s+/g, ' ').trim();
  const around =
    /^(?:[-–—|•·]\s?)?(?:page|p\.|pg\.?|seite|第)?\s?(.+?)\s?(?:of \d+|\/\s?\d+|页)?(?:\s?[-–—|•·])?$/iu.exec(text);
  const words = text.split(' ');
  const candidates = new Set([around?.[1] ?? text, words[0]!, words.at(-1)!]);
  return [...candidates].map(parseNumber).filter((number) => number !== null);
}

function parseNumber(text: string): PrintedNumber | null {
  const plain = /^(\d{1,4})$/.exec(text);
  if (plain !== null) return { label: text, prefix: '', style: 'arabic', value: Number(plain[1]) };
  const chapter = /^([A-Z]{1,2}[-–—.]?|\d{1,2}[-–—]|[IVX]{1,4}[-–—])(\d{1,3})$/.exec(text);
  if (chapter !== null) return { label: text, prefix: chapter[1]!, style: 'arabic', value: Number(chapter[2]) };
  if (/^[ivxlc]{1,7}$/.test(text)) return { label: text, prefix: '', style: 'roman', value: fromRoman(text) };
  if (/^[IVXLC]{1,7}$/.test(text)) return { label: text, prefix: '', style: 'ROMAN', value: fromRoman(text) };
  return null;
}

const ROMAN: Record<string, number> = { i: 1, v: 5, x: 10, l: 50, c: 100 };

function fromRoman(text: string): number {
  const digits = [...text.toLowerCase()].map((letter) => ROMAN[letter]!);
  return digits.reduce((sum, digit, at) => sum + (digit < (digits[at + 1] ?? 0) ? -digit : digit), 0);
}

function toRoman(value: number): string {
  const parts: [number, string][] = [
    [100, 'c'],
    [90, 'xc'],
    [50, 'l'],
    [40, 'xl'],
    [10, 'x'],
    [9, 'ix'],
    [5, 'v'],
    [4, 'iv'],
    [1, 'i'],
  ];
  let text = '';
  for (const [number, letters] of parts) {
    while (value >= number) {
      text += letters;
      value -= number;
    }
  }
  return text;
}

/**
 * The number printed on each page, or null: of all candidates those that count along with the pages.
 * @param candidates what the margins of each page offer
 */
export function countingNumbers(candidates: PrintedNumber[][]): (PrintedNumber | null)[] {
  const runs = new Map<string, number[]>();
  const key = ({ prefix, style, value }: PrintedNumber, page: number) => `${style} ${prefix} ${value - page}`;
  for (const [page, numbers] of candidates.entries()) {
    for (const each of new Set(numbers.map((number) => key(number, page)))) {
      const run = runs.get(each);
      if (run === undefined) runs.set(each, [page]);
      else run.push(page);
    }
  }
  // Chapters count anew: two pages of one are enough where several chapters do so.
  const chapters = [...runs].filter(([name, pages]) => name.split(' ')[1] !== '' && pages.length >= 2).length;
  const counts = (name: string) => {
    const length = runs.get(name)!.length;
    return (
      length >= Math.min(MIN_RUN, Math.max(2, candidates.length)) ||
      (name.split(' ')[1] !== '' && length >= 2 && chapters >= 2)
    );
  };
  return candidates.map((numbers, page) => {
    let best: { number: PrintedNumber; length: number } | null = null;
    for (const number of numbers) {
      const name = key(number, page);
      const { length } = runs.get(name)!;
      if (counts(name) && (best === null || length > best.length)) best = { number, length };
    }
    return best?.number ?? null;
  });
}

/** Labels of all pages: printed numbers, and between two that count alike those that a page leaves out. */
export function printedLabels(numbers: readonly (PrintedNumber | null)[]): (string | null)[] {
  const labels: (string | null)[] = numbers.map((number) => number?.label ?? null);
  let last = -1;
  for (const [page, number] of numbers.entries()) {
    if (number === null) continue;
    const before = numbers[last] ?? null;
    const alike =
      before !== null &&
      before.style === number.style &&
      before.prefix === number.prefix &&
      number.value - before.value === page - last;
    if (alike) {
      for (let between = last + 1; between < page; between++) {
        const value = before.value + between - last;
        const text = number.style === 'arabic' ? String(value) : toRoman(value);
        labels[between] = number.prefix + (number.style === 'ROMAN' ? text.toUpperCase() : text);
      }
    }
    last = page;
  }
  return labels;
}
