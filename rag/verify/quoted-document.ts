import type { Page } from '../types.ts';

/** A document with its pages, in their order; a page's number is its place, counted from 1. They never change. */
export interface QuotedDocument {
  info: { id: string };
  pages: readonly Pick<Page, 'page' | 'text'>[];
}
