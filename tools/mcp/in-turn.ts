const last = new Map<string, Promise<unknown>>();

/** Works that would write to the same place run one after the other; one that is aborted meanwhile does not begin. */
export async function inTurn<T>(place: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const before = last.get(place);
  const mine = Promise.resolve(before)
    .catch(() => undefined)
    .then(() => {
      signal.throwIfAborted();
      return work();
    });
  last.set(place, mine);
  try {
    return await mine;
  } finally {
    if (last.get(place) === mine) last.delete(place);
  }
}
