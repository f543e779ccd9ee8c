import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GossanError } from '../../core/errors.ts';
import type { SlowCall } from '../../core/progress.ts';
import { linesOf } from '../dataset/manifest.ts';
import type { Split } from '../dataset/set-line.ts';
import type { FrozenSet } from './frozen-set.ts';
import { pictureCells } from './picture-cells.ts';

const LEARNED = ['train', 'val'] as const;

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
  for (const image of await imagesOf(dataset, 'target')) {
    asked.set(await shown(join(dataset, image)), `the target's ${image}`);
  }
  for (const split of LEARNED) {
    const images = await imagesOf(dataset, split);
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
      throw new GossanError('GATE_LEAK', { path: join(dataset, `${split}.jsonl`), count: found.length, image, leak });
    }
  }
}

/** The pictures that a part of a set names, each once. */
async function imagesOf(dataset: string, split: Split): Promise<string[]> {
  const images = new Set<string>();
  if (!existsSync(join(dataset, `${split}.jsonl`))) return [];
  for await (const { image } of linesOf({ folder: dataset }, split))
    for (const one of [image ?? []].flat()) images.add(one);
  return [...images];
}
