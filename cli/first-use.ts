import { existsSync, readFileSync } from 'node:fs';
import { writeFileAtomic } from '../core/atomic.ts';
import { SETTINGS } from '../core/config.ts';
import { stableId } from '../core/hash.ts';
import { homePath } from '../core/paths.ts';
import type { SlowCall } from '../core/progress.ts';
import { DEFAULT_KB } from './knowledge.ts';

/**
 * Reads the notes that ship with Gossan into the default knowledge base, once for each version of the notes: a note that
 * the user removed stays away until the notes change. Other knowledge bases hold only what the user put there.
 */
export async function ensureShippedNotes(kb: string, options: SlowCall = {}): Promise<void> {
  if (kb !== DEFAULT_KB) return;
  const { notesEdition, seedNotes } = await import('../knowledge_base/seed-notes.ts');
  const edition = notesEdition();
  // Each store has its own; a team's is known by its address, which may hold a password.
  const store = process.env[SETTINGS.store];
  const stamp = homePath(store ? `shipped-notes-${stableId(store)}` : 'shipped-notes');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === edition) return;
  const { openKnowledgeBase } = await import('../rag/index.ts');
  const base = await openKnowledgeBase(kb);
  try {
    await seedNotes(base, options);
  } finally {
    await base.close();
  }
  writeFileAtomic(stamp, edition);
}
