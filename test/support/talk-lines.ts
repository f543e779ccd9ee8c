import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodePng } from '../../tools/spectral/outputs/picture/png.ts';

/** Writes a picture of noise that follows from a number. Returns its path. */
export function noisePicture(folder: string, seed: number, width = 48, height = 48): string {
  const data = new Uint8Array(3 * width * height);
  let state = seed * 2654435761 + 1;
  for (let at = 0; at < data.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[at] = state >>> 24;
  }
  const path = join(folder, `picture-${seed}-${width}.png`);
  writeFileSync(path, encodePng(width, height, data, {}));
  return path;
}

/** A line in the seeds' form: what is in the picture of a window of a scene. */
export function talkLine(image: string, answer: string, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    image: [image],
    conversations: [
      { from: 'user', value: 'iron: <image>\nName the minerals and their share of the ground.' },
      { from: 'assistant', value: answer },
    ],
    ...fields,
  };
}

export function writeLines(path: string, lines: readonly object[]): string {
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return path;
}
