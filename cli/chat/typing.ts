import type { ChatContext } from '../completion/chat-line.ts';
import type { Candidate } from '../completion/line.ts';
import { commonStart } from '../completion/paths.ts';
import { candidatesFor, commandsLike, nextOffer, type Offers } from './completer.ts';
import { CUTS, EDITS } from './edits.ts';
import { HistorySearch } from './history-search.ts';
import type { KeyAction } from './keys.ts';
import * as editor from './line-editor.ts';
import { insertLong, insertPaste } from './pasted.ts';
import type { QuestionHistory } from './question-history.ts';
import type { ChatWords } from './words.ts';
import { moveByRow, wrapLine } from './wrap-line.ts';

/** What the chat does for the prompt. Replaced at each drawing. */
export interface TypingHost {
  /** Columns of a row of text. */
  columns: number;
  words: ChatWords;
  context: ChatContext;
  /** Enter alone is an answer. */
  takesEmpty: boolean;
  onSubmit(text: string): void;
  /** Ctrl-C; gets whether something was typed, which it then clears. */
  onInterrupt(typed: boolean): void;
  onEscape(): void;
}

/** What the keys do to the line that is typed: editing, history, search, completion. No drawing. */
export class Typing {
  host!: TypingHost;
  readonly #history: QuestionHistory;
  readonly #listeners = new Set<() => void>();
  #line = editor.EMPTY_LINE;
  #search: HistorySearch | null = null;
  #offers: Offers | null = null;
  #cut: readonly editor.Piece[] = [];
  /** Cuts in a row make one. */
  #justCut = false;
  /** The column from which moving by rows began. */
  #goal: number | null = null;
  /** Keys that came while candidates were looked for. */
  #waiting: KeyAction[] | null = null;
  #version = 0;

  constructor(history: QuestionHistory) {
    this.#history = history;
  }

  get line(): editor.Line {
    return this.#line;
  }

  get search(): HistorySearch | null {
    return this.#search;
  }

  get offers(): Offers | null {
    return this.#offers;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Counts changes, for the drawing. */
  version = (): number => this.#version;

  /** Whether what Tab asked for is still looked up; keys wait for it. */
  get looksUp(): boolean {
    return this.#waiting !== null;
  }

  act(action: KeyAction): void {
    if (this.#waiting && action.do !== 'interrupt') {
      this.#waiting.push(action);
      return;
    }
    if (!this.#inSearch(action) && !this.#inOffers(action)) this.#edit(action);
    this.#changed();
  }

  #changed(): void {
    this.#version++;
    for (const listener of this.#listeners) listener();
  }

  /** Whether the key belonged to the search. Any key that edits takes what was found and acts on it. */
  #inSearch(action: KeyAction): boolean {
    const search = this.#search;
    if (!search) return false;
    const goesOn = search.act(action);
    if (goesOn) return true;
    this.#search = null;
    if (search.found !== null) this.#recall(search.found);
    return search.swallowed;
  }

  #inOffers(action: KeyAction): boolean {
    const offers = this.#offers;
    if (!offers) return false;
    if (action.do === 'complete' || action.do === 'complete-back') {
      this.#offers = nextOffer(offers, action.do === 'complete' ? 1 : -1);
      this.#replaceHead(this.#offers.candidates[this.#offers.chosen]!.value);
      return true;
    }
    this.#offers = null;
    if (action.do === 'escape' || action.do === 'leave') {
      this.#replaceHead(offers.typed);
      return true;
    }
    return action.do === 'enter' && offers.chosen !== -1;
  }

