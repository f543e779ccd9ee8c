import type { Answer, QuoteVerdict } from '../../core/answer.ts';
import type { Evidence } from '../../core/evidence.ts';
import { detectLanguage } from '../../core/language.ts';
import type { KnowledgeBase } from '../../rag/types.ts';
import { conceptCovers, findEntities, mineralConcepts } from '../reasoner/builtin/lexicon.ts';
import type { Question } from '../reasoner/builtin/question.ts';
import { readEvidence } from './evidence-numbers.ts';
import { documentSpan, type Ledger } from './ledger.ts';
import { sameSubject, subjectOfMineral } from './named-things.ts';
import { bindNumbers, isTerm, numbersIn } from './numbers.ts';
import { CITATION, type Sentence } from './sentence.ts';
import { subjectsOf, wordsOf } from './subjects.ts';

/** What is wrong with a draft. `sentence` is the index of the sentence to drop; -1 where the draft as a whole lacks something. */
export interface Problem {
  sentence: number;
  guard: 'quote' | 'number' | 'claim' | 'polarity' | 'language' | 'repetition' | 'unanswered' | 'contradiction';
  reason: string;
}

/** A quotation with the evidence that it cites. */
export interface Quotation {
  quote: string;
  evidence: string;
}

type Pages = Pick<KnowledgeBase, 'checkQuote'>;

/** The quotations of a sentence: text between “ ” and the citation mark that follows it. */
export function quotationsIn(text: string): (Quotation | { quote: string; evidence: null })[] {
  const found: (Quotation | { quote: string; evidence: null })[] = [];
  for (const match of text.matchAll(/“([^”]+)”/g)) {
    const after = text.slice(match.index + match[0].length);
    const mark = /^[^“”]*?⟦([A-Z][0-9a-f]{12})⟧/.exec(after);
    found.push(mark ? { quote: match[1]!, evidence: mark[1]! } : { quote: match[1]!, evidence: null });
  }
  return found;
}

/** Checks a quotation against the page that its evidence names. */
export async function checkQuotation(
  quotation: Quotation,
  ledger: Ledger,
  pages: Pages | null,
): Promise<{ verdict: QuoteVerdict; start?: number; end?: number }> {
  const evidence = ledger.get(quotation.evidence);
  const span = evidence && documentSpan(evidence.address);
  if (!span || !pages) return { verdict: 'fabricated' };
  const check = await pages.checkQuote(quotation.quote, span.document, span.page);
  return { verdict: check.verdict, ...(check.start === undefined ? {} : { start: check.start, end: check.end }) };
}

/**
 * The guards over a draft, sentence by sentence, so that what passes can be shown while the rest is being written. The same
 * for both reasoners: whatever wrote the sentences, nothing gets through that the ledger does not carry.
 */
export class DraftReview {
  readonly #ledger: Ledger;
  readonly #question: Question;
  readonly #pages: () => Promise<Pages | null>;
  readonly #draft: Sentence[] = [];
  readonly #said = new Map<string, number>();
  readonly #asked: ReturnType<typeof findEntities>;
  readonly #echoes: Set<number>;
  readonly #echoedMinerals: Set<string>;

