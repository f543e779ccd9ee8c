/**
 * Gives the memory of an array that is not needed any more back at once. Left to the garbage collector, tiles pile up:
 * a worker makes so little other garbage that it hardly ever runs.
 */
export function release({ buffer }: { buffer: ArrayBufferLike }): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
