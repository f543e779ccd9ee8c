import { readFileSync } from 'node:fs';
import { sha256 } from '../core/hash.ts';
import type { SlowCall } from '../core/progress.ts';
import type { KnowledgeBase } from '../rag/types.ts';
import { notePaths } from './notes.ts';

/** Changes whenever a note does: a base that was seeded with this edition need not be looked at again. */
export function notesEdition(): string {
  return sha256(hashes(notePaths()).join());
}

/**
 * Reads the notes that ship with Gossan into a knowledge base; those that are there already are left alone. Notes of an
 * earlier edition are taken out: their old text would otherwise be cited beside the new one.
 */
export async function seedNotes(base: KnowledgeBase, options: SlowCall = {}, notes = notePaths()): Promise<void> {
  await base.add(notes, { ...options, shipped: true });
  // a document's id is the beginning of its content's hash
  const today = hashes(notes);
  const earlier = (await base.list()).filter(
    ({ id, shipped }) => shipped && !today.some((hash) => hash.startsWith(id)),
  );
  for (const { id } of earlier) await base.remove(id);
}

function hashes(paths: string[]): string[] {
  return paths.map((path) => sha256(readFileSync(path)));
}
