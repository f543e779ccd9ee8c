import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../core/atomic.ts';
import { stableId } from '../../core/hash.ts';
import type { SceneMap } from '../../tools/spectral/map-cache.ts';
import type { LookOptions, VisionDocument } from './look-at-window.ts';
import type { Vision } from './open-vision.ts';
import prompts from './prompts.json' with { type: 'json' };

/** Raised when what is kept of an answer changes: earlier ones are asked again. */
const FORMAT = 2;

/**
 * The answer that Gossan's own base gave of a mapped scene before, kept beside the map: the same weights, views and question
 * say the same, and the scene need not be read again. Models on servers and adapters may change behind their names, so that
 * they are asked each time.
 */
export async function rememberedAnswer(
  { card, adapter }: Vision,
  map: SceneMap,
  { task, language, window: part }: Pick<LookOptions, 'task' | 'language' | 'window'>,
  look: () => Promise<VisionDocument>,
): Promise<VisionDocument> {
  if (card === null || adapter !== null) return look();
  const { base, views, size, window, calibration, projectors } = card;
  const asked = JSON.stringify([FORMAT, base, views, size, window, calibration, projectors, prompts.tasks[task], part]);
  const path = join(map.folder, 'vision', `${task}-${language}-${stableId(asked)}.json`);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as VisionDocument;
  const said = await look();
  writeFileAtomic(path, `${JSON.stringify(said, null, 2)}\n`);
  return said;
}
