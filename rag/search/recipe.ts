import type { Language } from '../../core/language.ts';

/** Weights of BM25 and of the cosine of the whole passage. */
export interface FirstLook {
  bm25: number;
  dense: number;
}

/** Weights of the standard scores of both looks. */
export interface Recipe {
  /** Where question and passage are in one language, and where they are not: then few words can be the same. */
  first: FirstLook;
  across: FirstLook;
  /** Second look, at the best of the first: what the first said, then the signals of rerank.ts. */
  second: Readonly<Record<'hybrid' | Signal, number>>;
}

export type Signal =
  | 'interaction'
  | 'window'
  | 'proximity'
  | 'agreement'
  | 'coverage'
  | 'sentence'
  | 'runs'
  | 'longest';

/**
 * One recipe; the language of the question chooses its weights. Round numbers, chosen once by hand and then left alone,
 * with the figures of NPL, Cranfield, the textbook and XQuAD en in view (English), and of CMRC 2018 trial and dev and
 * XQuAD zh (Chinese: one weight for all four signals); the weights across languages with XQuAD's. So none of these
 * collections is unseen. What weights are worth on questions they were not chosen on is measured by
 * bench/retrieval-weights.ts; docs/evaluation.md has its figures.
 */
export const RECIPES: Readonly<Record<Language, Recipe>> = {
  en: {
    first: { bm25: 0.4, dense: 0.6 },
    across: { bm25: 0.1, dense: 0.9 },
    second: {
      hybrid: 1,
      interaction: 1,
      window: 1,
      proximity: 0.5,
      agreement: 1,
      coverage: 0,
      sentence: 0,
      runs: 0,
      longest: 0,
    },
  },
  zh: {
    first: { bm25: 0.4, dense: 0.6 },
    across: { bm25: 0.1, dense: 0.9 },
    second: {
      hybrid: 1,
      interaction: 1,
      window: 1,
      proximity: 0,
      agreement: 0,
      coverage: 0.5,
      sentence: 0.5,
      runs: 0.5,
      longest: 0.5,
    },
  },
};
