import type { AnswerNumber } from './answer.ts';

/** Words with the numbers that stand in them, in the order of the words. Every number leads to its address. */
export interface ReportText {
  text: string;
  numbers?: AnswerNumber[];
}

/** One thing that stands in a chapter of a report. Words are literal, but for those of `prose`. */
export type ReportBlock =
  /** Markdown of an answer: paragraphs, lists, citation marks. Parts of it come from documents and models. */
  | ({ kind: 'prose' } & ReportText)
  | ({ kind: 'paragraph'; tone?: 'note' } & ReportText)
  | { kind: 'list'; items: ReportText[] }
  /** Label and what is said of it. */
  | { kind: 'facts'; rows: ({ label: string } & ReportText)[] }
  | { kind: 'table'; caption: string; columns: { label: string; number?: boolean }[]; rows: ReportText[][] }
  /** Across the page, or `medium`, so that three stand on one. */
  | { kind: 'figure'; path: string; caption: string; size?: 'medium' }
  /** Where the answer's sources contradict each other, both sides. */
  | { kind: 'disagreements' };

/** A chapter of a report; chapters are numbered in their order. */
export interface ReportChapter {
  heading: string;
  blocks: ReportBlock[];
}
