import type { KnowledgeBase, QuoteCheck } from '../../rag/types.ts';
import { DAMAGES } from './quotations/damages.ts';
import { type Edit, type EditKind, type Span, show } from './quotations/edit.ts';
import { NUMBER_ALTERATIONS } from './quotations/number-alterations.ts';
import { Random } from './quotations/random.ts';
import { type Corpus, readCorpus, type Sentence } from './quotations/sentences.ts';
import { WORD_ALTERATIONS } from './quotations/word-alterations.ts';

/** A quotation with a known answer. */
export interface QuotationCase {
  /** What was done first; cases are counted by it. */
  kind: string;
  /** All that was done, in order. */
  done: string[];
  quote: string;
  /** The sentence as it stands, and where. */
  sentence: Sentence;
  /** The page that it is attributed to. */
  document: string;
  page: number;
  expected: QuoteCheck['verdict'];
}

/** The seed of GOSSAN_SEED, else always the same. */
export const quotationSeed = Number(process.env.GOSSAN_SEED ?? 20_241_125);

const ALTERATIONS: readonly EditKind[] = [...NUMBER_ALTERATIONS, ...WORD_ALTERATIONS];
const FAR_PAGES = 3;

/** Real sentences with one or two damages that leave their meaning alone: all of them are to be verified. */
export async function trueQuotations(base: KnowledgeBase, count: number, seed: number): Promise<QuotationCase[]> {
  const corpus = await readCorpus(base);
  const random = new Random(seed);
  const makers = DAMAGES.map(({ kind, languages, loses, apply }) => ({
    kind,
    make(sentence: Sentence): QuotationCase | null {
      if (sentence.overTwoPages || !languages.includes(sentence.language)) return null;
      const edit = apply(sentence.text, random, corpus, null);
      return edit === null ? null : damagedOnce(sentence, kind, edit, loses);
    },
  }));
  const overTwoPages = {
    kind: 'sentence over two pages',
    make: (sentence: Sentence) =>
      sentence.overTwoPages
        ? damagedOnce(sentence, 'sentence over two pages', { text: sentence.text, done: '' })
        : null,
  };
  return sample([...makers, overTwoPages], corpus, random, count);

  function damagedOnce(
    sentence: Sentence,
    kind: string,
    first: Pick<Edit, 'text' | 'done'>,
    loses = false,
  ): QuotationCase | null {
    const second = random.chance(0.5) ? damage(first.text, sentence, corpus, random, { kind, mayLose: !loses }) : null;
    const quote = second?.text ?? first.text;
    return {
      ...attributed(sentence, sentence),
      kind,
      done: [first.done, second?.done ?? ''].filter((done) => done !== ''),
      quote,
      expected: 'verified',
    };
  }
}

/**
 * Real sentences with one thing changed that changes what they say, or attributed to a page where they do not stand; half
 * of them are damaged too. None is to be verified.
 */
export async function alteredQuotations(base: KnowledgeBase, count: number, seed: number): Promise<QuotationCase[]> {
  const corpus = await readCorpus(base);
  const random = new Random(seed ^ 0x5eed);
  const standing = corpus.documents.map(({ pages }) => strict(pages.join('\n')));
  const makers = ALTERATIONS.map(({ kind, languages, apply }) => ({
    kind,
    make(sentence: Sentence): QuotationCase | null {
      if (sentence.overTwoPages || !languages.includes(sentence.language)) return null;
      const edit = apply(sentence.text, random, corpus, null);
      const said = edit && strict(edit.text).replace(/[.。]$/, '');
      if (said === null || standing.some((text) => text.includes(said))) return null;
      return { ...attributed(sentence, sentence), ...damagedToo(edit!.text, edit!), kind, expected: 'fabricated' };

      function damagedToo(text: string, { done, ...keep }: Edit): Pick<QuotationCase, 'quote' | 'done'> {
        const second = random.chance(0.5) ? damage(text, sentence, corpus, random, { keep, mayLose: true }) : null;
        return { quote: second?.text ?? text, done: second === null ? [done] : [done, second.done] };
      }
    },
  }));
  const elsewhere = (kind: string, pages: (sentence: Sentence) => Place[]) => ({
    kind,
    make(sentence: Sentence): QuotationCase | null {
      const said = strict(sentence.text);
      const places = pages(sentence).filter(({ text }) => !strict(text).includes(said));
      if (sentence.overTwoPages || places.length === 0) return null;
      const { document, page } = random.pick(places);
      const second = random.chance(0.5) ? damage(sentence.text, sentence, corpus, random, { mayLose: true }) : null;
      return {
        ...attributed(sentence, { document, page }),
        kind,
        done: [
          `page ${sentence.page} of ${sentence.document} → page ${page} of ${document}`,
          second?.done ?? '',
        ].filter((done) => done !== ''),
        quote: second?.text ?? sentence.text,
        expected: 'misattributed',
      };
    },
  });
  const places = corpus.documents.flatMap(({ id, pages }) =>
    pages.map(
      (text, at): Place => ({ document: id, page: at + 1, text: [pages[at - 1], text, pages[at + 1]].join('\n') }),
    ),
  );
  const otherDocument = elsewhere('another document named', ({ document }) =>
    places.filter((place) => place.document !== document),
  );
  const farPage = elsewhere('a far page named', ({ document, page }) =>
    places.filter((place) => place.document === document && Math.abs(place.page - page) >= FAR_PAGES),
  );
  return sample([...makers, otherDocument, farPage], corpus, random, count);
}

