import type { QuoteCheck } from '../types.ts';
import { DocumentLetters } from './document-letters.ts';
import { foldText } from './fold.ts';
import { hasNegation } from './guards.ts';
import { lettersOf } from './letters.ts';
import { findQuote, type Match, type PageText, type QuoteText, quoteText } from './match.ts';
import type { QuotedDocument } from './quoted-document.ts';
import { BaseWords, type Words } from './words.ts';

/** Weight of letters and digits, a Han character for two: what a quotation needs to be told from any other words. */
const MIN_WEIGHT = 4;
/** Below this a quotation is checked on its page only: that a few words stand somewhere else proves nothing. */
const MIN_WEIGHT_ELSEWHERE = 14;
/** Each part beside an ellipsis needs this much, else single words could be strung together to any sentence. */
const MIN_WEIGHT_PART = 8;
/** An ellipsis leaves out at most so many characters. */
const MAX_ELISION = 1200;
/** So much of the next page's beginning is looked at for a sentence that runs over. */
const RUN_OVER = 600;

const ELLIPSIS = /\s*(?:[[(（［]\s*(?:\.{3,}|…+)\s*[\])）］]|\.{3,}|…+|⋯+)\s*/;
const OUTER_MARKS = /^[\s"'`´“”„«»「」『』‘’]+|[\s"'`´“”„«»「」『』‘’]+$/g;
const END_MARKS = /[\s.,;:!?。，；：！？、]+$/;
const SENTENCE_END = /[.!?。！？](?:["')]|\s|$)/;

/** Letters of documents, for as long as the store keeps them: most outlive a change of the base. */
const documentLetters = new WeakMap<QuotedDocument, DocumentLetters>();

/**
 * Checks quotations against the stored text of pages. Folded pages are kept, so that a second check of a page costs
 * microseconds.
 */
export class QuoteChecker {
  readonly generation: { documents: readonly QuotedDocument[] };
  private readonly pages = new Map<string, PageText>();
  private readonly words: Words;

  constructor(generation: { documents: readonly QuotedDocument[] }) {
    this.generation = generation;
    this.words = new BaseWords(function* () {
      for (const { pages } of generation.documents) for (const { text } of pages) yield text;
    });
  }

  /**
   * `verified`: stands on the page that it is attributed to (it may run over to the next). `misattributed`: stands on
   * another page, which is named; the same document's nearest first. `fabricated`: stands nowhere, or says too little
   * to tell. `start` and `end` are offsets in the page's stored text.
   */
  check(quote: string, document: string, page: number): QuoteCheck {
    const parts = splitQuote(quote);
    if (parts === null) return { verdict: 'fabricated' };
    const own = this.generation.documents.find(({ info }) => info.id === document);
    if (own !== undefined) {
      const span = this.findOnPage(own, page, parts) ?? this.findRunningOver(own, page, parts);
      if (span !== null) return { verdict: 'verified', document, page, ...span };
    }
    if (parts.reduce((sum, part) => sum + weight(part.text), 0) < MIN_WEIGHT_ELSEWHERE)
      return { verdict: 'fabricated' };
    const longest = parts.reduce((a, b) => (b.letters.length > a.letters.length ? b : a));
    const others = this.generation.documents.filter((each) => each !== own);
    for (const each of own === undefined ? others : [own, ...others]) {
      let letters = documentLetters.get(each);
      if (letters === undefined) documentLetters.set(each, (letters = new DocumentLetters(each)));
      const candidates = letters
        .candidates(longest.letters)
        .filter((candidate) => each !== own || candidate.page !== page);
      if (each === own) candidates.sort((a, b) => Math.abs(a.page - page) - Math.abs(b.page - page));
      for (const { page: number, runsOver } of candidates) {
        const span =
          this.findOnPage(each, number, parts) ?? (runsOver ? this.findRunningOver(each, number, parts) : null);
        if (span !== null) return { verdict: 'misattributed', document: each.info.id, page: number, ...span };
      }
    }
    return { verdict: 'fabricated' };
  }

  private findOnPage(document: QuotedDocument, page: number, parts: QuoteText[]): Match | null {
    const stored = document.pages[page - 1];
    if (stored === undefined) return null;
    const key = `${document.info.id} ${page}`;
    let text = this.pages.get(key);
    if (text === undefined) this.pages.set(key, (text = pageText(stored.text)));
    return this.find(text, parts);
  }

  /** A sentence may begin on the page and end on the next; the span returned is the part on the named page. */
  private findRunningOver(document: QuotedDocument, page: number, parts: QuoteText[]): Match | null {
    const here = document.pages[page - 1]?.text;
    const next = document.pages[page]?.text;
    if (here === undefined || next === undefined) return null;
    const from = Math.max(0, here.length - 2 * RUN_OVER);
    const match = this.find(pageText(`${here.slice(from)}\n${next.slice(0, RUN_OVER)}`), parts);
    if (match === null || match.start + from >= here.length) return null;
    return { start: match.start + from, end: Math.min(here.length, match.end + from) };
  }

  /** The parts in their order on one page, with nothing left out that would turn the meaning round. */
  private find(page: PageText, [first, ...rest]: QuoteText[]): Match | null {
    const { words } = this;
    for (let begin = findQuote(page, first!, words); begin; begin = findQuote(page, first!, words, begin.start + 1)) {
      let end: number | null = begin.end;
      for (const part of rest) {
        end = this.findAfter(page, part, end);
        if (end === null) break;
      }
      if (end !== null) return { start: page.folded.startOf(begin.start), end: page.folded.endOf(end - 1) };
    }
    return null;
  }

  private findAfter(page: PageText, part: QuoteText, from: number): number | null {
    const { words } = this;
    for (let match = findQuote(page, part, words, from); match; match = findQuote(page, part, words, match.start + 1)) {
      if (match.start - from > MAX_ELISION) return null;
      if (!hidesNegation(page.folded.text.slice(from, match.start))) return match.end;
    }
    return null;
  }
}

/** The parts between ellipses, folded; null where one is too short to check. */
function splitQuote(quote: string): QuoteText[] | null {
  const parts = quote
    .replace(OUTER_MARKS, '')
    .split(ELLIPSIS)
    .map(foldPart)
    .filter((part) => part !== '');
  const needed = parts.length > 1 ? MIN_WEIGHT_PART : MIN_WEIGHT;
  return parts.length === 0 || parts.some((part) => weight(part) < needed) ? null : parts.map(quoteText);
}

/** Final punctuation belongs to the sentence that quotes. */
function foldPart(part: string): string {
  return foldText(part.replace(OUTER_MARKS, '')).text.replace(END_MARKS, '').trim();
}

function pageText(text: string): PageText {
  const folded = foldText(text);
  return { folded, letters: lettersOf(folded.text) };
}

function weight(text: string): number {
  return (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) + (text.match(/\p{Script=Han}/gu)?.length ?? 0);
}

/** "is … suitable" must not come from "is not suitable": in the sentences that the parts stand in, no denial is left out. */
function hidesNegation(elided: string): boolean {
  const sentences = elided.split(new RegExp(SENTENCE_END.source, 'g'));
  return hasNegation(sentences[0]!) || hasNegation(sentences.at(-1)!);
}
