import { existsSync, readFileSync } from 'node:fs';
import { writeFileAtomic } from '../core/atomic.ts';
import { sha256 } from '../core/hash.ts';
import { homePath } from '../core/paths.ts';
import type { SlowCall } from '../core/progress.ts';
import { DEFAULT_KB } from './knowledge.ts';

/**
 * Reads the notes that ship with Gossan into the default knowledge base, once for each version of the notes: a note that
 * the user removed stays away until it changes. Other knowledge bases hold only what the user put there.
 */
export async function ensureShippedNotes(kb: string, options: SlowCall = {}): Promise<void> {
  if (kb !== DEFAULT_KB) return;
  const { notePaths } = await import('../knowledge_base/notes.ts');
  const edition = sha256(
    notePaths()
      .map((path) => sha256(readFileSync(path)))
      .join(),
  );
  const stamp = homePath('shipped-notes');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === edition) return;
  const { seedNotes } = await import('../agents/demo.ts');
  await seedNotes(kb, options);
  writeFileAtomic(stamp, edition);
}
