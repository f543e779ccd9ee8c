/** Relevance of the documents of one query: id to grade; grades above 0 are relevant. */
export type Judgements = ReadonlyMap<string, number>;

/**
 * Normalised discounted cumulative gain of the first `k` results (Järvelin and Kekäläinen 2002), gain = grade, as
 * trec_eval has it. 0 where nothing is relevant.
 */
export function ndcg(ranking: readonly string[], judged: Judgements, k = 10): number {
  let gained = 0;
  for (const [at, id] of ranking.slice(0, k).entries()) gained += Math.max(0, judged.get(id) ?? 0) / Math.log2(at + 2);
  const ideal = [...judged.values()]
    .filter((grade) => grade > 0)
    .sort((a, b) => b - a)
    .slice(0, k)
    .reduce((sum, grade, at) => sum + grade / Math.log2(at + 2), 0);
  return ideal === 0 ? 0 : gained / ideal;
}

/** Average precision over the whole ranking; relevant documents that are missing from it count as never found. */
export function averagePrecision(ranking: readonly string[], judged: Judgements): number {
  const relevant = [...judged.values()].filter((grade) => grade > 0).length;
  let found = 0;
  let sum = 0;
  for (const [at, id] of ranking.entries()) if ((judged.get(id) ?? 0) > 0) sum += ++found / (at + 1);
  return relevant === 0 ? 0 : sum / relevant;
}

/** The part of the relevant documents among the first `k`. */
export function recall(ranking: readonly string[], judged: Judgements, k = 100): number {
  const relevant = [...judged.values()].filter((grade) => grade > 0).length;
  const found = ranking.slice(0, k).filter((id) => (judged.get(id) ?? 0) > 0).length;
  return relevant === 0 ? 0 : found / relevant;
}

/** One over the rank of the first relevant document among the first `k`, else 0. */
export function reciprocalRank(ranking: readonly string[], judged: Judgements, k = 10): number {
  const at = ranking.slice(0, k).findIndex((id) => (judged.get(id) ?? 0) > 0);
  return at < 0 ? 0 : 1 / (at + 1);
}
