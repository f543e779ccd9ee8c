import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { homePath } from '../../core/paths.ts';
import { DATABASE } from './base-files.ts';

/** Names of the bases of this machine. */
export { embeddedBases as baseNames } from './base-files.ts';

/** The documents of a base of this machine, read without opening it; none where it cannot be read at once. */
export function documentNames(base: string): { id: string; title: string }[] {
  const path = homePath('kb', base, DATABASE);
  if (!existsSync(path)) return [];
  const db = new Database(path, { readonly: true });
  try {
    const rows = db.prepare('SELECT id, info FROM documents ORDER BY seq').all() as { id: string; info: string }[];
    return rows.map(({ id, info }) => ({ id, title: (JSON.parse(info) as { title: string }).title }));
  } finally {
    db.close();
  }
}