  /** @param pages of the knowledge base; asked for at the first quotation */
  constructor(ledger: Ledger, question: Question, pages: () => Promise<Pages | null>) {
    this.#ledger = ledger;
    this.#question = question;
    this.#pages = pages;
    this.#echoes = echoedNumbers(question);
    this.#asked = findEntities(question.text);
    this.#echoedMinerals = new Set([
      ...this.#asked.minerals,
      ...this.#asked.unknownMinerals,
      ...question.parts.flatMap((part) => part.minerals),
    ]);
  }

  /** What is wrong with the next sentence of the draft. */
  async add(sentence: Sentence): Promise<Problem[]> {
    const [ledger, question, said] = [this.#ledger, this.#question, this.#said];
    const problems: Problem[] = [];
    const index = this.#draft.push(sentence) - 1;
    const add = (guard: Problem['guard'], reason: string) => problems.push({ sentence: index, guard, reason });
    const bare = sentence.text.replace(CITATION, '').trim();

    const key = bare.toLowerCase().replace(/\s+/g, ' ');
    if (said.has(key)) add('repetition', `said twice: "${shorten(bare)}"`);
    said.set(key, index);

    for (const quotation of quotationsIn(sentence.text)) {
      if (isTerm(quotation.quote)) continue;
      if (said.has(quotation.quote)) add('repetition', `quoted twice: "${shorten(quotation.quote)}"`);
      said.set(quotation.quote, index);
      if (!quotation.evidence) {
        add('quote', `quotation without a source: "${shorten(quotation.quote)}"`);
        continue;
      }
      const { verdict } = await checkQuotation(quotation as Quotation, ledger, await this.#pages());
      if (verdict !== 'verified') add('quote', `${verdict} quotation: "${shorten(quotation.quote)}"`);
    }

    for (const [, title] of sentence.text.matchAll(/‘([^’]+)’/g)) {
      const isTitle = sentence.evidence.some((id) => ledger.get(id)?.source.replace(/[‘’]/g, '').trim() === title);
      if (!isTerm(title!) && !isTitle) add('quote', `‘${shorten(title!)}’ is no title of the evidence`);
    }

    for (const id of sentence.evidence) {
      if (!ledger.get(id)) add('claim', `evidence ${id} is not in the ledger: "${shorten(bare)}"`);
    }

    const { bound, findings } = bindNumbers(sentence, (id) => ledger.get(id), this.#echoes);
    for (const { token, problem } of findings) {
      add('number', `number ${token.text}${token.unit && ` ${token.unit}`}: ${problem} in "${shorten(bare)}"`);
    }

    // claims: what a sentence names outside its quotations must be named by its evidence
    const unquoted = bare.replace(/“[^”]*”/g, ' ').replace(/《[^》]*》|‘[^’]*’/g, ' ');
    const own = sentence.evidence.map((id) => ledger.get(id)).filter((one) => one !== undefined);
    const supported = own.map((one) => readEvidence(one).entities);
    const support = (kind: 'minerals' | 'alteration') => supported.flatMap((one) => one[kind]);
    if (sentence.role !== 'frame') {
      const names = findEntities(unquoted);
      for (const mineral of [...names.minerals, ...names.unknownMinerals]) {
        const concept = mineralConcepts().get(mineral);
        const covered =
          support('minerals').includes(mineral) ||
          // a page in the other language may name a metal that only the glossary knows: 金
          own.some((one) => readEvidence(one).named.some((name) => sameSubject(name, subjectOfMineral(mineral)))) ||
          (concept !== undefined && support('minerals').some((one) => conceptCovers(concept, one))) ||
          (concept !== undefined &&
            support('minerals').some((one) =>
              mineralConcepts()
                .get(one)
                ?.members.some((member) => concept.members.includes(member)),
            ));
        if (!covered && !this.#echoedMinerals.has(mineral))
          add('claim', `nothing in the evidence names ${mineral}: "${shorten(bare)}"`);
      }
      for (const type of names.alteration) {
        if (
          !support('alteration').includes(type) &&
          !this.#asked.alteration.includes(type) &&
          !question.parts.some((part) => part.alteration.includes(type))
        )
          add('claim', `nothing in the evidence names ${type} alteration: "${shorten(bare)}"`);
      }
      if (own.length === 0) add('claim', `a claim without evidence: "${shorten(bare)}"`);
      else if (STATES.has(sentence.role) && bound.length === 0 && unquoted === bare && !sharesWords(bare, own))
        add('claim', `its evidence speaks of nothing of it: "${shorten(bare)}"`);
    }
    const polarity = contradictsPolarity(unquoted, own);
    if (polarity) add('polarity', polarity);
    return problems;
  }

  /** What the draft as a whole lacks, once all its sentences were added. */
  end(refusal: Answer['refusal']): Problem[] {
    const question = this.#question;
    const problems: Problem[] = [];
    if (!inLanguage(this.#draft, question.language))
      problems.push({
        sentence: -1,
        guard: 'language',
        reason: `the answer is not in the language of the question (${question.language})`,
      });
    for (const part of question.parts) {
      if (!refusal && !part.optional && !this.#draft.some((sentence) => sentence.part === part.id))
        problems.push({ sentence: -1, guard: 'unanswered', reason: `no answer to: "${shorten(part.text)}"` });
    }
    return problems;
  }
}

/** Every guard over a whole draft. */
export async function reviewDraft(
  draft: Sentence[],
  ledger: Ledger,
  question: Question,
  pages: Pages | null,
  refusal: Answer['refusal'],
): Promise<{ problems: Problem[] }> {
  const review = new DraftReview(ledger, question, async () => pages);
  const problems: Problem[] = [];
  for (const sentence of draft) problems.push(...(await review.add(sentence)));
  return { problems: [...problems, ...review.end(refusal)] };
}

/** Whether sentences, without what they quote, are in a language; nothing is in every language. */
export function inLanguage(sentences: readonly Sentence[], language: Question['language']): boolean {
  const body = sentences
    .map((sentence) =>
      sentence.text
        .replace(CITATION, '')
        .replace(/“[^”]*”/g, '')
        .replace(/《[^》]*》|‘[^’]*’/g, ''),
    )
    .join(' ');
  return !body.trim() || detectLanguage(body) === language;
}

/** Sentences that state what evidence says; caveats and advice say in our own words what it does not. */
const STATES = new Set<Sentence['role']>(['lead', 'detail', 'document', 'comparison']);

/** Whether a sentence and its evidence have a word or a term of the trade in common, in either language. */
function sharesWords(text: string, own: Evidence[]): boolean {
  const known = new Set(own.flatMap((one) => [...readEvidence(one).words(), ...readEvidence(one).named]));
  return [...wordsOf(text), ...subjectsOf(text, []).named].some((word) => known.has(word));
}

/** Numbers that the question names, or that it points back to ("there"): said again, they claim nothing. */
export function echoedNumbers(question: Question): Set<number> {
  const places = question.parts.flatMap(({ point, window }) => [
    ...(point ? [point.x, point.y] : []),
    ...(window ? [window.x, window.y, window.width, window.height] : []),
  ]);
  return new Set([...numbersIn(question.text).map((token) => token.value), ...places]);
}

/** A sentence that denies a mineral which its own evidence counts in pixels, or affirms one that was counted as zero. */
function contradictsPolarity(
  text: string,
  evidence: { address: string; value?: number | string; text: string }[],
): string | null {
  const denies =
    /\b(no|not|absent|without|never)\b.{0,40}\b(detected|found|present|mapped|seen|shows?|signs?)\b|\b(is|are) absent\b|没有(发现|检出|识别|出现)|未(发现|检出|识别|见)/i.test(
      text,
    );
  // "only 5 pixels, too little to call it present" says the count and draws a conclusion from it
  if (!denies || /\bonly\b|只有/.test(text)) return null;
  for (const one of evidence) {
    const mineral = /#\/minerals\/([^/]+)\/pixels$/.exec(one.address)?.[1];
    if (mineral && typeof one.value === 'number' && one.value > 0) {
      const name = decodeURIComponent(mineral);
      const found = findEntities(text).minerals;
      if (
        found.length === 1 &&
        conceptCovers(mineralConcepts().get(found[0]!) ?? { id: '', names: [], members: [found[0]!] }, name)
      )
        return `"${shorten(text)}" denies what ${one.address} counts`;
    }
  }
  return null;
}

function shorten(text: string): string {
  return text.length > 90 ? `${text.slice(0, 88)}…` : text;
}
