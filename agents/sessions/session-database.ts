import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { Answer } from '../../core/answer.ts';
import { GossanError } from '../../core/errors.ts';
import { homePath } from '../../core/paths.ts';
import { isAlive } from '../../core/process-alive.ts';
import type { Session, SessionInfo, SessionStore, Turn } from '../../core/session.ts';
import type { Focus } from '../reasoner/builtin/question.ts';
import type { TurnOptions } from '../state.ts';

interface SessionRow {
  id: string;
  title: string;
  created: string;
  updated: string;
  scene: string | null;
  kb: string;
}

interface TurnRow {
  turn: number;
  question: string;
  status: Turn['status'];
  answer: string | null;
  asked: string;
  options: string;
  focus: string;
}

/** A turn that was cut off, with what is needed to finish it. */
export interface UnfinishedTurn {
  turn: number;
  question: string;
  options: TurnOptions;
}

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
`;

/** Sessions and their turns in SQLite (`GOSSAN_HOME/sessions/sessions.db`). A turn is stored when it is asked, not when it is answered. */
export class SessionDatabase implements SessionStore {
  readonly #db: Database.Database;

  constructor(path = homePath('sessions', 'sessions.db')) {
    mkdirSync(dirname(path), { recursive: true });
    this.#db = new Database(path);
    this.#db.pragma('journal_mode = WAL');
    this.#db.pragma('busy_timeout = 5000');
    this.#db.pragma('foreign_keys = ON');
    this.#db.exec(SCHEMA);
  }

  list(): SessionInfo[] {
    const rows = this.#db.prepare('SELECT * FROM sessions ORDER BY updated DESC').all() as SessionRow[];
    return rows.map((row) => this.#info(row));
  }

  get(id: string): Session {
    const row = this.#row(id);
    const turns = this.#db.prepare('SELECT * FROM turns WHERE session = ? ORDER BY turn').all(id) as TurnRow[];
    return {
      ...this.#info(row),
      history: turns.map((turn) => ({
        turn: turn.turn,
        question: turn.question,
        status: turn.status,
        answer: turn.answer ? (JSON.parse(turn.answer) as Answer) : null,
        asked: turn.asked,
        scene: (JSON.parse(turn.options) as TurnOptions).scene,
      })),
    };
  }

  rename(id: string, title: string): void {
    this.#row(id);
    this.#db.prepare('UPDATE sessions SET title = ? WHERE id = ?').run(title, id);
  }

  branch(id: string, turn?: number): string {
    const row = this.#row(id);
    const fresh = newSessionId();
    const now = new Date().toISOString();
    this.#db.transaction(() => {
      this.#db
        .prepare('INSERT INTO sessions (id, title, created, updated, scene, kb) VALUES (?, ?, ?, ?, ?, ?)')
        .run(fresh, row.title, now, now, row.scene, row.kb);
      this.#db
        .prepare(
          `INSERT INTO turns SELECT ?, turn, question, status, answer, asked, options, focus FROM turns
           WHERE session = ? AND status = 'done' AND turn <= ?`,
        )
        .run(fresh, id, turn ?? Number.MAX_SAFE_INTEGER);
    })();
    return fresh;
  }

  /** Opens a session for asking, makes it when it is new, and takes its lock until {@link release}. */
  acquire(id: string, defaults: { title: string; scene: string | null; kb: string }): SessionInfo {
    const now = new Date().toISOString();
    this.#db
      .transaction(() => {
        this.#db
          .prepare('INSERT OR IGNORE INTO sessions (id, title, created, updated, scene, kb) VALUES (?, ?, ?, ?, ?, ?)')
          .run(id, defaults.title, now, now, defaults.scene, defaults.kb);
        const { holder } = this.#db.prepare('SELECT holder FROM sessions WHERE id = ?').get(id) as {
          holder: number | null;
        };
        if (holder !== null && isAlive(holder)) throw new GossanError('SESSION_BUSY', { id, pid: holder });
        this.#db.prepare('UPDATE sessions SET holder = ? WHERE id = ?').run(process.pid, id);
      })
      .immediate();
    return this.#info(this.#row(id));
  }

  release(id: string): void {
    this.#db.prepare('UPDATE sessions SET holder = NULL WHERE id = ? AND holder = ?').run(id, process.pid);
  }

  exists(id: string): boolean {
    return this.#db.prepare('SELECT 1 FROM sessions WHERE id = ?').get(id) !== undefined;
  }

  /** What the talk was about when the last finished turn ended. */
  lastFocus(id: string): Focus {
    const row = this.#db
      .prepare("SELECT focus FROM turns WHERE session = ? AND status = 'done' ORDER BY turn DESC LIMIT 1")
      .get(id) as { focus: string } | undefined;
    return row ? (JSON.parse(row.focus) as Focus) : { minerals: [], alteration: [] };
  }

  /** Stores a turn before anything is done for it. Returns its number, counted from 1. */
  begin(id: string, question: string, options: Omit<TurnOptions, 'turn'>): number {
    const now = new Date().toISOString();
    return this.#db
      .transaction(() => {
        const { last } = this.#db.prepare('SELECT MAX(turn) AS last FROM turns WHERE session = ?').get(id) as {
          last: number | null;
        };
        const turn = (last ?? 0) + 1;
        this.#db
          .prepare(
            "INSERT INTO turns (session, turn, question, status, asked, options, focus) VALUES (?, ?, ?, 'running', ?, ?, ?)",
          )
          .run(id, turn, question, now, JSON.stringify({ ...options, turn }), JSON.stringify(options.focus));
        this.#db
          .prepare('UPDATE sessions SET updated = ?, scene = COALESCE(?, scene), kb = ? WHERE id = ?')
          .run(now, options.scene, options.kb, id);
        return turn;
      })
      .immediate();
  }

  finish(id: string, turn: number, status: Turn['status'], answer: Answer | null, focus: Focus | null): void {
    this.#db
      .prepare('UPDATE turns SET status = ?, answer = ?, focus = COALESCE(?, focus) WHERE session = ? AND turn = ?')
      .run(status, answer && JSON.stringify(answer), focus && JSON.stringify(focus), id, turn);
    this.#db.prepare('UPDATE sessions SET updated = ? WHERE id = ?').run(new Date().toISOString(), id);
  }

  unfinished(id: string): UnfinishedTurn | null {
    this.#row(id);
    const row = this.#db
      .prepare("SELECT * FROM turns WHERE session = ? AND status IN ('running', 'stopped') ORDER BY turn DESC LIMIT 1")
      .get(id) as TurnRow | undefined;
    return row ? { turn: row.turn, question: row.question, options: JSON.parse(row.options) as TurnOptions } : null;
  }

  close(): void {
    this.#db.close();
  }

  #row(id: string): SessionRow {
    const row = this.#db.prepare('SELECT * FROM sessions WHERE id = ?').get(id) as SessionRow | undefined;
    if (!row) throw new GossanError('SESSION_UNKNOWN', { id });
    return row;
  }

  #info(row: SessionRow): SessionInfo {
    const { turns, open } = this.#db
      .prepare("SELECT COUNT(*) AS turns, SUM(status IN ('running', 'stopped')) AS open FROM turns WHERE session = ?")
      .get(row.id) as { turns: number; open: number | null };
    return {
      id: row.id,
      title: row.title,
      created: row.created,
      updated: row.updated,
      turns,
      scene: row.scene,
      kb: row.kb,
      unfinished: (open ?? 0) > 0,
    };
  }
}

/** Sortable and readable: date, time and four random letters. */
export function newSessionId(): string {
  const now = new Date().toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 13);
  const letters = Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) => 'abcdefghjkmnpqrstuvwxyz'[byte % 23]);
  return `${now}-${letters.join('')}`;
}
