import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { Answer } from '../../core/answer.ts';
import { ensureFolder } from '../../core/atomic.ts';
import { asWriteError } from '../../core/disk-full.ts';
import { GossanError } from '../../core/errors.ts';
import { homePath } from '../../core/paths.ts';
import { isAlive } from '../../core/process-alive.ts';
import type { FoundSession, Session, SessionInfo, SessionStore, Turn } from '../../core/session.ts';
import type { Focus } from '../reasoner/builtin/question.ts';
import type { TurnOptions } from '../state.ts';
import { aroundWord, queryWords, wordsIn } from './find-words.ts';
import { prepareSchema } from './session-schema.ts';
import { WaitingWrites } from './waiting-writes.ts';

interface SessionRow {
  id: string;
  title: string;
  created: string;
  updated: string;
  scene: string | null;
  kb: string;
  waiting: string | null;
}

interface TurnRow {
  turn: number;
  question: string;
  status: Turn['status'];
  answer: string | null;
  asked: string;
  options: string;
  focus: string;
  shown: string | null;
}

/** A turn that was cut off, with what is needed to finish it. */
export interface UnfinishedTurn {
  turn: number;
  question: string;
  options: TurnOptions;
}

/** Characters of a session's name. */
const MOST_TITLE = 200;

/** The sessions whose turn runs in this process, whichever of its databases began it. */
const held = new Set<string>();

/** Sessions and their turns in SQLite (`GOSSAN_HOME/sessions/sessions.db`). A turn is stored when it is asked, not when it is answered. */
export class SessionDatabase implements SessionStore {
  readonly #db: Database.Database;
  readonly #writes: WaitingWrites;
  #entries = 0;
  /** Turns that are finished and not stored yet, by session and number. */
  readonly #unstored = new Map<string, Pick<Turn, 'status' | 'answer'>>();