  #edit(action: KeyAction): void {
    const line = this.#line;
    const [cutBefore, goal] = [this.#justCut, this.#goal];
    this.#justCut = false;
    this.#goal = null;
    if (action.do === 'type') this.#line = insertLong(line, action.text, this.host.words);
    else if (action.do === 'paste') this.#line = insertPaste(line, action.text, this.host.words);
    else if (EDITS[action.do]) this.#line = EDITS[action.do]!(line);
    else if (CUTS[action.do]) this.#cutTo(CUTS[action.do]!(line), cutBefore);
    else if (action.do === 'yank') this.#line = editor.insertPieces(line, this.#cut);
    else if (action.do === 'enter') this.#enter();
    else if (action.do === 'up') this.#byRow(-1, goal);
    else if (action.do === 'down') this.#byRow(1, goal);
    else if (action.do === 'search') this.#search = new HistorySearch(this.#history);
    else if (action.do === 'complete') this.#complete();
    else if (action.do === 'escape') this.host.onEscape();
    else if (action.do === 'interrupt') this.#interrupt();
    else if (action.do === 'end-of-input') this.#endOfInput();
  }

  #interrupt(): void {
    this.#waiting = null;
    this.host.onInterrupt(this.#line.pieces.length > 0);
    this.#line = editor.EMPTY_LINE;
  }

  /** Ctrl-D: the end where nothing is typed, the delete key otherwise. */
  #endOfInput(): void {
    if (this.#line.pieces.length === 0) this.host.onSubmit('/quit');
    else this.#line = EDITS['erase-after']!(this.#line);
  }

  #enter(): void {
    const { pieces, cursor } = this.#line;
    // a backslash at the end of the line goes on below
    if (pieces[cursor - 1] === '\\' && cursor === pieces.length) {
      this.#line = editor.insert(editor.erase(this.#line, cursor - 1).line, '\n');
      return;
    }
    const text = editor.textOf(this.#line).trim();
    this.#line = editor.EMPTY_LINE;
    if (!text && !this.host.takesEmpty) return;
    if (text && !this.host.takesEmpty) this.#history.add(text);
    this.host.onSubmit(text);
  }

  /** Up and down go through the rows first, then through the history. */
  #byRow(step: -1 | 1, goal: number | null): void {
    const { columns } = this.host;
    const column = goal ?? wrapLine(this.#line, columns).column;
    const moved = moveByRow(this.#line, columns, step, column);
    if (moved) {
      this.#line = moved;
      this.#goal = column;
      return;
    }
    const text = step === -1 ? this.#history.back(editor.textOf(this.#line)) : this.#history.forward();
    if (text !== undefined) this.#recall(text);
  }

  #cutTo(place: number, again: boolean): void {
    const before = place < this.#line.cursor;
    const { line, erased } = editor.erase(this.#line, place);
    if (!again) this.#cut = erased;
    else this.#cut = before ? [...erased, ...this.#cut] : [...this.#cut, ...erased];
    this.#justCut = true;
    this.#line = line;
  }

  #complete(): void {
    const head = editor.headOf(this.#line);
    const commands = commandsLike(head);
    if (commands.length) this.#offer(head, commands);
    else if (head.trim()) this.#lookUp(head);
  }

  #lookUp(head: string): void {
    const waiting: KeyAction[] = [];
    this.#waiting = waiting;
    void candidatesFor(head, this.host.context).then((found) => {
      // Ctrl-C came meanwhile
      if (this.#waiting !== waiting) return;
      this.#waiting = null;
      this.#offer(head, found);
      this.#changed();
      for (const action of waiting) this.act(action);
    });
  }

  /** One candidate is taken, several as far as they agree; where that is no more than what stands there, the first. */
  #offer(typed: string, candidates: readonly Candidate[]): void {
    if (candidates.length === 0) return;
    const start = commonStart(candidates.map(({ value }) => value));
    if (start.length > typed.length) this.#replaceHead(start);
    if (candidates.length === 1) return;
    const offers = { candidates, typed, chosen: -1 };
    this.#offers = start.length > typed.length ? offers : nextOffer(offers, 1);
    if (this.#offers.chosen !== -1) this.#replaceHead(candidates[this.#offers.chosen]!.value);
  }

  #replaceHead(text: string): void {
    const { line } = editor.erase(this.#line, editor.headStart(this.#line));
    this.#line = editor.insert(line, text);
  }

  #recall(text: string): void {
    this.#line = insertLong(editor.EMPTY_LINE, text, this.host.words);
  }
}
