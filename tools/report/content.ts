import type { Answer, AnswerNumber } from '../../core/answer.ts';
import { derivationOf } from '../../core/derivations.ts';
import type { Evidence } from '../../core/evidence.ts';
import { plainLine, plainText } from '../../core/plain-text.ts';
import type { Report } from '../../core/session.ts';
import { sourceAddress } from '../../core/source-address.ts';
import { type ReportWords, reportWords } from './words.ts';

/** A number of the report with the address that it was read from, or the formula that it follows from. */
export interface NumberRow {
  text: string;
  value: string;
  unit: string;
  address: string;
}

export interface Reference {
  n: number;
  title: string;
  /** The page, and the address or DOI of what can be had by others. */
  place: string;
  verdict: string;
  /** Only a verified quotation is shown as one. */
  quote: string | null;
}

/** What stands in a report, in the order in which it stands there, as plain text. Markdown and HTML are written from this. */
export interface ReportContent {
  words: ReportWords;
  title: string;
  synthetic: boolean;
  /** The block under the title: label and value. */
  facts: [string, string][];
  refusal: { reason: string; missing: string[] } | null;
  sections: { heading: string; text: string }[];
  figures: { path: string; caption: string }[];
  disagreements: { subject: string; sides: string[] }[];
  openPoints: string[];
  references: Reference[];
  numbers: NumberRow[];
}

/** Lays out a report. `date` is the day that it is written, for the block under the title. */
export function reportContent(report: Report, date: Date = new Date()): ReportContent {
  const { answer } = report;
  const words = reportWords(answer.language);
  const evidence = new Map(answer.evidence.map((one) => [one.id, one]));
  return {
    words,
    title: plainLine(report.title),
    synthetic: report.synthetic,
    facts: factsOf(report, words, date),
    refusal: answer.refusal && {
      reason: plainLine(answer.refusal.reason),
      missing: answer.refusal.missing.map(plainLine),
    },
    sections: sectionsOf(report),
    figures: report.figures.map(({ path, caption }) => ({ path, caption: plainLine(caption) })),
    disagreements: disagreementsOf(answer, evidence),
    openPoints: answer.review.verdict === 'PASS' ? [] : answer.review.reasons.map(plainLine),
    references: referencesOf(answer, words),
    numbers: numberRows(answer, evidence),
  };
}

/** A report without sections is its answer. */
function sectionsOf({ sections, answer }: Report): { heading: string; text: string }[] {
  const written = sections.length || answer.refusal ? sections : [{ heading: '', text: answer.answer }];
  return written.map(({ heading, text }) => ({ heading: plainLine(heading), text: plainText(text).trim() }));
}

function factsOf({ about, answer, synthetic }: Report, words: ReportWords, date: Date): [string, string][] {
  const scenes = answer.evidence.filter(({ kind }) => kind === 'scene');
  const sensor = about?.sensor ?? scenes.find(({ address }) => address.endsWith('#/sensor'))?.value;
  const models = Object.entries(answer.models).filter(([, model]) => model && model !== 'none');
  const facts: [string, string | undefined][] = [
    [words.scene, about?.scene ?? scenes[0]?.source],
    [words.area, about?.aoi],
    [words.sensor, sensor === undefined ? undefined : String(sensor)],
    [words.synthetic, synthetic ? words.yes : words.no],
    [words.date, isoDay(date)],
    [words.knowledgeBase, about?.kb],
    [words.session, `${answer.session} #${answer.turn}`],
    [words.models, models.map(([role, model]) => `${role}: ${model}`).join('; ')],
    [words.review, answer.review.verdict],
  ];
  return facts.flatMap(([label, value]): [string, string][] => (value ? [[label, plainLine(value)]] : []));
}

function disagreementsOf(answer: Answer, evidence: Map<string, Evidence>): ReportContent['disagreements'] {
  return answer.contradictions.map(({ subject, sides }) => ({
    subject: plainLine(subject),
    sides: sides.map((side) => {
      const source = evidence.get(side.evidence)?.source;
      return plainLine(source ? `${source}: ${side.says}` : side.says);
    }),
  }));
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

/** Every number once, in the order of the text. */
function numberRows(answer: Answer, evidence: Map<string, Evidence>): NumberRow[] {
  const rows = new Map<string, NumberRow>();
  for (const number of answer.numbers) {
    const derived = derivationOf(number, evidence);
    const address = derived
      ? `${derived.formula}${derived.worked === derived.formula ? '' : ` = ${derived.worked}`}${derived.addresses.length ? ` ← ${derived.addresses.join(', ')}` : ''}`
      : addressOf(number, evidence.get(number.evidence ?? ''));
    const row = {
      text: plainLine(number.text),
      value: String(number.value),
      unit: plainLine(number.unit),
      address: plainLine(address),
    };
    rows.set(Object.values(row).join('\u0000'), row);
  }
  return [...rows.values()];
}

/** The field; of a document the very characters in which the number stands. */
function addressOf(number: AnswerNumber, source: Evidence | undefined): string {
  const address = source?.address ?? number.evidence ?? '';
  if (number.start === undefined || number.end === undefined) return address;
  return address.replace(/&start=\d+&end=\d+$/, `&start=${number.start}&end=${number.end}`);
}

/** The day where the user is, not in Greenwich. */
export function isoDay(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