  /** @throws GossanError DISK_FULL, WRITE_FAILED */
  constructor(path = homePath('sessions', 'sessions.db')) {
    ensureFolder(dirname(path));
    try {
      this.#db = new Database(path);
      prepareSchema(this.#db);
    } catch (error) {
      throw asWriteError(error, path);
    }
    this.#writes = new WaitingWrites(path);
  }

  list(): SessionInfo[] {
    this.#writes.flush();
    const rows = this.#db.prepare('SELECT * FROM sessions ORDER BY updated DESC, rowid DESC').all() as SessionRow[];
    return rows.map((row) => this.#info(row));
  }

  search(text: string): FoundSession[] {
    const words = queryWords(text);
    const turns = this.#db.prepare(
      "SELECT turn, question, json_extract(answer, '$.answer') AS answer FROM turns WHERE session = ? ORDER BY turn",
    );
    return this.list().flatMap((session) => {
      const rows = turns.all(session.id) as { turn: number; question: string; answer: string | null }[];
      const found = rows
        .filter(({ question, answer }) => wordsIn(`${question}\n${answer ?? ''}`, words).length === words.length)
        .map(({ turn, question, answer }) => {
          // where more of the words stand
          const asked = wordsIn(question, words).length >= wordsIn(answer ?? '', words).length;
          const text = aroundWord(asked ? question : (answer ?? ''), words);
          return { turn, where: asked ? ('question' as const) : ('answer' as const), text };
        });
      return found.length || wordsIn(session.title, words).length === words.length ? [{ ...session, found }] : [];
    });
  }

  get(id: string): Session {
    this.#writes.flush();
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
        shown: turn.shown,
        ...this.#unstored.get(turnKey(id, turn.turn)),
      })),
    };
  }

  rename(id: string, title: string): void {
    this.#row(id);
    const name = title.trim();
    if (!name || name.length > MOST_TITLE)
      throw new GossanError('SESSION_TITLE', { most: MOST_TITLE, length: name.length });
    this.#writes.now(() => this.#db.prepare('UPDATE sessions SET title = ? WHERE id = ?').run(name, id));
  }

  wait(id: string, line: string | null): void {
    this.#writes.do(`wait ${id}`, () => this.#db.prepare('UPDATE sessions SET waiting = ? WHERE id = ?').run(line, id));
  }

  waiting(id: string): string | null {
    return this.#row(id).waiting;
  }

  remember(id: string, entry: object): void {
    const { last } = this.#db.prepare('SELECT MAX(turn) AS last FROM turns WHERE session = ?').get(id) as {
      last: number | null;
    };
    // before the first question there is no session to keep it in
    if (last === null) return;
    this.#writes.do(`entry ${this.#entries++}`, () =>
      this.#db
        .prepare(
          `INSERT INTO entries (session, turn, answered, entry)
           SELECT session, turn, status = 'done', ? FROM turns WHERE session = ? AND turn = ?`,
        )
        .run(JSON.stringify(entry), id, last),
    );
  }

  remembered(id: string, from: number): { turn: number; answered: boolean; entry: object }[] {
    const rows = this.#db
      .prepare('SELECT turn, answered, entry FROM entries WHERE session = ? AND turn >= ? ORDER BY n')
      .all(id, from) as { turn: number; answered: number; entry: string }[];
    return rows.map(({ turn, answered, entry }) => ({
      turn,
      answered: answered === 1,
      entry: JSON.parse(entry) as object,
    }));
  }

  unsaved(): number {
    this.#writes.flush();
    return this.#writes.count;
  }

  branch(id: string, turn?: number): string {
    const row = this.#row(id);
    if (turn !== undefined) this.#answered(id, turn);
    const fresh = newSessionId();
    const now = new Date().toISOString();
    const copy = this.#db.transaction(() => {
      this.#db
        .prepare('INSERT INTO sessions (id, title, created, updated, scene, kb) VALUES (?, ?, ?, ?, ?, ?)')
        .run(fresh, row.title, now, now, row.scene, row.kb);
      this.#db
        .prepare(
          `INSERT INTO turns (session, turn, question, status, answer, asked, options, focus)
           SELECT ?, turn, question, status, answer, asked, options, focus FROM turns
           WHERE session = ? AND status = 'done' AND turn <= ?`,
        )
        .run(fresh, id, turn ?? Number.MAX_SAFE_INTEGER);
    });
    this.#writes.now(copy);
    return fresh;
  }

  /** Opens a session for asking, makes it when it is new, and takes its lock until {@link release}. */
  acquire(id: string, defaults: { title: string; scene: string | null; kb: string }): SessionInfo {
    const now = new Date().toISOString();
    const take = this.#db.transaction(() => {
      this.#db
        .prepare('INSERT OR IGNORE INTO sessions (id, title, created, updated, scene, kb) VALUES (?, ?, ?, ?, ?, ?)')
        .run(id, defaults.title, now, now, defaults.scene, defaults.kb);
      const { holder } = this.#db.prepare('SELECT holder FROM sessions WHERE id = ?').get(id) as {
        holder: number | null;
      };
      // our own number stands there too where an earlier process had it, or a full disk kept the release from it
      const busy = holder === process.pid ? held.has(id) : holder !== null && isAlive(holder);
      if (busy) throw new GossanError('SESSION_BUSY', { id, pid: holder! });
      this.#db.prepare('UPDATE sessions SET holder = ? WHERE id = ?').run(process.pid, id);
    });
    this.#writes.now(() => take.immediate());
    held.add(id);
    return this.#info(this.#row(id));
  }

  release(id: string): void {
    held.delete(id);
    this.#writes.do(`release ${id}`, () => {
      if (held.has(id)) return;
      this.#db.prepare('UPDATE sessions SET holder = NULL WHERE id = ? AND holder = ?').run(id, process.pid);
    });
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
    const insert = this.#db.transaction(() => {
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
    });
    return this.#writes.now(() => insert.immediate());
  }

  /** Stores what is shown of an answer that is being written. */
  keepShown(id: string, turn: number, shown: string): void {
    this.#writes.do(turnKey(id, turn), () =>
      this.#db.prepare('UPDATE turns SET shown = ? WHERE session = ? AND turn = ?').run(shown, id, turn),
    );
  }

  /** Ends a turn. On a full disk it is kept in memory, where {@link get} finds it, until there is room. */
  finish(id: string, turn: number, status: Turn['status'], answer: Answer | null, focus: Focus | null): void {
    const key = turnKey(id, turn);
    this.#unstored.set(key, { status, answer });
    const now = new Date().toISOString();
    const write = this.#db.transaction(() => {
      this.#db
        .prepare(
          `UPDATE turns SET status = ?, answer = ?, focus = COALESCE(?, focus), shown = IIF(? = 'done', NULL, shown)
           WHERE session = ? AND turn = ?`,
        )
        .run(status, answer && JSON.stringify(answer), focus && JSON.stringify(focus), status, id, turn);
      this.#db.prepare('UPDATE sessions SET updated = ? WHERE id = ?').run(now, id);
    });
    this.#writes.do(key, () => {
      write.immediate();
      this.#unstored.delete(key);
    });
  }

  unfinished(id: string): UnfinishedTurn | null {
    this.#row(id);
    const row = this.#db
      .prepare("SELECT * FROM turns WHERE session = ? AND status IN ('running', 'stopped') ORDER BY turn DESC LIMIT 1")
      .get(id) as TurnRow | undefined;
    return row ? { turn: row.turn, question: row.question, options: JSON.parse(row.options) as TurnOptions } : null;
  }

  /** Tries once more what waits. What is still refused then is lost: see {@link unsaved}. */
  close(): void {
    this.#writes.flush();
    this.#db.close();
  }

  #answered(id: string, turn: number): void {
    const row = this.#db.prepare('SELECT status FROM turns WHERE session = ? AND turn = ?').get(id, turn) as
      | { status: string }
      | undefined;
    if (row?.status !== 'done') throw new GossanError('TURN_UNKNOWN', { id, turn, detail: row?.status ?? 'not asked' });
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

function turnKey(id: string, turn: number): string {
  return `${id}/${turn}`;
}

/** Sortable and readable: date, time and four random letters. */
export function newSessionId(): string {
  const now = new Date().toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 13);
  const letters = Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) => 'abcdefghjkmnpqrstuvwxyz'[byte % 23]);
  return `${now}-${letters.join('')}`;
}
