import type { KnowledgeBase, SearchHit } from '../../rag/types.ts';
import type { QuotableSentence } from '../passages.ts';
import { contentTerms } from '../reasoner/builtin/relevance.ts';
import { readPassages } from './candidates.ts';
import { chosenSpans } from './chosen-spans.ts';
import { expectedKinds } from './expected-answer.ts';
import { whatIsMissing } from './missing.ts';
import { COMPARES } from './question-shape.ts';
import { openReader } from './reader/open-reader.ts';
import { answerByRules } from './rules/answer-by-rules.ts';
import { substance, wantsListings } from './substance.ts';
import weights from './weights.json' with { type: 'json' };

/** What documents alone say to a question. */
export interface DocumentAnswer {
  /** Best first; empty where nothing answers. */
  spans: QuotableSentence[];
  /** What the question asks for and the passages do not have. */
  missing: string[];
  /** Two of the spans, by their places, whose values cannot both be right. */
  conflict?: [number, number];
}

const { search } = weights;

/**
 * Looks for the spans of the documents that answer a question, and decides whether any do. A reader says which sentences of
 * the best passages answer (reader/); together with the rank of the passage, the question's terms and the kind of value that
 * is asked for this is weighed by two small regressions (judge.ts). Limits are in weights.json. Where the reader is not
 * installed, rules judge instead (rules/).
 * @param question as it was asked: what is searched for
 * @param part the part of it that is to be answered
 */
export async function answerFromDocuments(
  base: KnowledgeBase,
  question: string,
  part: string,
  options: { documents?: string[]; signal?: AbortSignal } = {},
): Promise<DocumentAnswer> {
  // loads while the search runs
  const opening = openReader();
  opening.catch(() => {});
  const found = await base.search(question, { ...options, k: search.passages + search.spare });
  const hits = tellingFirst(question, found).slice(0, search.passages);
  if (COMPARES.test(question)) await addEachDocument(base, question, hits, options.signal);
  if (hits.length === 0) return { spans: [], missing: [] };
  const terms = contentTerms(part);
  const kinds = expectedKinds(part);
  const reader = await opening;
  if (reader === null) return answerByRules(base, hits, question, part, terms, kinds);
  const passages = await readPassages(reader, hits, question, part, terms, kinds);
  const missing = await whatIsMissing(base, hits, passages, question, terms, kinds);
  if (missing !== null) return { spans: [], missing };
  return { ...chosenSpans(passages, part), missing: [] };
}

/** Passages that only list or caption something go last, unless just that is asked for. */
function tellingFirst(question: string, hits: readonly SearchHit[]): SearchHit[] {
  if (wantsListings(question)) return [...hits];
  const tells = ({ heading, text }: SearchHit) => substance(heading, text) >= search.least_substance;
  return [...hits.filter(tells), ...hits.filter((hit) => !tells(hit))];
}

/** Of the documents that were found at all, the best passages of each come to the front: a comparison needs both sides. */
async function addEachDocument(
  base: KnowledgeBase,
  question: string,
  hits: SearchHit[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const documents = [...new Set(hits.map(({ document }) => document))].slice(0, search.compared_documents);
  if (documents.length < 2) return;
  const sides: SearchHit[] = [];
  for (const document of documents) {
    const own = await base.search(question, {
      k: search.passages_of_each + search.spare,
      documents: [document],
      ...(signal ? { signal } : {}),
    });
    sides.push(...tellingFirst(question, own).slice(0, search.passages_of_each));
  }
  // scores are of one search only: those of the sides stand for themselves by rank
  const ranked = sides.map((hit, at) => ({ ...hit, score: -(at % search.passages_of_each) }));
  hits.splice(0, hits.length, ...ranked.sort((a, b) => b.score - a.score));
}
