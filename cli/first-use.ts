import { existsSync, readFileSync } from 'node:fs';
import { writeFileAtomic } from '../core/atomic.ts';
import { sha256 } from '../core/hash.ts';
import { homePath } from '../core/paths.ts';
import type { SlowCall } from '../core/progress.ts';
import { DEFAULT_KB } from './knowledge.ts';

/**
 * Reads the notes that ship with Gossan into the default knowledge base, once for each version of the notes: a note that
 * the user removed stays away until the notes change. Other knowledge bases hold only what the user put there.
 */
export async function ensureShippedNotes(kb: string, options: SlowCall = {}): Promise<void> {
  if (kb !== DEFAULT_KB) return;
  const { notePaths } = await import('../knowledge_base/notes.ts');
  const contents = notePaths().map((path) => sha256(readFileSync(path)));
  const edition = sha256(contents.join());
  const stamp = homePath('shipped-notes');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === edition) return;
  const { seedNotes } = await import('../agents/demo.ts');
  await seedNotes(kb, options);
  await removeEarlierNotes(kb, contents);
  writeFileAtomic(stamp, edition);
}

/**
 * Takes out the shipped notes that are not among those of today: after an update the old text of a note would otherwise be
 * cited beside the new one. `contents` are the SHA-256 of today's notes; a document's id begins its content's.
 */
export async function removeEarlierNotes(kb: string, contents: readonly string[]): Promise<void> {
  const { openKnowledgeBase } = await import('../rag/index.ts');
  const base = await openKnowledgeBase(kb);
  try {
    const earlier = base.list().filter(({ id, shipped }) => shipped && !contents.some((hash) => hash.startsWith(id)));
    for (const { id } of earlier) await base.remove(id);
  } finally {
    await base.close();
  }
}
