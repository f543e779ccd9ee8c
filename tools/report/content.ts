import type { Answer } from '../../core/answer.ts';
import type { Evidence } from '../../core/evidence.ts';
import type { Language } from '../../core/language.ts';
import { plainLine, plainText } from '../../core/plain-text.ts';
import type { ReportBlock, ReportChapter, ReportText } from '../../core/report.ts';
import type { Report } from '../../core/session.ts';
import { sourceAddress } from '../../core/source-address.ts';
import { NumberBook, type NumberRow } from './number-book.ts';
import { type ReportWords, reportWords } from './words.ts';

export interface Reference {
  n: number;
  title: string;
  /** The page, and the address or DOI of what can be had by others. */
  place: string;
  verdict: string;
  /** Only a verified quotation is shown as one. */
  quote: string | null;
}

/** A block whose texts carry the marks of {@link NumberBook}. */
export type ContentBlock =
  | { kind: 'prose' | 'paragraph' | 'note' | 'subheading'; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'facts'; rows: { label: string; text: string }[] }
  | {
      kind: 'table';
      n: number;
      label: string;
      caption: string;
      columns: { label: string; number: boolean }[];
      rows: string[][];
    }
  | { kind: 'figure'; path: string; label: string; caption: string; medium: boolean }
  | { kind: 'disagreement'; subject: string; sides: string[] };

export interface ContentChapter {
  /** `3. Minerals` in a report that is laid out in chapters. */
  heading: string;
  /** From 1; numbers lead back to it. */
  n: number;
  blocks: ContentBlock[];
}

/** What stands in a report, in the order in which it stands there, as plain text. Markdown and HTML are written from this. */
export interface ReportContent {
  words: ReportWords;
  language: Language;
  title: string;
  synthetic: boolean;
  /** The block under the title: label and value, with marks. */
  facts: [string, string][];
  refusal: { reason: string; missing: string[] } | null;
  chapters: ContentChapter[];
  /** Headings of what stands behind the chapters. */
  references: { heading: string; list: Reference[] };
  appendix: { heading: string; rows: NumberRow[] };
}

/** Lays out a report. `date` is the day that it is written, for the block under the title. */
export function reportContent(report: Report, date: Date = new Date()): ReportContent {
  const { answer } = report;
  const words = reportWords(answer.language);
  const evidence = new Map([...(report.evidence ?? []), ...answer.evidence].map((one) => [one.id, one]));
  const book = new NumberBook(evidence);
  const chapters = [...(report.chapters ?? plainChapters(report, words)), ...openPoints(answer, words)];
  const numbered = report.chapters !== undefined;
  const facts = factsOf(report, words, date, book);
  const counts = { table: 0, figure: 0 };
  const laidOut = chapters.map(
    ({ heading, blocks }, at): ContentChapter => ({
      heading: `${numbered ? `${at + 1}. ` : ''}${plainLine(heading)}`,
      n: at + 1,
      blocks: blocks.flatMap((block) =>
        layBlock(block, { book, chapter: at + 1, counts, words, answer, evidence, isPlain: !numbered }),
      ),
    }),
  );
  // a report without chapters says all that its answer says, numbers in words among it
  if (!numbered) for (const number of answer.numbers) book.add(number);
  return {
    words,
    language: answer.language,
    title: plainLine(report.title),
    synthetic: report.synthetic,
    facts,
    refusal: answer.refusal && {
      reason: plainLine(answer.refusal.reason),
      missing: answer.refusal.missing.map(plainLine),
    },
    chapters: laidOut,
    references: {
      heading: `${numbered ? `${chapters.length + 1}. ` : ''}${words.references}`,
      list: referencesOf(answer, words),
    },
    appendix: { heading: words.numbers, rows: book.rows },
  };
}

/** A report that is not laid out: the sections of its answer, what disagrees, and the figures behind each other. */
function plainChapters({ sections, answer, figures }: Report, words: ReportWords): ReportChapter[] {
  const written = sections.length || answer.refusal ? sections : [{ heading: '', text: answer.answer }];
  const chapters = written.map(({ heading, text }): ReportChapter => {
    const numbers = answer.numbers.filter((number) => text.includes(number.text));
    return { heading, blocks: [{ kind: 'prose', text, numbers }] };
  });
  if (answer.contradictions.length)
    chapters.push({ heading: words.disagreements, blocks: [{ kind: 'disagreements' }] });
  if (figures.length)
    chapters.push({ heading: words.figures, blocks: figures.map((figure) => ({ kind: 'figure', ...figure })) });
  return chapters;
}

function openPoints({ review }: Answer, words: ReportWords): ReportChapter[] {
  if (review.verdict === 'PASS') return [];
  return [{ heading: words.openPoints, blocks: [{ kind: 'list', items: review.reasons.map((text) => ({ text })) }] }];
}

