import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A block of lines of the demo scene, as a scene of its own. */
export interface Block {
  name: string;
  top: number;
  lines: number;
}

/** Bytes of a sample: the demo scene is of 16-bit integers, line by line (BIL). */
const BYTES = 2;

/**
 * Cuts the demo scene into blocks, each in a folder of its own: the district of its answers. One is judged to learn from, another
 * to see whether it helped. Every command treats them as scenes that somebody brought.
 * @param header the demo scene's
 * @returns the headers, in the order of the blocks
 */
export function cutBlocks(header: string, folder: string, blocks: readonly Block[]): string[] {
  const text = readFileSync(header, 'utf8');
  const data = readFileSync(header.replace(/\.hdr$/, '.img'));
  const line = field(text, 'samples') * field(text, 'bands') * BYTES;
  return blocks.map(({ name, top, lines }) => {
    mkdirSync(join(folder, name), { recursive: true });
    const path = join(folder, name, `ridge-${name}.hdr`);
    const block = text
      .replace(/^lines = \d+$/m, `lines = ${lines}`)
      .replace(/^(map info = \{UTM, 1, 1, \d+, )(\d+), (\d+)/m, (_, before, north, size) => {
        return `${before}${Number(north) - top * Number(size)}, ${size}`;
      })
      // what follows is checked against the whole demo scene
      .replace(/^gossan demo = .*\n/m, '');
    writeFileSync(path, block);
    writeFileSync(path.replace(/\.hdr$/, '.img'), data.subarray(top * line, (top + lines) * line));
    return path;
  });
}

function field(header: string, name: string): number {
  const value = new RegExp(`^${name} = (\\d+)$`, 'm').exec(header)?.[1];
  if (!value) throw new Error(`the demo scene's header has no ${name}`);
  return Number(value);
}
