import { detectLanguage, type Language } from '../../core/language.ts';
import { translateTerms } from '../../knowledge_base/glossary.ts';
import { analyze } from '../index/analyzer.ts';

/** A question as the two indexes are asked it. */
export interface PreparedQuery {
  language: Language;
  /** Term to weight, for BM25: the question's own terms, and its glossary terms in the other language. */
  terms: Map<string, number>;
  /** The question's own terms in their order: for proximity. */
  sequence: string[];
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
  const sequence = analyze(text);
  const terms = new Map<string, number>();
  for (const term of sequence) terms.set(term, (terms.get(term) ?? 0) + 1);
  const translations = translate(text);
  for (const term of new Set(analyze(translations.join('\n')))) {
    if (!terms.has(term)) terms.set(term, TRANSLATION_WEIGHT);
  }
  if (language === 'en' || embedderLanguages.includes(language)) return { language, terms, sequence, denseText: text };
  // Latin words of a Chinese question ("这里有没有 alunite") are as good as translations.
  const own = text.match(/[A-Za-z][A-Za-z0-9-]+/g) ?? [];
  const english = [...new Set([...own, ...translations.filter((term) => !/\p{Script=Han}/u.test(term))])];
  // Glossary words alone, without the question's other words, in both indexes: pairs must stand in English order.
  const englishSequence = analyze(english.join(' '));
  return {
    language,
    terms,
    sequence: [...sequence, ...englishSequence],
    denseText: english.length === 0 ? null : english.join(' '),
  };
}
