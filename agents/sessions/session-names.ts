import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { homePath } from '../../core/paths.ts';

/** So many are offered where one is typed. */
const MOST = 200;

/** Ids and titles of the latest sessions, read without opening the store; none where there is none. */
export function sessionNames(): { id: string; title: string }[] {
  const path = homePath('sessions', 'sessions.db');
  if (!existsSync(path)) return [];
  const db = new Database(path, { readonly: true });
  try {
    const sql = 'SELECT id, title FROM sessions ORDER BY updated DESC, rowid DESC LIMIT ?';
    return db.prepare(sql).all(MOST) as { id: string; title: string }[];
  } finally {
    db.close();
  }
}
