import { analyze, hanLength } from '../index/analyzer.ts';
import type { Searchable } from './searchable.ts';

/** Ends of sentences, and of lines: a table or a list has no others. */
const SENTENCE_END = /[。！？；!?;\n]/;

/** What the characters of a chunk say about a Chinese question. All grow with the likeness. */
export interface HanSignals {
  /** 0..1: the part of the question's characters and words that the chunk has, weighted by how rare each is. */
  coverage: number;
  /** The same of its best sentence: an answer stands in one place. */
  sentence: number;
  /** The question's runs that the chunk repeats, longest first, each to the power 1.5: a name counts more whole. */
  runs: number;
  /** The longest of them, as the sum of how rare its characters are. */
  longest: number;
}

/** The single characters and the words of other scripts of a text, in its order. */
export function unitsOf(text: string): string[] {
  return analyze(text).filter((term) => hanLength(term) !== 2);
}

/**
 * Likeness of a Chinese question and a chunk by their characters alone: what an embedder would tell where there is none
 * that knows Chinese.
 * @param asked {@link unitsOf} the question
 */
export function hanSignals(base: Searchable, asked: readonly string[], chunk: number): HanSignals {
  const idf = (unit: string) => base.bm25.idf(unit);
  const { heading, text } = base.chunks[chunk]!;
  const units = unitsOf(`${heading}\n${text}`);
  const { runs, longest } = commonRuns(asked, units, idf);
  return {
    coverage: coverage(asked, units, idf),
    sentence: Math.max(0, ...text.split(SENTENCE_END).map((sentence) => coverage(asked, unitsOf(sentence), idf))),
    runs,
    longest,
  };
}

function coverage(asked: readonly string[], units: readonly string[], idf: (unit: string) => number): number {
  const there = new Set(units);
  let found = 0;
  let total = 0;
  for (const unit of new Set(asked)) {
    const weight = idf(unit);
    total += weight;
    if (there.has(unit)) found += weight;
  }
  return total > 0 ? found / total : 0;
}

/** Common substrings by the usual table, a row at a time. */
function commonRuns(
  asked: readonly string[],
  units: readonly string[],
  idf: (unit: string) => number,
): Pick<HanSignals, 'runs' | 'longest'> {
  /** Length and weight of the common run that ends at each unit of the chunk and at the question's current one. */
  let lengths = new Uint16Array(units.length + 1);
  let weights = new Float64Array(units.length + 1);
  /** The longest run that ends at each unit of the question. */
  const endingAt: number[] = [];
  let longest = 0;
  for (const unit of asked) {
    const nextLengths = new Uint16Array(units.length + 1);
    const nextWeights = new Float64Array(units.length + 1);
    const weight = idf(unit);
    let best = 0;
    for (let at = 0; at < units.length; at++) {
      if (units[at] !== unit) continue;
      nextLengths[at + 1] = lengths[at]! + 1;
      nextWeights[at + 1] = weights[at]! + weight;
      best = Math.max(best, nextLengths[at + 1]!);
      longest = Math.max(longest, nextWeights[at + 1]!);
    }
    endingAt.push(best);
    lengths = nextLengths;
    weights = nextWeights;
  }
  let runs = 0;
  for (let at = asked.length - 1; at >= 0; ) {
    const length = endingAt[at]!;
    if (length >= 2) runs += length ** 1.5;
    at -= Math.max(1, length);
  }
  return { runs, longest };
}
