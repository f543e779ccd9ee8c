import type { TurnEvent } from '../core/answer.ts';
import { citationNumbers, layOut, numberMarks } from './layout.ts';
import { DraftReview, inLanguage } from './ledger/guards.ts';
import type { Ledger } from './ledger/ledger.ts';
import { CITATION, type Sentence } from './ledger/sentence.ts';
import type { Question } from './reasoner/builtin/question.ts';

type Pages = ConstructorParameters<typeof DraftReview>[2];

interface Attempt {
  question: Question;
  ledger: Ledger;
  pages: Pages;
  review: DraftReview;
  offered: Sentence[];
  /** Those of them that passed the guards. */
  passed: Sentence[];
}

/**
 * The answer as it becomes sure: a sentence is told when the guards have passed it, not before, whoever wrote it and
 * however much more is being written. What turns out not to stand (the draft was given up, or the reviewer sent it back) is
 * taken back by one `correction` that says which sentences and why.
 */
export class LiveAnswer {
  readonly #emit: (event: TurnEvent) => void;
  #attempt: Attempt | null = null;
  /** The text that was told, and its sentences. */
  #text = '';
  #told: Sentence[] = [];

  constructor(emit: (event: TurnEvent) => void) {
    this.#emit = emit;
  }

  /** A draft is begun. What an earlier one told stays until {@link settle} knows what replaces it. */
  begin(question: Question, ledger: Ledger, pages: Pages): void {
    const review = new DraftReview(ledger, question, pages);
    this.#attempt = { question, ledger, pages, review, offered: [], passed: [] };
  }

  /** Checks the next sentence of the draft, and tells it where it passes. */
  async offer(sentence: Sentence): Promise<void> {
    const { question, review, offered, passed } = this.#attempt!;
    offered.push(sentence);
    const problems = await review.add(sentence);
    if (problems.length === 0 && inLanguage([...passed, sentence], question.language)) passed.push(sentence);
    if (this.#told.every((one, at) => one === passed[at])) this.#tell(withoutOpenList(passed), []);
  }

  /** The draft is written: tells the rest of it, and takes back what is not in it. @param reasons why a sentence may not be */
  async settle(draft: readonly Sentence[], reasons: readonly string[]): Promise<void> {
    const { question, ledger, pages, offered } = this.#attempt!;
    if (offered.some((one, at) => one.text !== draft[at]?.text)) this.begin(question, ledger, pages);
    for (const sentence of draft.slice(this.#attempt!.offered.length)) await this.offer(sentence);
    this.#tell(this.#attempt!.passed, reasons);
  }

  /** The answer is published: what was told becomes its text. */
  close(text: string, reasons: readonly string[]): void {
    if (text.startsWith(this.#text)) this.#more(text);
    else this.#correct(text, [], reasons);
  }

  #tell(sentences: readonly Sentence[], reasons: readonly string[]): void {
    const { question, ledger } = this.#attempt!;
    const numbers = citationNumbers(sentences, ledger);
    const text = numberMarks(layOut([...sentences], question.language), numbers);
    const kept = new Set(sentences.map((one) => one.text));
    const taken = this.#told.filter((one) => !kept.has(one.text));
    this.#told = [...sentences];
    if (taken.length === 0 && text.startsWith(this.#text)) this.#more(text);
    else this.#correct(text, taken, reasons);
  }

  #more(text: string): void {
    const more = text.slice(this.#text.length);
    this.#text = text;
    if (more) this.#emit({ type: 'token', text: more });
  }

  #correct(text: string, taken: readonly Sentence[], reasons: readonly string[]): void {
    this.#text = text;
    const why = reasons.join(' ');
    this.#emit({
      type: 'correction',
      text,
      taken: taken.map((one) => ({ text: one.text.replace(CITATION, '').trim(), reason: why })),
    });
  }
}

/** Advice is laid out as a list once there are two: until its paragraph ends, its form is not known. */
function withoutOpenList(sentences: readonly Sentence[]): Sentence[] {
  const end = sentences.findLastIndex(({ role }) => role !== 'advice');
  return sentences.slice(0, end + 1);
}
