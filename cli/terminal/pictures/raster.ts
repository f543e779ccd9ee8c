/** A grid of colours: red, green, blue of each cell, row by row. */
export interface Raster {
  width: number;
  height: number;
  rgb: Uint8Array;
}

/** Cells of the source along one side that fall into each cell of the target: from, to (exclusive), at least one. */
function spans(from: number, to: number): Uint32Array {
  const out = new Uint32Array(2 * to);
  for (let at = 0; at < to; at++) {
    const start = Math.min(from - 1, Math.floor((at * from) / to));
    out[2 * at] = start;
    out[2 * at + 1] = Math.max(start + 1, Math.min(from, Math.floor(((at + 1) * from) / to)));
  }
  return out;
}

/** A picture of tones at another size: means of what falls together, nearest cells where it grows. */
export function resizeTones({ width, height, rgb }: Raster, toWidth: number, toHeight: number): Raster {
  const [across, down] = [spans(width, toWidth), spans(height, toHeight)];
  const out = new Uint8Array(3 * toWidth * toHeight);
  for (let y = 0, at = 0; y < toHeight; y++) {
    for (let x = 0; x < toWidth; x++, at += 3) {
      const sum = [0, 0, 0];
      let count = 0;
      for (let row = down[2 * y]!; row < down[2 * y + 1]!; row++) {
        for (let column = across[2 * x]!; column < across[2 * x + 1]!; column++, count++) {
          const cell = 3 * (row * width + column);
          for (let channel = 0; channel < 3; channel++) sum[channel]! += rgb[cell + channel]!;
        }
      }
      for (let channel = 0; channel < 3; channel++) out[at + channel] = Math.round(sum[channel]! / count);
    }
  }
  return { width: toWidth, height: toHeight, rgb: out };
}

/**
 * A map of classes at another size. Each cell gets the class that most of it has (means of classes would be colours that no
 * legend names), and the mean colour of that class's cells.
 */
export function resizeClasses(
  { width, height, rgb, labels }: Raster & { labels: Uint8Array },
  toWidth: number,
  toHeight: number,
): Raster & { labels: Uint8Array } {
  const [across, down] = [spans(width, toWidth), spans(height, toHeight)];
  const out = new Uint8Array(3 * toWidth * toHeight);
  const outLabels = new Uint8Array(toWidth * toHeight);
  const counts = new Uint32Array(256);
  for (let y = 0, at = 0; y < toHeight; y++) {
    for (let x = 0; x < toWidth; x++, at++) {
      counts.fill(0);
      const cells: number[] = [];
      for (let row = down[2 * y]!; row < down[2 * y + 1]!; row++)
        for (let column = across[2 * x]!; column < across[2 * x + 1]!; column++) cells.push(row * width + column);
      for (const cell of cells) counts[labels[cell]!]!++;
      const most = cells.reduce(
        (best, cell) => (counts[labels[cell]!]! > counts[best]! ? labels[cell]! : best),
        labels[cells[0]!]!,
      );
      outLabels[at] = most;
      const alike = cells.filter((cell) => labels[cell] === most);
      for (let channel = 0; channel < 3; channel++) {
        const sum = alike.reduce((total, cell) => total + rgb[3 * cell + channel]!, 0);
        out[3 * at + channel] = Math.round(sum / alike.length);
      }
    }
  }
  return { width: toWidth, height: toHeight, rgb: out, labels: outLabels };
}
