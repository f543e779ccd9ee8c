import { plainText } from '../../core/plain-text.ts';
import type { KeyAction } from './keys.ts';
import * as editor from './line-editor.ts';
import type { QuestionHistory } from './question-history.ts';

/** Keys that take what was found without doing anything more. */
const TAKES: ReadonlySet<KeyAction['do']> = new Set(['enter', 'complete', 'end-of-input']);
const LEAVES: ReadonlySet<KeyAction['do']> = new Set(['escape', 'leave', 'interrupt']);

const LONGEST_QUERY = 200;

/** Ctrl-R: looks backwards through what was typed before, as shells do. */
export class HistorySearch {
  readonly #history: QuestionHistory;
  #query = editor.EMPTY_LINE;
  #hit: ReturnType<QuestionHistory['find']>;
  /** The last search in its direction found nothing more. */
  failed = false;
  /** The last key did nothing but end the search. */
  swallowed = false;

  constructor(history: QuestionHistory) {
    this.#history = history;
  }

  get query(): string {
    return editor.textOf(this.#query);
  }

  /** The entry that was found, whole; null where none was, or where the search was left. */
  get found(): string | null {
    return this.#hit?.text ?? null;
  }

  /** Where in the entry the query stands. */
  get match(): { start: number; end: number } | null {
    return this.#hit?.match ?? null;
  }

  /** @returns whether the search goes on */
  act(action: KeyAction): boolean {
    switch (action.do) {
      case 'type':
      case 'paste':
        this.#query = editor.insert(this.#query, plainText(action.text).replace(/\s+/g, ' ').slice(0, LONGEST_QUERY));
        this.#look(this.#hit?.at ?? this.#history.length, -1);
        return true;
      case 'erase':
        this.#query = editor.erase(this.#query, this.#query.cursor - 1).line;
        this.#hit = undefined;
        this.failed = false;
        if (this.query) this.#look(this.#history.length, -1);
        return true;
      case 'search':
        if (this.query) this.#look((this.#hit?.at ?? this.#history.length) - 1, -1, this.#hit?.text);
        return true;
      case 'search-on':
        if (this.query && this.#hit) this.#look(this.#hit.at + 1, 1, this.#hit.text);
        return true;
      default:
        if (LEAVES.has(action.do)) this.#hit = undefined;
        this.swallowed = LEAVES.has(action.do) || TAKES.has(action.do);
        return false;
    }
  }

  #look(from: number, step: -1 | 1, not?: string): void {
    const hit = this.#history.find(this.query, from, step, not);
    this.failed = !hit;
    if (hit) this.#hit = hit;
  }
}
