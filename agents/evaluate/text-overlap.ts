/** How much of a reference text another text repeats, 0..1, by the measures of the literature. */
export interface TextOverlap {
  /** Harmonic mean of precision and recall of the words, as a bag (Rajpurkar et al. 2016, SQuAD). */
  tokenF1: number;
  /** F1 of the longest common subsequence (Lin 2004, ROUGE-L). */
  rougeL: number;
  /** Up to four words in a row, smoothed by one (Papineni et al. 2002, BLEU; Lin and Och 2004, smoothing). */
  bleu: number;
}

const TOKEN = /\p{Script=Han}|[\p{L}\p{M}]+\p{N}*|\p{N}+(?:[.,]\p{N}+)*/gu;
const ARTICLES = new Set(['a', 'an', 'the']);
const LONGEST = 4;

/** Words in lower case without articles, numbers whole, each Han character by itself. */
export function words(text: string): string[] {
  const found = text.normalize('NFKC').toLowerCase().match(TOKEN) ?? [];
  return found.filter((word) => !ARTICLES.has(word));
}

export function textOverlap(text: string, reference: string): TextOverlap {
  const [said, wanted] = [words(text), words(reference)];
  return { tokenF1: tokenF1(said, wanted), rougeL: rougeL(said, wanted), bleu: bleu(said, wanted) };
}

function tokenF1(said: string[], wanted: string[]): number {
  return f1(common(counts(said, 1), counts(wanted, 1)), said.length, wanted.length);
}

function rougeL(said: string[], wanted: string[]): number {
  // one row of the table of longest common subsequences at a time
  let before = new Uint32Array(wanted.length + 1);
  for (const word of said) {
    const row = new Uint32Array(wanted.length + 1);
    for (let at = 0; at < wanted.length; at++) {
      row[at + 1] = word === wanted[at] ? before[at]! + 1 : Math.max(before[at + 1]!, row[at]!);
    }
    before = row;
  }
  return f1(before[wanted.length]!, said.length, wanted.length);
}

function bleu(said: string[], wanted: string[]): number {
  if (said.length === 0 || wanted.length === 0) return 0;
  let logarithms = 0;
  for (let length = 1; length <= LONGEST; length++) {
    const [own, other] = [counts(said, length), counts(wanted, length)];
    const smooth = length > 1 ? 1 : 0;
    const all = Math.max(0, said.length - length + 1);
    const precision = (common(own, other) + smooth) / (all + smooth);
    if (precision === 0) return 0;
    logarithms += Math.log(precision) / LONGEST;
  }
  const brevity = said.length < wanted.length ? Math.exp(1 - wanted.length / said.length) : 1;
  return brevity * Math.exp(logarithms);
}

function counts(list: string[], length: number): Map<string, number> {
  const found = new Map<string, number>();
  for (let at = 0; at + length <= list.length; at++) {
    const run = list.slice(at, at + length).join(' ');
    found.set(run, (found.get(run) ?? 0) + 1);
  }
  return found;
}

function common(a: Map<string, number>, b: Map<string, number>): number {
  let sum = 0;
  for (const [run, count] of a) sum += Math.min(count, b.get(run) ?? 0);
  return sum;
}

function f1(same: number, said: number, wanted: number): number {
  return same === 0 ? 0 : (2 * same) / (said + wanted);
}
