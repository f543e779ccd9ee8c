import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { VisionCard } from '../../core/chat-model.ts';
import { GossanError } from '../../core/errors.ts';
import { sha256 } from '../../core/hash.ts';

export const PROJECTORS_FILE = 'projectors.json';

const three = z.array(z.number()).length(3);
const PROJECTORS = z.record(
  z.string(),
  z.object({ weights: z.array(z.array(z.number()).min(1)).length(3), bias: three }),
);

/**
 * The projectors that an adapter brings for its views; undefined where it brings none. Whether they fit the views shows when
 * these are drawn.
 * @param signed SHA-256 of the file by the adapter's card; undefined where the card names none
 * @throws GossanError ADAPTER_INCOMPLETE, ADAPTER_CHANGED, VISION_ADAPTER where it is no such file
 */
export function readProjectors(folder: string, name: string, signed: string | undefined): VisionCard['projectors'] {
  if (signed === undefined) return undefined;
  const path = join(folder, PROJECTORS_FILE);
  if (!existsSync(path))
    throw new GossanError('ADAPTER_INCOMPLETE', { name, detail: `there is no ${PROJECTORS_FILE}` });
  const text = readFileSync(path, 'utf8');
  if (sha256(text) !== signed) throw new GossanError('ADAPTER_CHANGED', { name, file: PROJECTORS_FILE });
  const read = PROJECTORS.safeParse(parsed(text));
  if (read.success) return read.data;
  const { path: place, message } = read.error.issues[0]!;
  throw new GossanError('VISION_ADAPTER', { name, detail: `${PROJECTORS_FILE}, ${place.join('.')}: ${message}` });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