interface Place {
  document: string;
  page: number;
  /** Of the page and its neighbours. */
  text: string;
}

function attributed(
  sentence: Sentence,
  { document, page }: { document: string; page: number },
): Pick<QuotationCase, 'sentence' | 'document' | 'page'> {
  return { sentence, document, page };
}

/** A further damage of another kind that the sentence allows, away from what must be kept. */
function damage(
  text: string,
  { language }: Sentence,
  corpus: Corpus,
  random: Random,
  { kind, keep, mayLose }: { kind?: string; keep?: Span; mayLose: boolean },
): Edit | null {
  for (const other of random.shuffled(DAMAGES)) {
    if (!other.languages.includes(language) || other.kind === kind || (other.loses && !mayLose)) continue;
    const edit = other.apply(text, random, corpus, keep ?? null);
    if (edit !== null && edit.text !== text) return edit;
  }
  return null;
}

/**
 * Cases of each kind in turn, as many of one kind as of another while its sentences last. Each is taken from the report
 * that has given fewest so far, page by page; the Chinese texts count as one report.
 */
function sample(
  makers: readonly { kind: string; make(sentence: Sentence): QuotationCase | null }[],
  corpus: Corpus,
  random: Random,
  count: number,
): QuotationCase[] {
  const shelves = [...Map.groupBy(corpus.sentences, ({ document, language }) => (language === 'zh' ? 'zh' : document))];
  const given = new Map(shelves.map(([shelf]) => [shelf, 0]));
  let open = makers.map(({ make }) => ({
    make,
    queues: shelves.map(([shelf, sentences]) => ({ shelf, sentences: pageByPage(sentences, random).values() })),
  }));
  const cases: QuotationCase[] = [];
  while (cases.length < count && open.length > 0) {
    open = open.filter(({ make, queues }) => {
      if (cases.length === count) return false;
      for (const { shelf, sentences } of queues.toSorted((a, b) => given.get(a.shelf)! - given.get(b.shelf)!)) {
        // An iterator goes on where it stopped: a sentence that was passed over is not tried again.
        for (let next = sentences.next(); !next.done; next = sentences.next()) {
          const one = make(next.value);
          if (one === null) continue;
          cases.push(one);
          given.set(shelf, given.get(shelf)! + 1);
          return true;
        }
      }
      return false;
    });
  }
  return cases;
}

/** Sentences in an order that takes one of every page before a second of any. */
function pageByPage(sentences: readonly Sentence[], random: Random): Sentence[] {
  const pages = [...Map.groupBy(random.shuffled(sentences), ({ document, page }) => `${document} ${page}`).values()];
  const rounds = Math.max(...pages.map((page) => page.length));
  return Array.from({ length: rounds }, (_, round) =>
    random.shuffled(pages).flatMap((page) => page[round] ?? []),
  ).flat();
}

/** All that a quotation says, however it is set: case, spaces and the forms of dashes and of characters aside. */
function strict(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\u00AD]/g, '')
    .replace(/[‐‑‒–—−]/g, '-');
}

/** How a checker did on the cases of one kind. */
export interface KindOutcome {
  kind: string;
  count: number;
  verdicts: Record<QuoteCheck['verdict'], number>;
  failed: QuotationCase[];
}

/** Checks all cases; a case failed when the verdict is not the expected one. */
export async function judge(base: KnowledgeBase, cases: readonly QuotationCase[]): Promise<KindOutcome[]> {
  const outcomes: KindOutcome[] = [];
  for (const [kind, list] of Map.groupBy(cases, (one) => one.kind)) {
    const outcome: KindOutcome = {
      kind,
      count: list.length,
      verdicts: { verified: 0, misattributed: 0, fabricated: 0 },
      failed: [],
    };
    for (const one of list) {
      const { verdict } = await base.checkQuote(one.quote, one.document, one.page);
      outcome.verdicts[verdict]++;
      if (verdict !== one.expected) outcome.failed.push(one);
    }
    outcomes.push(outcome);
  }
  return outcomes;
}

/** A case in one line, its text shortened. */
export function describeCase({ kind, done, quote, sentence }: QuotationCase, length = 160): string {
  const text = show(quote);
  const shown = text.length > length ? `${text.slice(0, length)}…` : text;
  return `${kind} [${done.join('; ')}] of page ${sentence.page} of ${sentence.document}: ${shown}`;
}
