import type Database from 'better-sqlite3';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL,
    scene TEXT, kb TEXT NOT NULL, holder INTEGER
  );
  CREATE TABLE IF NOT EXISTS turns (
    session TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
    turn INTEGER NOT NULL, question TEXT NOT NULL, status TEXT NOT NULL, answer TEXT,
    asked TEXT NOT NULL, options TEXT NOT NULL, focus TEXT NOT NULL,
    PRIMARY KEY (session, turn)
  );
  -- what the chat showed beside the turns
  CREATE TABLE IF NOT EXISTS entries (
    n INTEGER PRIMARY KEY, session TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
    turn INTEGER NOT NULL, answered INTEGER NOT NULL, entry TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS entries_of_turns ON entries (session, turn);
`;

/** Columns that came after the first version: a database of it gets them when it is opened. */
const LATER = [
  // what had been shown of an answer that is not finished
  { table: 'turns', column: 'shown', type: 'TEXT' },
  // the line of the chat whose question waits for an answer
  { table: 'sessions', column: 'waiting', type: 'TEXT' },
] as const;

/** Makes the tables, or brings those of an older version up to date. */
export function prepareSchema(db: Database.Database): void {
  db.pragma('journal_mode = WAL');
  db.pragma('busy_timeout = 5000');
  db.pragma('foreign_keys = ON');
  db.exec(SCHEMA);
  for (const { table, column, type } of LATER) {
    const columns = db.pragma(`table_info(${table})`) as { name: string }[];
    if (!columns.some(({ name }) => name === column)) db.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
  }
}
