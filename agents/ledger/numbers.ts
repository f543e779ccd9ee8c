import type { Evidence } from '../../core/evidence.ts';
import { detectLanguage } from '../../core/language.ts';
import { type NumberSource, readEvidence } from './evidence-numbers.ts';
import { constantsOf, evaluateQuantities, lettersOf, type Operand, resultIn } from './formula.ts';
import { documentSpan } from './ledger.ts';
import { sameSubject } from './named-things.ts';
import { type Quantity, readNumbers } from './quantities.ts';
import { agrees, limitsAgree, maySay } from './same-number.ts';
import type { BoundNumber, Sentence } from './sentence.ts';
import { type Subjects, subjectsOf } from './subjects.ts';
import { plainUnit, sameKind, unitNamed } from './units.ts';

export { agrees };

/** Why a number of a draft does not pass. */
export type NumberProblem =
  | 'no evidence'
  | 'disagrees'
  | 'ambiguous'
  | 'of something else'
  | 'another limit'
  | 'more than one way to read it';

export interface NumberFinding {
  token: { text: string; unit: string };
  problem: NumberProblem;
}

/** Numbers of a text that need evidence, outside quotations, names and citation marks. */
export function numbersIn(text: string, ignore: string[] = []): Quantity[] {
  return readNumbers(withoutQuotes(text, ignore)).quantities;
}

/** One or two words in quotation marks are a name or a term, not a quotation: nobody checks them against a page. */
export function isTerm(quote: string): boolean {
  const han = quote.match(/\p{Script=Han}/gu)?.length ?? 0;
  return han > 0 ? han < 6 : quote.trim().split(/\s+/).length < 4;
}

/** Blanks what other guards check: quotations, the names of sources, citation marks. Offsets stay. */
function withoutQuotes(text: string, names: string[]): string {
  const known = new Set(names.map(bareName));
  let bare = text
    .replace(/⟦[^⟧]*⟧/g, blank)
    .replace(/“([^”]*)”/g, (whole, quote: string) =>
      isTerm(quote) && !known.has(bareName(quote)) ? whole : blank(whole),
    )
    .replace(/《([^》]*)》|‘([^’]*)’/g, (whole, one?: string, two?: string) =>
      known.has(bareName(one ?? two ?? '')) ? blank(whole) : whole,
    );
  // a scene or a model may have digits in its name
  for (const name of names) if (/\d/.test(name) && /\p{L}/u.test(name)) bare = bare.split(name).join(blank(name));
  return bare;
}

