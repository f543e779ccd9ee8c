import { readPicture } from '../../agents/vision/read-picture.ts';
import { sha256 } from '../../core/hash.ts';

/** Side of what is compared: gossan-nano's views show 48 cells a side, enlarged. */
const CELLS = 48;

/**
 * What a picture shows, whatever its file: SHA-256 of its colours at 48 × 48 cells. A view that was saved anew, enlarged or
 * shrunk by a whole number has the same.
 * @throws Error where it cannot be read
 */
export async function pictureCells(path: string): Promise<string> {
  const { width, height, data } = await readPicture(path);
  const cells = Buffer.alloc(CELLS * CELLS * 3);
  for (let y = 0, to = 0; y < CELLS; y++) {
    const line = Math.floor(((y + 0.5) * height) / CELLS) * width;
    for (let x = 0; x < CELLS; x++, to += 3) {
      const from = 3 * (line + Math.floor(((x + 0.5) * width) / CELLS));
      cells.set(data.subarray(from, from + 3), to);
    }
  }
  return sha256(cells);
}
