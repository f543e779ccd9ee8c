import { detectLanguage, type Language } from '../../core/language.ts';
import { translateTerms } from '../../knowledge_base/glossary.ts';
import { analyze, hanLength } from '../index/analyzer.ts';
import { unitsOf } from './han-signals.ts';

/** A question as the two indexes are asked it. */
export interface PreparedQuery {
  /** As it was asked. */
  text: string;
  language: Language;
  /** Term to weight, for BM25: the question's own terms, and its glossary terms in the other language. */
  terms: Map<string, number>;
  /** The question's own words in their order, pairs of Han characters among them: for proximity. */
  sequence: string[];
  /** The question's characters and words in their order: for a second look at Chinese. */
  units: string[];
  /** What the embedder is asked, in a language that it knows; null where nothing of the question is. */
  denseText: string | null;
}

/** What a translation counts for beside the question's own word: its other forms come along and would outweigh it. */
const TRANSLATION_WEIGHT = 0.7;

/**
 * Prepares a question. The embedder's tokenizer is English: a Chinese question reaches English documents through the
 * bilingual glossary, in BM25 and in the dense index alike, and Chinese documents by its own words.
 * @param embedderLanguages languages of the embedder in use
 * @param translate glossary terms of the other language for those in a text; by default the glossary that ships
 */
export function prepareQuery(
  text: string,
  embedderLanguages: readonly string[],
  language: Language = detectLanguage(text),
  translate: (text: string) => string[] = translateTerms,
): PreparedQuery {
  const own = analyze(text);
  const sequence = own.filter((term) => hanLength(term) !== 1);
  const units = unitsOf(text);
  const terms = new Map<string, number>();
  for (const term of own) terms.set(term, (terms.get(term) ?? 0) + 1);
  const translations = translate(text);
  for (const translation of translations) {
    for (const term of analyze(translation)) {
      // The characters of a translated word stand in too many others; 铜 for copper is a word of its own.
      if (terms.has(term) || (hanLength(term) === 1 && term !== translation)) continue;
      terms.set(term, TRANSLATION_WEIGHT);
    }
  }
  if (language === 'en' || embedderLanguages.includes(language)) {
    return { text, language, terms, sequence, units, denseText: text };
  }
  // Latin words of a Chinese question ("这里有没有 alunite") are as good as translations.
  const latin = text.match(/[A-Za-z][A-Za-z0-9-]+/g) ?? [];
  const english = [...new Set([...latin, ...translations.filter((term) => !/\p{Script=Han}/u.test(term))])];
  // Glossary words alone, without the question's other words, in both indexes: pairs must stand in English order.
  const englishSequence = analyze(english.join(' '));
  return {
    text,
    language,
    terms,
    sequence: [...sequence, ...englishSequence],
    units,
    denseText: english.length === 0 ? null : english.join(' '),
  };
}