function bareName(name: string): string {
  return name
    .replace(/[“”‘’《》]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function blank(text: string): string {
  return ' '.repeat(text.length);
}

/**
 * Binds every number of a sentence to one address. A number passes where the sentence's own evidence carries it: the same
 * value after conversion and rounding, the same kind of thing, the same limit ("more than"), of the same mineral. Numbers
 * that come with a binding are checked against it; derived ones are recomputed. What only the question names is no
 * evidence: `echoes` are places that were asked about ("pixel 120, 90 lies outside"), and what a frame repeats.
 */
export function bindNumbers(
  sentence: Sentence,
  evidence: (id: string) => Evidence | undefined,
  echoes: ReadonlySet<number> = new Set(),
): { bound: BoundNumber[]; findings: NumberFinding[] } {
  const own = sentence.evidence.map(evidence).filter((one) => one !== undefined);
  const names = own.flatMap((one) => [one.source, ...(typeof one.value === 'string' ? [one.value] : [])]);
  const text = withoutQuotes(sentence.text, names);
  const { quantities, dates } = readNumbers(text);
  const bound: BoundNumber[] = [];
  const findings: NumberFinding[] = [];
  if (quantities.length === 0 && dates.length === 0) return { bound, findings };
  const said: Said = { text, quantities, subjects: subjectsOf(text, quantities), language: detectLanguage(text) };
  const given = [...sentence.numbers];
  quantities.forEach((token, index) => {
    const at = given.findIndex((number) => sameText(number.text, token.text));
    if (at >= 0) {
      const [number] = given.splice(at, 1);
      const problem = checkBinding(number!, said, index, own);
      if (problem) findings.push({ token, problem });
      else bound.push(number!);
      return;
    }
    const found = search(said, index, own);
    if ('bound' in found) bound.push(found.bound);
    else if (!isEcho(token, sentence, echoes)) findings.push({ token, problem: found.problem });
  });
  const known = dates.length ? datesOf(own) : [];
  for (const date of dates) {
    const stands = known.some((one) => one === date || one.startsWith(`${date}-`));
    if (!stands && sentence.role !== 'frame')
      findings.push({ token: { text: date, unit: '' }, problem: 'no evidence' });
  }
  return { bound, findings };
}

/** A sentence that was read once for all its numbers. */
interface Said {
  text: string;
  quantities: Quantity[];
  subjects: Subjects;
  language: string;
}

function isEcho(token: Quantity, sentence: Sentence, echoes: ReadonlySet<number>): boolean {
  const place = token.kind === 'position' || token.hemisphere === true;
  return (place || sentence.role === 'frame') && echoes.has(token.value);
}

function datesOf(own: Evidence[]): string[] {
  return own.flatMap((one) => [
    ...readEvidence(one).dates,
    ...readNumbers(`${one.source} ; ${typeof one.value === 'string' ? one.value : ''}`).dates,
  ]);
}

/** Checks a binding that came with the sentence instead of believing it. */
function checkBinding(number: BoundNumber, said: Said, index: number, own: Evidence[]): NumberProblem | undefined {
  const token = said.quantities[index]!;
  if (number.formula) return derives(number, said, index, own) ? undefined : 'disagrees';
  const source = own.find((one) => one.id === number.evidence);
  if (!source) return 'no evidence';
  if (typeof source.value === 'number') {
    if (!agrees(token, source.value, source.unit)) return 'disagrees';
    return ofSomethingElse(said.subjects.owners[index]!, readEvidence(source).subjects)
      ? 'of something else'
      : undefined;
  }
  const found = search(said, index, [source]);
  return 'bound' in found ? undefined : found.problem === 'no evidence' ? 'disagrees' : found.problem;
}

/** Whether both sides name things, and no two of them may be the same. */
function ofSomethingElse(said: string[], known: string[]): boolean {
  return said.length > 0 && known.length > 0 && !said.some((one) => known.some((other) => sameSubject(one, other)));
}

interface Match {
  evidence: Evidence;
  /** Of a document: which of its numbers. */
  source?: NumberSource;
  owners: string[];
  context(): Set<string>;
}

/** Looks for the one place in the sentence's evidence that a number stands at. */
function search(said: Said, index: number, own: Evidence[]): { bound: BoundNumber } | { problem: NumberProblem } {
  const token = said.quantities[index]!;
  const matches: Match[] = [];
  const problems = new Set<NumberProblem>();
  for (const evidence of own) {
    if (isCoordinate(evidence, token)) matches.push({ evidence, owners: [], context: () => new Set() });
    else if (typeof evidence.value === 'number') {
      if (token.readings || !agrees(token, evidence.value, evidence.unit)) continue;
      const owners = readEvidence(evidence).subjects;
      if (!limitsAgree(token, { sense: '=', value: evidence.value, unit: evidence.unit ?? '' }))
        problems.add('another limit');
      else if (ofSomethingElse(said.subjects.owners[index]!, owners)) problems.add('of something else');
      else matches.push({ evidence, owners, context: readEvidence(evidence).words });
    } else if (evidence.kind !== 'scene') {
      const reading = readEvidence(evidence);
      reading.sources.forEach((source) => {
        const verdict = compare(said, index, source, reading);
        if (verdict === 'same')
          matches.push({ evidence, source, owners: source.owners, context: () => source.context().words });
        else if (verdict) problems.add(verdict);
      });
    }
  }
  const standing = matches.filter((match) => !rivalled(said, index, match, own));
  if (standing.length < matches.length) problems.add('of something else');
  const [first, ...others] = standing;
  if (!first) return { problem: worst(token, problems) };
  const sameAs = (other: Match) =>
    other.evidence === first.evidence ||
    (first.evidence.kind !== 'scene' && other.evidence.kind === first.evidence.kind) ||
    (isCoordinate(first.evidence, token) && isCoordinate(other.evidence, token));
  if (!others.every(sameAs)) {
    // two fields of a scene hold the same value: the words beside it must tell which is meant
    const [best, next] = [...standing].sort((a, b) => overlap(said, index, b) - overlap(said, index, a));
    if (overlap(said, index, best!) === overlap(said, index, next!)) return { problem: 'ambiguous' };
    return { bound: bind(token, best!) };
  }
  return { bound: bind(token, first) };
}

function worst(token: Quantity, problems: Set<NumberProblem>): NumberProblem {
  if (token.readings) return 'more than one way to read it';
  const order: NumberProblem[] = ['of something else', 'another limit', 'more than one way to read it'];
  return order.find((one) => problems.has(one)) ?? 'no evidence';
}

function bind(token: Quantity, { evidence, source }: Match): BoundNumber {
  const span = source && documentSpan(evidence.address);
  return {
    text: token.text,
    value: token.value,
    unit: token.unit,
    evidence: evidence.id,
    ...(span && source ? { start: span.start + source.quantity.at, end: span.start + source.quantity.spanEnd } : {}),
  };
}

function overlap(said: Said, index: number, match: Match): number {
  const { words } = said.subjects.context(index);
  const named = match.owners.some((owner) => said.subjects.owners[index]!.some((one) => sameSubject(one, owner)));
  return (named ? 10 : 0) + [...match.context()].filter((word) => words.has(word)).length;
}

/** Whether a number of a document is the one that the sentence says. Undefined: another number altogether. */
function compare(
  said: Said,
  index: number,
  source: NumberSource,
  reading: ReturnType<typeof readEvidence>,
): 'same' | NumberProblem | undefined {
  const token = said.quantities[index]!;
  const { quantity } = source;
  if (!maySay(token, quantity)) return undefined;
  // what neither side says for certain passes only as it stands: the same signs with the same unit
  if (token.readings || quantity.readings) {
    const copied = token.text === quantity.text && token.unit === quantity.unit && !!token.readings;
    if (!copied) return 'more than one way to read it';
  }
  if (!limitsAgree(token, quantity) || !endsAgree(said, token, source, reading)) return 'another limit';
  const owners = said.subjects.owners[index]!;
  if (token.unit === '' && quantity.unit === '' && !sameThingCounted(said, index, source, reading))
    return 'of something else';
  if (ofSomethingElse(owners, source.owners)) return 'of something else';
  const minerals = owners.filter((one) => /^[ma]:/.test(one));
  const names = (id: string) => reading.named.some((one) => sameSubject(one, id));
  if (minerals.length && source.owners.length === 0) {
    if (!minerals.some(names)) return 'of something else';
    const owned = reading.sources.some(
      (other) =>
        other !== source &&
        kindOf(other.quantity.unit) === kindOf(quantity.unit) &&
        other.owners.some((owner) => minerals.some((one) => sameSubject(one, owner))),
    );
    if (owned) return 'of something else';
  }
  return 'same';
}

/** Ends of a range agree with the same ends of one range; the middle of a range is no number of its own. */
function endsAgree(
  said: Said,
  token: Quantity,
  source: NumberSource,
  reading: ReturnType<typeof readEvidence>,
): boolean {
  const { quantity } = source;
  if (token.role === 'single') {
    if (quantity.role === 'single') return true;
    // "at least 5" and "up to 10" say one end each of "5 to 10"
    if (quantity.role === 'low') return token.sense === '>=';
    return quantity.role === 'high' && token.sense === '<=';
  }
  if (quantity.role !== token.role) return false;
  if (token.mate === undefined || quantity.mate === undefined) return token.mate === quantity.mate;
  const [mate, other] = [said.quantities[token.mate], reading.sources[quantity.mate]?.quantity];
  return mate !== undefined && other !== undefined && maySay(mate, other);
}

/** Bare numbers count things: some word beside them must be the same, in either language. */
function sameThingCounted(
  said: Said,
  index: number,
  source: NumberSource,
  reading: ReturnType<typeof readEvidence>,
): boolean {
  const across = said.language !== reading.language;
  const own = said.subjects.context(index);
  const context = source.context();
  const share = (one: Set<string>, other: Set<string>) =>
    [...one].some((word) => (!across || word.includes(':')) && other.has(word));
  if (share(own.nouns, context.words) || share(context.nouns, own.words)) return true;
  if (own.nouns.size === 0 && context.nouns.size === 0 && (share(own.words, context.words) || !across)) return true;
  const alone = reading.sources.filter(({ quantity }) => quantity.unit === '').length === 1;
  return alone && (across || own.nouns.size === 0);
}

function kindOf(unit: string): string {
  return unitNamed(unit)?.dimension ?? plainUnit(unit);
}

/**
 * Whether the words beside a number fit another number of the same kind better: in "the upper member is 12 m thick and
 * the lower 30 m", "the lower member is 12 m thick" has a rival. Only words that tell the candidates apart count.
 */
function rivalled(said: Said, index: number, match: Match, own: Evidence[]): boolean {
  const token = said.quantities[index]!;
  const owners = said.subjects.owners[index]!;
  const rivals = match.source
    ? rivalNumbers(token, match.source.quantity.unit, own).filter((rival) => !ofSomethingElse(owners, rival.owners))
    : rivalFields(token, match.evidence, own).filter((rival) => !ofSomethingElse(owners, rival.owners));
  if (rivals.length === 0) return false;
  const across = said.language !== readEvidence(match.evidence).language;
  const words = [...said.subjects.context(index).words].filter((word) => !across || word.includes(':'));
  const telling = words.filter((word) => [match, ...rivals].some((one) => !one.context().has(word)));
  // in two languages, and no term of the glossary to tell which number is meant: then it is not told
  if (across && match.source && telling.length === 0 && owners.length === 0) return true;
  const score = (one: { context(): Set<string> }) => telling.filter((word) => one.context().has(word)).length;
  return rivals.some((rival) => score(rival) > score(match));
}

interface Rival {
  owners: string[];
  context(): Set<string>;
}

/** Other numbers of the cited pages that measure the same kind of thing. */
function rivalNumbers(token: Quantity, unit: string, own: Evidence[]): Rival[] {
  return own
    .filter((evidence) => evidence.kind === 'document')
    .flatMap((evidence) => readEvidence(evidence).sources)
    .filter(
      ({ quantity }) => quantity.role !== 'tolerance' && sameKindOf(quantity.unit, unit) && !maySay(token, quantity),
    )
    .map(({ owners, context }) => ({ owners, context: () => context().words }));
}

/** Other fields of the scene that are cited: the fit beside the depth of the same mineral. */
function rivalFields(token: Quantity, field: Evidence, own: Evidence[]): Rival[] {
  return own
    .filter(
      (one) =>
        one !== field &&
        typeof one.value === 'number' &&
        sameKindOf(one.unit ?? '', field.unit ?? '') &&
        !agrees(token, one.value, one.unit),
    )
    .map((one) => ({ owners: readEvidence(one).subjects, context: readEvidence(one).words }));
}

function sameKindOf(a: string, b: string): boolean {
  const [one, two] = [unitNamed(a), unitNamed(b)];
  return one && two ? sameKind(one, two) : plainUnit(a) === plainUnit(b);
}

/** A reading of the map at one pixel carries that pixel's coordinates in its address: `swir.tif#x=120&y=90`. */
function isCoordinate(evidence: Evidence, token: Quantity): boolean {
  const at = /#x=(\d+)&y=(\d+)$/.exec(evidence.address) ?? /[#&]window=(\d+),(\d+),(\d+),(\d+)/.exec(evidence.address);
  return (
    at !== null &&
    token.step === 1 &&
    (token.unit === '' || token.unit === 'pixels') &&
    at.slice(1).includes(String(token.value))
  );
}

/** Words that say by which operation numbers belong together. */
const OPERATIONS: [RegExp, RegExp][] = [
  [
    /\b(?:together|altogether|in total|in all|combined|sum|totals?|totalling)\b|合计|总计|总共|总和|共(?=[\d\s约]|为|有|计)/i,
    /\+/,
  ],
  [/\b(?:difference|apart)\b|相差|差值/i, /-/],
  [/\b(?:on average|average of|mean of|averages?)\b|平均/i, /\//],
];

/**
 * Whether a derived number is what its formula gives from its inputs, recomputed with their units. Each input is cited by
 * the sentence and of something that it names; the formula brings no numbers of its own but 1 and how many inputs it has;
 * "together" adds and "difference" subtracts.
 */
function derives(number: BoundNumber, said: Said, index: number, own: Evidence[]): boolean {
  const token = said.quantities[index]!;
  const formula = number.formula!;
  const ids = number.inputs ?? [];
  const used = lettersOf(formula);
  if (ids.length === 0 || new Set(ids.map((id, at) => `${id} ${number.operands?.[at]?.text ?? ''}`)).size < ids.length)
    return false;
  if (!ids.every((_, at) => used.includes(at)) || used.some((at) => at >= ids.length)) return false;
  if (constantsOf(formula).some((constant) => constant !== 1 && constant !== ids.length)) return false;
  const inputs = ids.map((id, at) =>
    operand(
      own.find((one) => one.id === id),
      number.operands?.[at],
    ),
  );
  if (!inputs.every((one) => one !== undefined)) return false;
  const named = said.subjects.named.filter((one) => /^[ma]:/.test(one));
  if (named.length && inputs.some(({ subjects }) => ofSomethingElse(named, subjects))) return false;
  const every = inputs.flatMap(({ subjects }) => subjects);
  const owners = said.subjects.owners[index]!.filter((one) => /^[ma]:/.test(one));
  if (every.length && owners.some((owner) => !every.some((one) => sameSubject(one, owner)))) return false;
  const clause = clauseAround(said.text, token.at);
  if (ids.length > 1 && OPERATIONS.some(([words, sign]) => words.test(clause) && !sign.test(formula))) return false;
  const result = evaluateQuantities(formula, inputs);
  const value = result && resultIn(result, token.unit || plainUnit(number.unit));
  return value !== undefined && agrees({ ...token, unit: '' }, value, '') && token.sense !== '>' && token.sense !== '<';
}

/** An input of a formula: a field's value, or a number that a document's span holds. */
function operand(
  evidence: Evidence | undefined,
  written: BoundNumber | null | undefined,
): (Operand & { subjects: string[] }) | undefined {
  if (!evidence) return undefined;
  if (typeof evidence.value === 'number')
    return { value: evidence.value, unit: evidence.unit ?? '', subjects: readEvidence(evidence).subjects };
  if (evidence.kind !== 'document' || !written) return undefined;
  const unit = plainUnit(written.unit);
  const source = readEvidence(evidence).sources.find(
    ({ quantity }) =>
      quantity.value === written.value &&
      quantity.unit === unit &&
      (quantity.sense === '=' || quantity.loose) &&
      quantity.role === 'single' &&
      !quantity.readings,
  );
  return source && { value: source.quantity.value, unit: source.quantity.unit, subjects: source.owners };
}

function clauseAround(text: string, at: number): string {
  const before = text.slice(0, at).search(/[^.;。；]*$/);
  const after = /[.;。；](?:\s|$)/.exec(text.slice(at));
  return text.slice(before, after ? at + after.index : text.length);
}

function sameText(bound: string, token: string): boolean {
  return bound === token || bound.replace(/[^\d.,−-]/g, '').replace(/[.,]$/, '') === token;
}