interface Laying {
  book: NumberBook;
  chapter: number;
  counts: { table: number; figure: number };
  words: ReportWords;
  answer: Answer;
  evidence: ReadonlyMap<string, Evidence>;
  isPlain: boolean;
}

function layBlock(block: ReportBlock, laying: Laying): ContentBlock[] {
  const { book, chapter, counts, words } = laying;
  const line = ({ text, numbers }: ReportText) =>
    book.mark({ text: plainLine(text), ...(numbers ? { numbers } : {}) }, chapter);
  switch (block.kind) {
    case 'prose': {
      const { text, numbers } = block;
      return [
        { kind: 'prose', text: book.mark({ text: plainText(text).trim(), ...(numbers ? { numbers } : {}) }, chapter) },
      ];
    }
    case 'paragraph':
      return [{ kind: block.tone ?? 'paragraph', text: line(block) }];
    case 'list':
      return [{ kind: 'list', items: block.items.map(line) }];
    case 'facts':
      return [{ kind: 'facts', rows: block.rows.map((row) => ({ label: plainLine(row.label), text: line(row) })) }];
    case 'table':
      return [
        {
          kind: 'table',
          n: ++counts.table,
          label: `${words.table} ${counts.table}.`,
          caption: plainLine(block.caption),
          columns: block.columns.map(({ label, number = false }) => ({ label: plainLine(label), number })),
          rows: block.rows.map((cells) => cells.map(line)),
        },
      ];
    case 'figure':
      return [
        {
          kind: 'figure',
          path: block.path,
          label: `${words.figure} ${++counts.figure}.`,
          caption: plainLine(block.caption),
          medium: block.size === 'medium',
        },
      ];
    case 'disagreements':
      // in a plain report they have a chapter of their own
      return laying.isPlain
        ? disagreementsOf(laying)
        : [{ kind: 'subheading', text: words.disagreements }, ...disagreementsOf(laying)];
  }
}

function disagreementsOf({ answer, evidence, words, book, chapter }: Laying): ContentBlock[] {
  if (!answer.contradictions.length) return [{ kind: 'paragraph', text: words.noDisagreements }];
  return answer.contradictions.map(({ subject, sides }) => ({
    kind: 'disagreement',
    subject: plainLine(subject),
    sides: sides.map((side) => {
      const source = evidence.get(side.evidence);
      const text = plainLine(source ? `${source.source}: ${side.says}` : side.says);
      if (typeof source?.value !== 'number' || !text.includes(String(source.value))) return text;
      const { id, value, unit = '' } = source;
      return book.mark({ text, numbers: [{ text: String(value), value, unit, evidence: id }] }, chapter);
    }),
  }));
}

function factsOf(
  { about, answer, synthetic }: Report,
  words: ReportWords,
  date: Date,
  book: NumberBook,
): [string, string][] {
  const scenes = answer.evidence.filter(({ kind }) => kind === 'scene');
  const sensor = about?.sensor ?? scenes.find(({ address }) => address.endsWith('#/sensor'))?.value;
  const models = Object.entries(answer.models).filter(([, model]) => model && model !== 'none');
  const facts: [string, string | undefined][] = [
    [words.document, words.deskStudy],
    [words.scene, about?.scene ?? scenes[0]?.source],
    [words.area, about?.aoi],
    [words.location, about?.location && book.mark(about.location, 0)],
    [words.sensor, sensor === undefined ? undefined : String(sensor)],
    [words.acquired, about ? (about.acquired ?? words.notSaid) : undefined],
    [words.synthetic, synthetic ? words.yes : words.no],
    [words.date, isoDay(date)],
    [words.author, about?.author],
    [words.organisation, about?.organisation],
    [words.knowledgeBase, about?.kb],
    [words.session, `${answer.session} #${answer.turn}`],
    [words.versions, about?.versions],
    [words.models, models.map(([role, model]) => `${words.roles[role] ?? role}: ${model}`).join('; ')],
    [words.review, answer.review.verdict],
  ];
  return facts.flatMap(([label, value]): [string, string][] => (value ? [[label, plainLine(value)]] : []));
}

function referencesOf(answer: Answer, words: ReportWords): Reference[] {
  return [...answer.citations]
    .sort((a, b) => a.n - b.n)
    .map((citation) => ({
      n: citation.n,
      title: plainLine(citation.title),
      place: [words.page(citation), sourceAddress(citation)].filter(Boolean).join(', '),
      verdict: words.verdicts[citation.verdict],
      quote: citation.verdict === 'verified' ? plainLine(citation.quote) : null,
    }));
}

/** The figures of a report, in their order. */
export function figuresOf({ chapters }: ReportContent): { path: string }[] {
  return chapters.flatMap(({ blocks }) => blocks.filter((block) => block.kind === 'figure'));
}

/** The day where the user is, not in Greenwich. */
export function isoDay(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
