import type { Answer, AskOptions } from './answer.ts';
import type { Evidence } from './evidence.ts';
import type { Language } from './language.ts';
import type { ReportChapter, ReportText } from './report.ts';

/** One exchange. `answer` is null while the turn runs, or where the process was killed in it: `resume` finishes it. */
export interface Turn {
  turn: number;
  question: string;
  status: 'running' | 'done' | 'failed' | 'stopped';
  answer: Answer | null;
  /** ISO time at which the question was asked. */
  asked: string;
  /** Path of the scene that was open; null where none was. */
  scene: string | null;
  /** What had been shown of the answer when the turn was cut off; null where nothing had, or the turn is done. */
  shown: string | null;
}

export interface SessionInfo {
  id: string;
  /** The user's name for it, or the first question. */
  title: string;
  created: string;
  updated: string;
  turns: number;
  scene: string | null;
  kb: string;
  /** A turn was cut off and can be resumed. */
  unfinished: boolean;
}

export interface Session extends SessionInfo {
  history: Turn[];
}

/** A session in which words were found, and where. */
export interface FoundSession extends SessionInfo {
  found: { turn: number; where: 'question' | 'answer'; text: string }[];
}

export interface SessionStore {
  list(): SessionInfo[];
  /** The sessions with all words of a text in their title or in one of their turns, the latest first. Case and width are ignored. */
  search(text: string): FoundSession[];
  /** @throws GossanError SESSION_UNKNOWN */
  get(id: string): Session;
  /** @throws GossanError SESSION_UNKNOWN, SESSION_TITLE */
  rename(id: string, title: string): void;
  /**
   * A new session with the answered turns up to and including `turn` (all when left out). Returns its id.
   * @throws GossanError SESSION_UNKNOWN, TURN_UNKNOWN
   */
  branch(id: string, turn?: number): string;
  /** What a front end was asking the user, so that it can ask again after a crash: the line that led to it. Null clears it. */
  wait(id: string, line: string | null): void;
  waiting(id: string): string | null;
  /** Keeps what a front end showed beside the turns (a plain object), behind the turn that is the last. */
  remember(id: string, entry: object): void;
  /** What was kept from a turn on, in its order; `answered`: the turn was done when it was shown. */
  remembered(id: string, from: number): { turn: number; answered: boolean; entry: object }[];
  /** How many writes a full disk has refused and that wait in memory; tries them again first. */
  unsaved(): number;
}

/** The language of a report, what it should dwell on, and the ground that it is about. */
export interface ReportOptions extends AskOptions {
  focus?: string;
  /** File of an area of interest: the report is of the scene within it. */
  aoi?: string;
  lang?: Language;
}

/** A report before it is written to a file: an answer whose text has sections, and the pictures that belong to it. */
export interface Report {
  title: string;
  answer: Answer;
  sections: { heading: string; text: string }[];
  figures: { path: string; caption: string }[];
  /** The report laid out, with its tables and figures; sections and figures stand in its place where there is none. */
  chapters?: ReportChapter[];
  /** What the numbers of the chapters rest on beside the answer's evidence. */
  evidence?: Evidence[];
  /** The scene was made by a program; the report says so at its top. */
  synthetic: boolean;
  /** For the block under the title, where it is known. */
  about?: {
    scene?: string;
    aoi?: string;
    sensor?: string;
    kb?: string;
    /** The ground that the scene covers. */
    location?: ReportText;
    /** When the scene was taken, where a file says so. */
    acquired?: string;
    /** Who had the report made, and for which house: settings of the user. */
    author?: string;
    organisation?: string;
    /** Of the program and its parts. */
    versions?: string;
  };
}

/** What a front end (terminal, HTTP, MCP) talks to. One process opens one. */
export interface Assistant {
  ask(question: string, options?: AskOptions): Promise<Answer>;
  /** Finishes the turn that was cut off, from the step it had reached. */
  resume(session: string, options?: Pick<AskOptions, 'signal' | 'onEvent'>): Promise<Answer>;
  report(options: ReportOptions): Promise<Report>;
  readonly sessions: SessionStore;
  close(): Promise<void>;
}
