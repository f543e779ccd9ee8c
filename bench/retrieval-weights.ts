/**
 * How far the weights of the second look (rag/search/recipe.ts) hang on the questions they are chosen on: the best of a
 * grid on one part of the questions, measured on the other, beside the recipe. English: the halves of NPL and Cranfield,
 * crosswise. Chinese: the trial part of CMRC 2018, measured on its dev part and on XQuAD.
 *
 *     node bench/retrieval-weights.ts [en] [zh]
 *
 * Needs what bench/retrieval.ts needs, and the indexes that it leaves.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RetrievalCorpus } from '../rag/evaluate/corpus.ts';
import { withIndexed } from '../rag/evaluate/evaluate.ts';
import { averagePrecision, type Judgements, ndcg } from '../rag/evaluate/metrics.ts';
import { installedEmbedder } from '../rag/index.ts';
import { prepareQuery } from '../rag/search/query.ts';
import { RECIPES, type Recipe } from '../rag/search/recipe.ts';
import { lookAgain, type SecondLook, weigh } from '../rag/search/rerank.ts';
import { lookCloser, RERANKED, rankChunks } from '../rag/search/search.ts';
import { cmrc, cranfield, npl, xquad } from './retrieval-corpora.ts';

type Weights = Recipe['second'];

/** One question: what the second look sees, and the documents that follow those it looks at. */
interface Seen {
  look: SecondLook;
  documents: readonly string[];
  rest: readonly string[];
  judged: Judgements;
}

const embedder = installedEmbedder();
const asked = process.argv.slice(2);
if (asked.length === 0 || asked.includes('en')) await english();
if (asked.length === 0 || asked.includes('zh')) await chinese();

async function english(): Promise<void> {
  const sets = [await see(npl()), await see(cranfield())];
  const grid = combinations({
    interaction: [0.5, 1, 1.5],
    window: [0.5, 1, 1.5],
    proximity: [0, 0.25, 0.5, 0.75],
    agreement: [0, 0.5, 1, 1.5],
  }).map((weights) => ({ ...RECIPES.en.second, ...weights }));
  const half = (rows: Seen[], of: number) => rows.filter((_, at) => at % 2 === of);
  const chosen = [0, 1].map((of) =>
    bestOf(grid, (weights) => sum(sets.map((rows) => mean(half(rows, of), weights).ndcg))),
  );
  for (const [at, name] of ['NPL', 'Cranfield'].entries()) {
    const rows = sets[at]!;
    // Each half by the weights that were chosen on the other.
    const crosswise = [0, 1].map((of) => ({ ...mean(half(rows, of), chosen[1 - of]!), size: half(rows, of).length }));
    const share = (key: 'ndcg' | 'map') => sum(crosswise.map((part) => (part[key] * part.size) / rows.length));
    print(`${name}, crosswise`, { ndcg: share('ndcg'), map: share('map') });
    print(`${name}, recipe`, mean(rows, RECIPES.en.second));
  }
  for (const [of, weights] of chosen.entries()) console.log(`chosen on half ${of}: ${JSON.stringify(weights)}`);
}

async function chinese(): Promise<void> {
  const trial = await see(cmrc('trial'));
  const steps = [0, 0.25, 0.5, 1];
  const grid = combinations({ coverage: steps, sentence: steps, runs: steps, longest: steps }).map((weights) => ({
    ...RECIPES.zh.second,
    ...weights,
  }));
  const chosen = bestOf(grid, (weights) => mean(trial, weights).ndcg);
  console.log(`chosen on the trial part: ${JSON.stringify(chosen)}`);
  print('CMRC 2018 trial, chosen on it', mean(trial, chosen));
  for (const corpus of [cmrc('dev'), xquad('zh', 'zh')]) {
    const rows = await see(corpus);
    print(`${corpus.name}, by weights chosen on trial`, mean(rows, chosen));
    print(`${corpus.name}, recipe`, mean(rows, RECIPES.zh.second));
  }
}

function see(corpus: RetrievalCorpus): Promise<Seen[]> {
  const cache = join(tmpdir(), 'gossan-bench-retrieval');
  return withIndexed(corpus, embedder, { cache }, async (view, documentOf) => {
    const rows: Seen[] = [];
    for (const { id, text } of corpus.queries) {
      const judged = corpus.judgements.get(id);
      if (judged === undefined || ![...judged.values()].some((grade) => grade > 0)) continue;
      const query = prepareQuery(text, embedder.languages);
      const hybrid = await rankChunks(view, query, embedder, 'hybrid');
      const best = hybrid.slice(0, RERANKED);
      const embedded = query.denseText === null ? null : await embedder.embed(query.denseText, 'query');
      const look = lookAgain(await lookCloser(view, query, embedder, embedded, best), query, embedder, embedded, best);
      const rest = hybrid.slice(RERANKED).map(({ chunk }) => documentOf[chunk]!);
      rows.push({ look, documents: documentOf, rest, judged });
    }
    return rows;
  });
}

function mean(rows: readonly Seen[], weights: Weights): { ndcg: number; map: number } {
  const rankings = rows.map(({ look, documents, rest, judged }) => {
    const ranking = [...new Set([...weigh(look, weights).map(({ chunk }) => documents[chunk]!), ...rest])];
    return { ndcg: ndcg(ranking, judged, 10), map: averagePrecision(ranking, judged) };
  });
  return {
    ndcg: sum(rankings.map((one) => one.ndcg)) / rows.length,
    map: sum(rankings.map((one) => one.map)) / rows.length,
  };
}

function combinations<K extends string>(steps: Record<K, readonly number[]>): Record<K, number>[] {
  let rows: Record<string, number>[] = [{}];
  for (const [name, values] of Object.entries(steps) as [string, readonly number[]][]) {
    rows = rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value })));
  }
  return rows as Record<K, number>[];
}

function bestOf(grid: readonly Weights[], value: (weights: Weights) => number): Weights {
  const values = grid.map(value);
  return grid[values.indexOf(Math.max(...values))]!;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function print(label: string, { ndcg: gain, map }: { ndcg: number; map: number }): void {
  console.log(`${label.padEnd(48)} nDCG@10 ${gain.toFixed(4)}  MAP ${map.toFixed(4)}`);
}
