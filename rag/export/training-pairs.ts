import { detectLanguage } from '../../core/language.ts';
import { sentences } from '../split/sentences.ts';
import { HEADING_SEPARATOR } from '../split/split.ts';
import type { Chunk, DocumentInfo } from '../types.ts';

/** A question with the sentences of a document that answer it, and where they stand. */
export interface TrainingPair {
  question: string;
  /** The span of the page as it is stored. */
  answer: string;
  language: 'en' | 'zh';
  source: { document: string; title: string; file: string; page: number; start: number; end: number };
}

/** Fewer or more characters make no answer to learn from. */
const [SHORTEST, LONGEST] = [40, 600];
/** Sentences of a section that stand for it. */
const SECTION_SENTENCES = 3;

/** "A greisen is a …", "Skarns are …": what is defined, and the sentence that does. */
const DEFINES_EN =
  /^(?:The |An? )?([\p{L}][\p{L}\d-]*(?: [\p{L}\d-]+){0,3}) (?:is|are) (?:an?|the|one of|defined|rocks?|minerals?|deposits?)\b/u;
const DEFINES_ZH = /^([\p{Script=Han}\p{L}]{2,12}?)(?:是一种|是指|指的是|是由)/u;
const NO_SUBJECT =
  /^(?:it|this|that|these|those|there|they|he|she|we|one|which|here|such|what|figure|table|这|那|它|其|该)\b/iu;

/**
 * Pairs by rule: what a sentence defines is asked for, and what a section says is asked for by its heading. Nothing is
 * written that does not stand in the document.
 * @param chunks of the document, in reading order
 */
export function trainingPairs(
  info: Pick<DocumentInfo, 'id' | 'title' | 'file'>,
  chunks: readonly Chunk[],
): TrainingPair[] {
  const pairs: TrainingPair[] = [];
  const asked = new Set<string>();
  const add = (question: string, chunk: Chunk, start: number, end: number): void => {
    const answer = chunk.text.slice(start, end);
    if (answer.length < SHORTEST || answer.length > LONGEST || asked.has(question)) return;
    asked.add(question);
    pairs.push({
      question,
      answer,
      language: detectLanguage(answer),
      source: {
        document: info.id,
        title: info.title,
        file: info.file,
        page: chunk.page,
        start: chunk.start + start,
        end: chunk.start + end,
      },
    });
  };
  let section = '';
  for (const chunk of chunks) {
    const spans = sentences(chunk.text).filter(({ start, end }) =>
      /[.!?。！？]["”’」』)）]?$/u.test(chunk.text.slice(start, end)),
    );
    for (const { start, end } of spans) {
      const sentence = chunk.text.slice(start, end);
      const subject = (DEFINES_EN.exec(sentence) ?? DEFINES_ZH.exec(sentence))?.[1];
      if (subject === undefined || NO_SUBJECT.test(subject)) continue;
      add(
        /\p{Script=Han}/u.test(subject) ? `什么是${subject}？` : `What ${plural(subject) ? 'are' : 'is'} ${subject}?`,
        chunk,
        start,
        end,
      );
    }
    const heading = chunk.heading.split(HEADING_SEPARATOR).at(-1) ?? '';
    if (heading === '' || chunk.heading === section || spans.length === 0) continue;
    section = chunk.heading;
    const question = /\p{Script=Han}/u.test(heading)
      ? `《${info.title}》关于“${heading}”怎么说？`
      : `What does "${info.title}" say about ${heading}?`;
    add(question, chunk, spans[0]!.start, spans[Math.min(SECTION_SENTENCES, spans.length) - 1]!.end);
  }
  return pairs;
}

function plural(subject: string): boolean {
  return /[^s]s$/.test(subject);
}
