import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { LONGEST_QUESTION } from '../../core/answer.ts';
import { homePath } from '../../core/paths.ts';

/** So many are searched. */
const MOST = 5000;

/** The latest questions of all sessions, the oldest first, read without opening the store; none where there is none. */
export function pastQuestions(): { question: string; asked: string }[] {
  const path = homePath('sessions', 'sessions.db');
  if (!existsSync(path)) return [];
  const db = new Database(path, { readonly: true });
  try {
    const sql = 'SELECT question, asked FROM turns WHERE length(question) <= ? ORDER BY asked DESC, turn DESC LIMIT ?';
    return (db.prepare(sql).all(LONGEST_QUESTION, MOST) as { question: string; asked: string }[]).reverse();
  } finally {
    db.close();
  }
}
