import type { Citation } from '../../core/answer.ts';
import type { AnswerPlace, KnownQuestion } from './answer-set.ts';

/** What a citation points at, in the terms of a set. */
export interface CitedPlace {
  /** File name of the document. */
  file: string;
  page: number;
  /** Headings above the passage, outermost first. */
  headings: readonly string[];
}

/** Looks up where a citation stands. */
export type PlaceOf = (citation: Citation) => CitedPlace;

export interface CitationScores {
  /** Share of the citations that stand on a page that the set names; null where nothing is cited. */
  precision: number | null;
  /** Share of the needed pages that are cited; where each suffices, 1 if one of them is. */
  recall: number;
}

export function citationScores(
  { documents, any }: Pick<KnownQuestion, 'documents' | 'any'>,
  cited: readonly CitedPlace[],
): CitationScores {
  const right = cited.filter((place) => documents.some((wanted) => stands(place, wanted))).length;
  const found = documents.filter((wanted) => cited.some((place) => stands(place, wanted))).length;
  return {
    precision: cited.length === 0 ? null : right / cited.length,
    recall: documents.length === 0 ? 0 : any ? Number(found > 0) : found / documents.length,
  };
}

function stands(place: CitedPlace, wanted: AnswerPlace): boolean {
  if (place.file !== wanted.document) return false;
  if (wanted.page !== undefined) return place.page === wanted.page;
  return wanted.heading === undefined || place.headings.some((heading) => plain(heading) === plain(wanted.heading!));
}

/** Without numbers in front, marks and case: "5.2 *Weathering*" is "weathering". */
function plain(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^[\d.\s]+/, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
