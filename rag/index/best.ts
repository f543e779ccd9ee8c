/** A chunk's number, or a row's, with a score that compares within one search. */
export interface Scored {
  chunk: number;
  score: number;
}

/** Equal scores keep the order of the documents: the same question gives the same answer. */
export function byScore(a: Scored, b: Scored): number {
  return b.score - a.score || a.chunk - b.chunk;
}

/**
 * The `count` best of many scores, best first, equal ones in the order of their numbers.
 * @param keep which numbers count at all
 */
export function bestOf(scores: ArrayLike<number>, count: number, keep: (chunk: number) => boolean): Scored[] {
  // The worst of the best so far stands at the top of a heap; most numbers are sent away by one comparison.
  const heap: Scored[] = [];
  if (count <= 0) return heap;
  for (let chunk = 0; chunk < scores.length; chunk++) {
    const score = scores[chunk]!;
    if (heap.length === count && score <= heap[0]!.score) continue;
    if (!keep(chunk)) continue;
    if (heap.length < count) siftUp(heap, { chunk, score });
    else siftDown(heap, { chunk, score });
  }
  return heap.sort(byScore);
}

function siftUp(heap: Scored[], entry: Scored): void {
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (byScore(heap[parent]!, entry) >= 0) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = entry;
}

/** Puts an entry in the place of the worst. */
function siftDown(heap: Scored[], entry: Scored): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && byScore(heap[child + 1]!, heap[child]!) > 0) child++;
    if (byScore(entry, heap[child]!) >= 0) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = entry;
}
