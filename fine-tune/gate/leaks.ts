import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GossanError } from '../../core/errors.ts';
import type { SlowCall } from '../../core/progress.ts';
import type { FrozenSet } from './frozen-set.ts';
import { pictureCells } from './picture-cells.ts';

const LEARNED = ['train.jsonl', 'val.jsonl'] as const;

/**
 * Refuses a set that learns from what the gate asks: pictures of the frozen set or of the set's own target among those of
 * `train.jsonl` and `val.jsonl`, compared by what they show.
 * @throws GossanError GATE_LEAK naming the first
 */
export async function refuseLeaks(
  dataset: string,
  frozen: FrozenSet,
  { signal, onProgress }: SlowCall = {},
): Promise<void> {
  const kept = new Map<string, string>();
  const shown = async (path: string): Promise<string> => {
    const known = kept.get(path) ?? (await pictureCells(path));
    kept.set(path, known);
    return known;
  };
  const asked = new Map(Object.entries(frozen.pictures).map(([path, cells]) => [cells, `the frozen set's ${path}`]));
  for (const image of imagesOf(dataset, 'target.jsonl')) {
    asked.set(await shown(join(dataset, image)), `the target's ${image}`);
  }
  for (const file of LEARNED) {
    const images = imagesOf(dataset, file);
    const found: [string, string][] = [];
    for (const [done, image] of images.entries()) {
      signal?.throwIfAborted();
      onProgress?.({
        step: 'looking for pictures of the gate in the set',
        done,
        total: images.length,
        unit: 'pictures',
      });
      const leak = asked.get(await shown(join(dataset, image)));
      if (leak) found.push([image, leak]);
    }
    if (found.length) {
      const [image, leak] = found[0]!;
      throw new GossanError('GATE_LEAK', { path: join(dataset, file), count: found.length, image, leak });
    }
  }
}

/** The pictures that a file of a set names, each once. */
function imagesOf(dataset: string, file: string): string[] {
  const path = join(dataset, file);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim());
  return [
    ...new Set(lines.flatMap((line) => [(JSON.parse(line) as { image?: string | string[] }).image ?? []].flat())),
  ];
}
