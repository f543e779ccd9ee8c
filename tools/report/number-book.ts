import type { AnswerNumber } from '../../core/answer.ts';
import { derivationOf } from '../../core/derivations.ts';
import type { Evidence } from '../../core/evidence.ts';
import { plainLine } from '../../core/plain-text.ts';
import type { ReportText } from '../../core/report.ts';
import { placesOf } from './number-places.ts';

/** A number of the report with the address that it was read from, or the formula that it follows from. */
export interface NumberRow {
  /** From 1, in the order of the text. */
  n: number;
  /** The ways in which the text writes it: 0.75, 75.3. */
  written: string[];
  /** As it stands at its address, in the unit that it has there. */
  value: string;
  unit: string;
  address: string;
  /** Of a derived number: how it is made of others. */
  formula: boolean;
  /** The chapters in which it stands, once for each time. */
  uses: number[];
}

/** A stretch of text: plain, or a number that leads to its row (its `use`, from 1, to which the row leads back). */
export type Stretch = { text: string } | { text: string; row: number; use: number };

// Private-use characters: no font shows them, and they pass through Markdown as letters do.
const [OPEN, MIDDLE, CLOSE] = ['\ue000', '\ue001', '\ue002'];
const MARKS = /[\ue000-\ue002]/g;
const MARKED = /\ue000(\d+)-(\d+)\ue001([^\ue000-\ue002]*)\ue002/g;

/** Collects the numbers of a report as it is laid out: one row for each address or formula, however often it is named. */
export class NumberBook {
  readonly rows: NumberRow[] = [];
  readonly #evidence: ReadonlyMap<string, Evidence>;
  readonly #known = new Map<string, NumberRow>();

  constructor(evidence: ReadonlyMap<string, Evidence>) {
    this.#evidence = evidence;
  }

  /**
   * The text with a mark round each of its numbers, for {@link replaceMarks} once it has become Markdown or HTML. A number
   * that is said in words gets its row and no mark.
   */
  mark({ text: raw, numbers = [] }: ReportText, chapter: number): string {
    const text = raw.replace(MARKS, '');
    let marked = '';
    let from = 0;
    for (const { number, start, end } of placesOf(text, numbers)) {
      const row = this.#row(number);
      if (start === undefined) continue;
      const use = row.uses.push(chapter);
      marked += `${text.slice(from, start)}${OPEN}${row.n}-${use}${MIDDLE}${text.slice(start, end)}${CLOSE}`;
      from = end;
    }
    return marked + text.slice(from);
  }

  /** Gives a number its row though it stands in no text. */
  add(number: AnswerNumber): void {
    this.#row(number);
  }

  #row(number: AnswerNumber): NumberRow {
    const derived = derivationOf(number, this.#evidence);
    const source = this.#evidence.get(number.evidence ?? '');
    const held = derived === undefined && typeof source?.value === 'number';
    const worked = derived && derived.worked !== derived.formula ? ` = ${derived.worked}` : '';
    const inputs = derived?.addresses.length ? ` ← ${derived.addresses.join(', ')}` : '';
    const row = {
      value: held ? String(source.value) : String(number.value),
      unit: plainLine(held ? shownUnit(source.unit, number.unit) : number.unit),
      address: plainLine(derived ? `${derived.formula}${worked}${inputs}` : addressOf(number, source)),
    };
    const key = Object.values(row).join('\u0000');
    let known = this.#known.get(key);
    if (!known) {
      known = { n: this.rows.length + 1, written: [], ...row, formula: derived !== undefined, uses: [] };
      this.#known.set(key, known);
      this.rows.push(known);
    }
    const written = plainLine(number.text);
    if (!known.written.includes(written)) known.written.push(written);
    return known;
  }
}

/** The text in pieces, each number with its row. */
export function stretches(marked: string): Stretch[] {
  const pieces: Stretch[] = [];
  let from = 0;
  for (const match of marked.matchAll(MARKED)) {
    if (match.index > from) pieces.push({ text: marked.slice(from, match.index) });
    pieces.push({ text: match[3]!, row: Number(match[1]), use: Number(match[2]) });
    from = match.index + match[0].length;
  }
  if (from < marked.length) pieces.push({ text: marked.slice(from) });
  return pieces;
}

/** Puts what `link` makes of each number in the place of its mark; `text` has become Markdown or HTML meanwhile. */
export function replaceMarks(marked: string, link: (text: string, row: number, use: number) => string): string {
  return marked.replace(MARKED, (_, row: string, use: string, text: string) => link(text, Number(row), Number(use)));
}

/** The text as a reader of plain text has it. */
export function withoutMarks(marked: string): string {
  return marked.replace(MARKED, '$3');
}

/** `km2` and `um` are how files write km² and µm. */
function shownUnit(unit: string | undefined, said: string): string {
  return unit === undefined ? said : unit.replace(/(?<=m)2$/, '²').replace(/^um$/, 'µm');
}

/** The field; of a document the very characters in which the number stands. */
function addressOf(number: AnswerNumber, source: Evidence | undefined): string {
  const address = source?.address ?? number.evidence ?? '';
  if (number.start === undefined || number.end === undefined) return address;
  return address.replace(/&start=\d+&end=\d+$/, `&start=${number.start}&end=${number.end}`);
}
