/**
 * What the search finds for questions, as JSON Lines: passages with their sentences, which of these stand where the set's
 * answer does (`gold`) or are it (`answers`), and what judge.py weighs. Of bench/questions only what may be tuned on is asked.
 *
 *     node scripts/reader/found.ts tuned|reading OUT
 *
 * Needs the knowledge bases that bench/answers.ts makes.
 */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { quotable } from '../../agents/documents/candidates.ts';
import { expectedKinds } from '../../agents/documents/expected-answer.ts';
import { absentNames } from '../../agents/documents/missing.ts';
import { namesIt, specificNames } from '../../agents/documents/specific-names.ts';
import { speaksOfSubject } from '../../agents/documents/subject.ts';
import { substance, wantsListings, withoutLabels } from '../../agents/documents/substance.ts';
import { readAnswerSet } from '../../agents/evaluate/answer-set.ts';
import { citationScores } from '../../agents/evaluate/citation-scores.ts';
import { headingsAt } from '../../agents/evaluate/evaluate-answers.ts';
import { contentTerms, coverage, speaksOf, stemText } from '../../agents/reasoner/builtin/relevance.ts';
import { asset } from '../../core/paths.ts';
import { sentences } from '../../rag/split/sentences.ts';
import type { KnowledgeBase, SearchHit } from '../../rag/types.ts';

process.env.GOSSAN_HOME = asset('.cache', 'answers-bench');
const { openKnowledgeBase } = await import('../../rag/index.ts');

/** A question of either kind of file. */
interface Asked {
  id: string;
  question: string;
  language: string;
  answerable: boolean;
  nearMiss?: boolean;
  any?: boolean;
  fold?: string;
  documents?: { document: string; page?: number; heading?: string }[];
  answer_at?: { document: string; page: number; start: number; end: number };
}

const [which, out] = process.argv.slice(2) as ['tuned' | 'reading', string];
const SETS: Record<string, [base: string, set: string, fold: string][]> = {
  tuned: [
    ['reports', 'reports', 't1'],
    ['textbook', 'textbook', 't1'],
    ['chinese', 'chinese', 't1'],
    ['chinese', 'answerable-2', 't2'],
    ['chinese', 'unanswerable-2', 't2'],
  ],
  reading: [['chinese', 'reading', 'm']],
};
writeFileSync(out, '');
for (const [name, set, fold] of SETS[which]!) {
  const base = await openKnowledgeBase(name);
  const files = new Map((await base.list()).map(({ id, file }) => [id, file]));
  const path = asset('bench', 'questions', `${set}.jsonl`);
  const questions: Asked[] =
    which === 'tuned'
      ? readAnswerSet(path).filter(({ half }) => half === 'tuned')
      : readFileSync(path, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line));
  for (const asked of questions) {
    const row = await found(base, files, asked);
    appendFileSync(out, `${JSON.stringify({ ...asked, fold, ...row })}\n`);
  }
  await base.close();
}

async function found(base: KnowledgeBase, files: Map<string, string>, asked: Asked) {
  const terms = contentTerms(asked.question);
  const kinds = expectedKinds(asked.question);
  const named = specificNames(asked.question);
  const hits = await base.search(asked.question, { k: 20 });
  const texts = hits.slice(0, 12).map(({ title, heading, text }) => stemText(`${title} ${heading} ${text}`));
  const unspoken = terms.filter((term) => !texts.some((text) => speaksOf(text, term)));
  const weigh = (some: typeof terms) => some.reduce((sum, { weight }) => sum + weight, 0);
  const rows = [];
  for (const hit of hits) {
    const whole = `${hit.title} ${hit.heading} ${hit.text}`;
    const onSubject = kinds.length > 0 && speaksOfSubject(hit, terms, kinds);
    const file = files.get(hit.document)!;
    const spans = [];
    for (const { start, end } of sentences(hit.text)) {
      const text = hit.text.slice(start, end);
      spans.push({
        start,
        end,
        ...(await placed(base, asked, hit, file, start, end)),
        quotable: quotable(text),
        terms: coverage(stemText(text), terms),
        gives: onSubject && kinds.some((kind) => kind.gives.test(withoutLabels(text))),
      });
    }
    const tells = wantsListings(asked.question) || substance(hit.heading, hit.text) >= 0.25;
    const names = named.length === 0 ? 1 : named.filter((name) => namesIt(whole, name)).length / named.length;
    rows.push({
      file,
      page: hit.page,
      start: hit.start,
      text: hit.text,
      score: hit.score,
      tells,
      names,
      sentences: spans,
    });
  }
  return {
    hits: rows,
    absent: (await absentNames(base, hits.slice(0, 12), asked.question)).length > 0,
    dated: unspoken.some(({ text }) => /\d{4}/.test(text)),
    unspoken: weigh(unspoken) / Math.max(weigh(terms), 1),
    valued: kinds.length > 0,
  };
}

/** Whether a sentence stands on a page or under a heading that the set names, and whether it is what the set names. */
async function placed(base: KnowledgeBase, asked: Asked, hit: SearchHit, file: string, start: number, end: number) {
  const { documents = [], answer_at } = asked;
  const here = documents.filter(({ document }) => document === file);
  const headings = here.some(({ heading }) => heading)
    ? await headingsAt(base, hit.document, hit.page, hit.start + start)
    : [];
  const gold =
    here.length > 0 && citationScores({ documents: here }, [{ file, page: hit.page, headings }]).precision === 1;
  const answers =
    answer_at?.document === file &&
    answer_at.page === hit.page &&
    hit.start + start < answer_at.end &&
    hit.start + end > answer_at.start;
  return { gold: gold || answers, answers };
}
