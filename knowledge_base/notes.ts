import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { asGossanError } from '../core/errors.ts';
import { asset } from '../core/paths.ts';

/**
 * Absolute paths of the notes that ship with Gossan (Markdown with front matter), sorted by file name.
 * @throws GossanError FILE_NOT_FOUND when the package is incomplete.
 */
export function notePaths(): string[] {
  const folder = asset('knowledge_base', 'notes');
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.md'))
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    throw asGossanError(error, folder);
  }
}
