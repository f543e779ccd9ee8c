/** Where a picture's tokens stand in a prompt. */
export interface PictureSpan {
  /** Index of its first token. */
  start: number;
  /** Rows and columns of its grid of merged patches. */
  rows: number;
  columns: number;
}

/**
 * Positions for Qwen3-VL's interleaved rotary embedding (`get_rope_index`): text counts on in all three axes; a picture's
 * tokens share one time, and their height and width are the start plus row and column; text goes on after the largest.
 * @returns `positions` [3, length] (time, height, width) and the position of the first token that is written after it
 */
export function ropePositions(
  length: number,
  pictures: readonly PictureSpan[],
): { positions: Int32Array; next: number } {
  const positions = new Int32Array(3 * length);
  let next = 0;
  let at = 0;
  const text = (end: number) => {
    for (; at < end; at++, next++) {
      for (let axis = 0; axis < 3; axis++) positions[axis * length + at] = next;
    }
  };
  for (const { start, rows, columns } of pictures) {
    text(start);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, at++) {
        positions[at] = next;
        positions[length + at] = next + row;
        positions[2 * length + at] = next + column;
      }
    }
    next += Math.max(rows, columns);
  }
  text(length);
  return { positions, next };
}
