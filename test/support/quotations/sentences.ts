import type { Language } from '../../../core/language.ts';
import type { KnowledgeBase } from '../../../rag/types.ts';

export interface Sentence {
  document: string;
  page: number;
  /** As the page's text has it. */
  text: string;
  language: Language;
  /** It begins at the end of `page` and ends on the next one. */
  overTwoPages: boolean;
}

/** What the generator knows of the documents besides their sentences. */
export interface Corpus {
  sentences: Sentence[];
  /** All words, in lower case: a damaged word must not become another one. */
  words: ReadonlySet<string>;
  /** Words that are written with a capital wherever they stand: mostly places, persons and products. */
  names: ReadonlySet<string>;
  /** Surnames that the documents cite, by language. */
  authors: Record<Language, readonly string[]>;
  documents: { id: string; language: Language; pages: string[] }[];
}

const SHORTEST = { en: 40, zh: 20 };
const LONGEST = 300;
const FUNCTION_WORDS = /\b(?:the|of|and|in|is|are|was|were|to|by|with|for|that|as|on|from|can|be|has|have)\b/g;
const ABBREVIATED =
  /(?:\b(?:e\.g|i\.e|eg|ie|al|etc|Figs?|fig|vs|approx|No|no|Dr|St|v|pp?|ca|eds?|Ltd|Inc|Co|Mt|vol|chap)|\b\p{Lu})\.$/u;

export async function readCorpus(base: KnowledgeBase): Promise<Corpus> {
  const documents: Corpus['documents'] = [];
  for (const { id, language, pages: count } of await base.list()) {
    const pages: string[] = [];
    for (let page = 1; page <= count; page++) pages.push((await base.page(id, page)).text);
    documents.push({ id, language, pages });
  }
  const all = documents.flatMap(({ pages }) => pages).join('\n');
  const small = new Set(all.match(/\b[a-z]+\b/g));
  const sentences = documents.flatMap(({ id, language, pages }) =>
    pages.flatMap((text, at) =>
      [
        ...sentencesOf(text, language).map((sentence) => ({ text: sentence, overTwoPages: false })),
        ...overTheBreak(text, pages[at + 1] ?? '', language).map((sentence) => ({
          text: sentence,
          overTwoPages: true,
        })),
      ].map((sentence) => ({ ...sentence, document: id, page: at + 1, language })),
    ),
  );
  return {
    sentences,
    words: new Set(all.toLowerCase().match(/\p{L}+/gu)),
    names: new Set(all.match(/\b[A-Z][a-z]{3,}\b/g)?.filter((word) => !small.has(word.toLowerCase()))),
    authors: {
      en: unique(all.match(/\b(?!\w+ly\b|Survey)[A-Z][a-z]{3,}(?= et al| and others|,? \(?(?:19|20)\d\d[a-z]?[);])/g)),
      zh: unique(all.match(/(?<=[。\n]|^)\p{Script=Han}{2,4}?(?=等?（(?:19|20)\d\d）)/gmu)),
    },
    documents,
  };
}

/** The sentences of a page that stand there whole: no headings, table rows, addresses or entries of a list of references. */
function sentencesOf(page: string, language: Language): string[] {
  return blocks(page)
    .flatMap((block) => split(block, language))
    .filter((text) => isSentence(text, language));
}

/** The sentence that the page's end breaks off, if there is one. */
function overTheBreak(page: string, next: string, language: Language): string[] {
  const last = split(blocks(page).at(-1) ?? '', language).at(-1) ?? '';
  const first = split(blocks(next)[0] ?? '', language)[0] ?? '';
  const broken = language === 'en' ? /\p{Ll}[,;]?$/u.test(last) && /^\p{Ll}{2}/u.test(first) : false;
  const text = `${last} ${first}`;
  return broken && last.length > 15 && first.length > 15 && isSentence(text, language) ? [text] : [];
}

/** Paragraphs; a line that begins with a small letter goes on with the line before. */
function blocks(page: string): string[] {
  return page
    .split(/\n(?=\s*\n|[^\p{Ll}])/u)
    .map((block) => block.trim())
    .filter((block) => block !== '' && !/^\d{1,3}$/.test(block));
}

function split(block: string, language: Language): string[] {
  if (language === 'zh') return block.match(/[^。！？]+[。！？]?/gu)?.map((text) => text.trim()) ?? [];
  const sentences: string[] = [];
  let rest = '';
  for (const piece of block.split(/(?<=[.!?][”"’')\]]?)\s+(?=[\p{Lu}“"(])/u)) {
    rest = rest === '' ? piece : `${rest} ${piece}`;
    if (ABBREVIATED.test(rest)) continue;
    sentences.push(rest);
    rest = '';
  }
  if (rest !== '') sentences.push(rest);
  // Pieces were joined with one blank: where the page has another, the sentence does not stand in it as it is.
  return sentences.filter((text) => block.includes(text));
}

function isSentence(text: string, language: Language): boolean {
  if (text.length < SHORTEST[language] || text.length > LONGEST) return false;
  if (/\t|:\/\/|www\.|@|`|\.\.\. ?\d|\\|\uFFFD/.test(text)) return false;
  if (language === 'zh') return /^[\p{L}\p{N}].*。$/u.test(text);
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return (
    /^[\p{Lu}(“"]/u.test(text) &&
    /\p{L}{2}.*[.!?][”"’')]?$/su.test(text) &&
    letters / text.length > 0.6 &&
    (text.match(FUNCTION_WORDS)?.length ?? 0) >= 3 &&
    (text.match(/\b\p{Lu}\./gu)?.length ?? 0) < 3
  );
}

function unique(found: RegExpMatchArray | null): string[] {
  return [...new Set(found)].sort();
}
