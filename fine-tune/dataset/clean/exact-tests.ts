/** Natural logarithms of factorials, kept. */
const logFactorials: number[] = [0];

function logFactorial(n: number): number {
  for (let next = logFactorials.length; next <= n; next++)
    logFactorials.push(logFactorials[next - 1]! + Math.log(next));
  return logFactorials[n]!;
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** P(X ≥ k) of a binomial with n trials at p: the exact one-sided test of "no more often than p". */
export function binomialTail(k: number, n: number, p: number): number {
  let sum = 0;
  for (let x = k; x <= n; x++) sum += Math.exp(logChoose(n, x) + x * Math.log(p) + (n - x) * Math.log1p(-p));
  return Math.min(1, sum);
}

/** Fisher's exact test, one-sided: P of k or more of n being marked, when k + others of n + m are. */
export function fisherTail(k: number, n: number, others: number, m: number): number {
  const marked = k + others;
  let sum = 0;
  for (let x = k; x <= Math.min(n, marked); x++) {
    if (marked - x > m) continue;
    sum += Math.exp(logChoose(n, x) + logChoose(m, marked - x) - logChoose(n + m, marked));
  }
  return Math.min(1, sum);
}

/** Which of many p-values are significant together at a family-wise error (Holm 1979, Scand. J. Statist. 6, 65). */
export function holm(values: readonly number[], alpha: number): boolean[] {
  const order = values.map((_, at) => at).sort((a, b) => values[a]! - values[b]!);
  const significant = values.map(() => false);
  for (const [rank, at] of order.entries()) {
    if (values[at]! > alpha / (values.length - rank)) break;
    significant[at] = true;
  }
  return significant;
}
