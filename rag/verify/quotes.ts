import type { Page, QuoteCheck } from '../types.ts';
import { type FoldedText, foldText } from './fold.ts';
import { hasNegation } from './guards.ts';
import { findQuote, type Match } from './match.ts';

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
const OUTER_MARKS = /^[\s"'“”„«»「」『』‘’]+|[\s"'“”„«»「」『』‘’]+$/g;
const END_MARKS = /[\s.,;:!?。，；：！？、]+$/;
const SENTENCE_END = /[.!?。！？](?:["')]|\s|$)/;

/** A document with its pages, in their order; a page's number is its place, counted from 1. */
export interface QuotedDocument {
  info: { id: string };
  pages: readonly Pick<Page, 'page' | 'text'>[];
}

/**
 * Checks quotations against the stored text of pages. Folded pages are kept, so that a second check of a page costs
 * microseconds.
 */
export class QuoteChecker {
  readonly generation: { documents: readonly QuotedDocument[] };
  private readonly folded = new WeakMap<object, FoldedText>();

  constructor(generation: { documents: readonly QuotedDocument[] }) {
    this.generation = generation;
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
    if (parts.reduce((sum, part) => sum + weight(part), 0) < MIN_WEIGHT_ELSEWHERE) return { verdict: 'fabricated' };
    for (const [other, number] of this.otherPages(own, page)) {
      const span = this.findOnPage(other, number, parts);
      if (span !== null) return { verdict: 'misattributed', document: other.info.id, page: number, ...span };
    }
    return { verdict: 'fabricated' };
  }

  private *otherPages(own: QuotedDocument | undefined, page: number): Generator<[QuotedDocument, number]> {
    if (own !== undefined) {
      const numbers = own.pages.map((each) => each.page).filter((number) => number !== page);
      numbers.sort((a, b) => Math.abs(a - page) - Math.abs(b - page));
      for (const number of numbers) yield [own, number];
    }
    for (const document of this.generation.documents) {
      if (document !== own) for (const { page: number } of document.pages) yield [document, number];
    }
  }

  private findOnPage(document: QuotedDocument, page: number, parts: string[]): Match | null {
    const stored = document.pages[page - 1];
    if (stored === undefined) return null;
    let folded = this.folded.get(stored);
    if (folded === undefined) this.folded.set(stored, (folded = foldText(stored.text)));
    return toOriginal(folded, findParts(folded.text, parts));
  }

  /** A sentence may begin on the page and end on the next; the span returned is the part on the named page. */
  private findRunningOver(document: QuotedDocument, page: number, parts: string[]): Match | null {
    const [here, next] = [document.pages[page - 1]?.text, document.pages[page]?.text];
    if (here === undefined || next === undefined) return null;
    const from = Math.max(0, here.length - 2 * RUN_OVER);
    const folded = foldText(`${here.slice(from)}\n${next.slice(0, RUN_OVER)}`);
    const match = toOriginal(folded, findParts(folded.text, parts));
    if (match === null || match.start + from >= here.length) return null;
    return { start: match.start + from, end: Math.min(here.length, match.end + from) };
  }
}

/** The parts between ellipses, folded; null where one is too short to check. */
function splitQuote(quote: string): string[] | null {
  const parts = quote
    .replace(OUTER_MARKS, '')
    .split(ELLIPSIS)
    .map(foldPart)
    .filter((part) => part !== '');
  const needed = parts.length > 1 ? MIN_WEIGHT_PART : MIN_WEIGHT;
  return parts.length === 0 || parts.some((part) => weight(part) < needed) ? null : parts;
}

/** Final punctuation belongs to the sentence that quotes. */
function foldPart(part: string): string {
  return foldText(part.replace(OUTER_MARKS, '').replace(END_MARKS, '')).text.trim();
}

function weight(text: string): number {
  return (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) + (text.match(/\p{Script=Han}/gu)?.length ?? 0);
}

/** The parts in their order on one page, with nothing left out that would turn the meaning round. */
function findParts(page: string, parts: string[]): Match | null {
  const [first, ...rest] = parts as [string, ...string[]];
  for (let begin = findQuote(page, first); begin !== null; begin = findQuote(page, first, begin.start + 1)) {
    let end: number | null = begin.end;
    for (const part of rest) {
      end = findAfter(page, part, end);
      if (end === null) break;
    }
    if (end !== null) return { start: begin.start, end };
  }
  return null;
}

function findAfter(page: string, part: string, from: number): number | null {
  for (let match = findQuote(page, part, from); match !== null; match = findQuote(page, part, match.start + 1)) {
    if (match.start - from > MAX_ELISION) return null;
    if (!hidesNegation(page.slice(from, match.start))) return match.end;
  }
  return null;
}

/** "is … suitable" must not come from "is not suitable": in the sentences that the parts stand in, no denial is left out. */
function hidesNegation(elided: string): boolean {
  const sentences = elided.split(new RegExp(SENTENCE_END.source, 'g'));
  return hasNegation(sentences[0]!) || hasNegation(sentences.at(-1)!);
}

function toOriginal(folded: FoldedText, match: Match | null): Match | null {
  if (match === null) return null;
  return { start: folded.starts[match.start]!, end: folded.ends[match.end - 1]! };
}
