/** F1 of a yes/no over pairs; 0 where nothing is both said and true. */
export function f1(pairs: readonly { said: boolean; truth: boolean }[]): number {
  const hits = pairs.filter(({ said, truth }) => said && truth).length;
  const total = pairs.filter(({ said }) => said).length + pairs.filter(({ truth }) => truth).length;
  return total === 0 ? 1 : (2 * hits) / total;
}

/** Area under the ROC curve, ties counted half (Mann & Whitney 1947); null where only one class is there. */
export function auc(pairs: readonly { score: number; truth: boolean }[]): number | null {
  const sorted = [...pairs].sort((a, b) => a.score - b.score);
  const positives = sorted.filter(({ truth }) => truth).length;
  const negatives = sorted.length - positives;
  if (positives === 0 || negatives === 0) return null;
  let ranks = 0;
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (to < sorted.length && sorted[to]!.score === sorted[from]!.score) to++;
    const middle = (from + to + 1) / 2;
    for (let at = from; at < to; at++) if (sorted[at]!.truth) ranks += middle;
    from = to;
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Expected calibration error over ten even bins of the probability (Guo et al. 2017). */
export function calibrationError(pairs: readonly { score: number; truth: boolean }[], bins = 10): number {
  let error = 0;
  for (let bin = 0; bin < bins; bin++) {
    const inside = pairs.filter(({ score }) => Math.min(bins - 1, Math.floor(score * bins)) === bin);
    if (inside.length === 0) continue;
    const mean = inside.reduce((sum, { score }) => sum + score, 0) / inside.length;
    const share = inside.filter(({ truth }) => truth).length / inside.length;
    error += (inside.length / pairs.length) * Math.abs(mean - share);
  }
  return error;
}

/** Intersection over union of two boxes of left, upper, right, lower edge. */
export function intersectionOverUnion(a: readonly number[], b: readonly number[]): number {
  const width = Math.min(a[2]!, b[2]!) - Math.max(a[0]!, b[0]!);
  const height = Math.min(a[3]!, b[3]!) - Math.max(a[1]!, b[1]!);
  if (width <= 0 || height <= 0) return 0;
  const area = (box: readonly number[]) => (box[2]! - box[0]!) * (box[3]! - box[1]!);
  return (width * height) / (area(a) + area(b) - width * height);
}

export function mean(values: readonly number[]): number | null {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
