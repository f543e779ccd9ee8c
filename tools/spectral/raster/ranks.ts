/**
 * The values that would stand at some places if an array were sorted, without sorting it (quickselect: Hoare 1961,
 * Comm. ACM 4, 321). NaN counts as no value.
 * @param ranks from the count of values (at least 1) to places, 0 for the smallest, ascending
 * @returns null where there is no value at all
 */
export function valuesAtRanks(values: Float32Array, ranks: (count: number) => number[]): number[] | null {
  const kept = new Float32Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isNaN(value)) kept[count++] = value;
  }
  if (count === 0) return null;
  let from = 0;
  return ranks(count).map((rank) => {
    select(kept, rank, from, count - 1);
    // everything before is not larger, so the next rank is looked for behind
    from = rank;
    return kept[rank];
  });
}

/** Brings to its place the value that belongs at `rank` within low..high; smaller ones stand before it afterwards. */
export function select(values: Float32Array | Float64Array, rank: number, low: number, high: number): void {
  let [left, right] = [low, high];
  while (left < right) {
    const pivot = values[(left + right) >> 1];
    let [i, j] = [left, right];
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const value = values[i];
      values[i++] = values[j];
      values[j--] = value;
    }
    if (rank <= j) right = j;
    else if (rank >= i) left = i;
    else return;
  }
}
