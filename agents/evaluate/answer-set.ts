import type { Language } from '../../core/language.ts';
import { type Fail, readSetLines } from './set-lines.ts';

/** Where an answer stands: a page of a document (by its file name), or a section of one without pages. */
export interface AnswerPlace {
  document: string;
  page?: number;
  /** The heading above the passage. */
  heading?: string;
}

/** One question of a set (contract: `eval answers`). */
export interface KnownQuestion {
  id: string;
  question: string;
  language: Language;
  answerable: boolean;
  /** What a right answer says, in other words. */
  answer?: string;
  documents: AnswerPlace[];
  /** Each of the places answers the question by itself; otherwise all are needed. */
  any: boolean;
  /** Unanswerable, but in the documents' own terms. */
  nearMiss: boolean;
  /** `tuned` or `held`, or whatever parts a set has. */
  half?: string;
}

/**
 * Reads a set: JSON Lines of `{"id", "question", "language", "answerable", "answer"?, "documents"?: [{"document", "page"?,
 * "heading"?}], "any"?, "near_miss"?, "half"?}`.
 * @throws GossanError FILE_NOT_FOUND, EVAL_SET naming the line
 */
export function readAnswerSet(path: string): KnownQuestion[] {
  const ids = new Set<string>();
  return readSetLines(path, (row, fail) => {
    const question = readQuestion(row, fail);
    if (ids.has(question.id)) fail(`the id "${question.id}" stands twice`);
    ids.add(question.id);
    return question;
  });
}

function readQuestion(row: Record<string, unknown>, fail: Fail): KnownQuestion {
  const { id, question, language, answerable, answer, half } = row;
  if (typeof id !== 'string' && typeof id !== 'number') fail('"id" is missing');
  if (typeof question !== 'string' || !question.trim()) fail('"question" is missing');
  if (language !== 'en' && language !== 'zh') fail('"language" is neither "en" nor "zh"');
  if (typeof answerable !== 'boolean') fail('"answerable" is neither true nor false');
  const places = Array.isArray(row.documents) ? row.documents : [];
  const documents = places.map((place: Partial<AnswerPlace>) => {
    if (typeof place?.document !== 'string') fail('a row of "documents" names no "document"');
    if (place.page !== undefined && !(Number.isInteger(place.page) && place.page > 0))
      fail('a "page" is no page number');
    return place as AnswerPlace;
  });
  return {
    id: String(id),
    question: question as string,
    language: language as Language,
    answerable: answerable as boolean,
    ...(typeof answer === 'string' ? { answer } : {}),
    documents,
    any: row.any === true,
    nearMiss: row.near_miss === true,
    ...(typeof half === 'string' ? { half } : {}),
  };
}
