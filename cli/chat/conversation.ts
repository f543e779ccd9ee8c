import type { Answer, TurnEvent } from '../../core/answer.ts';
import { asGossanError, GossanError } from '../../core/errors.ts';
import type { Assistant } from '../../core/session.ts';
import { ensureShippedNotes } from '../first-use.ts';
import { DEFAULT_KB } from '../knowledge.ts';
import { stopped } from '../stopped.ts';
import { BackgroundRun } from './background-run.ts';
import { hear, newLiveTurn } from './live-events.ts';
import { PictureOutput } from './picture-output.ts';
import { isKept, lastAnswerOf, recalled } from './recall.ts';
import { spokenOf } from './spoken.ts';
import { restText } from './status-text.ts';
import { StoreAgain, storeWords } from './store-again.ts';
import type { ChatState, Entry, LiveTurn, NewEntry } from './transcript.ts';
import { UserQuestion } from './user-question.ts';
import { chatLanguage, chatWords } from './words.ts';

/** How the chat was opened. */
export interface ChatSettings {
  scene?: string;
  kb?: string;
  session?: string;
  lang?: 'en' | 'zh';
  rag: boolean;
  vision: boolean;
  /** Somebody listens to it. */
  spoken?: boolean;
  /** Aborted when the process is told to end. */
  signal: AbortSignal;
}

/** Progress comes with every tile; the screen needs less. */
const FRAME_MS = 60;

/**
 * The chat without its picture: what was said, what runs, what is set. The view subscribes and draws `state`.
 * The assistant is loaded by {@link prepare}, after the first paint.
 */
export class Conversation {
  #state: ChatState;
  readonly #listeners = new Set<() => void>();
  readonly #settings: ChatSettings;
  #assistant: Assistant | null = null;
  #prepared: Promise<void> | null = null;
  #turn: AbortController | null = null;
  #lastAnswer: Answer | null = null;
  #keys = 0;
  #frame: NodeJS.Timeout | null = null;
  readonly background = new BackgroundRun(this);
  /** What the chat is drawn on. */
  readonly pictures = new PictureOutput(process.stdout);
  /** Where the last picture lies on disk; written only when it is asked for. */
  lastPicture: (() => string) | null = null;
  readonly #question = new UserQuestion();
  readonly #storing = new StoreAgain();

  constructor(settings: ChatSettings) {
    this.#settings = settings;
    const demo = settings.scene === undefined && settings.session === undefined;
    this.#state = {
      entries: [],
      live: null,
      preparing: { step: 'starting' },
      settings: {
        scene: settings.scene ?? null,
        kb: settings.kb ?? DEFAULT_KB,
        rag: settings.rag,
        vision: settings.vision,
        lang: settings.lang ?? null,
      },
      synthetic: demo,
      session: settings.session ?? null,
      asking: null,
      background: null,
      quitArmed: false,
      finished: false,
    };
    this.say({ kind: 'greeting', scene: settings.scene ?? null, synthetic: demo });
  }

  get state(): ChatState {
    return this.#state;
  }

  /** The frame's language is Chinese. */
  get zh(): boolean {
    return chatLanguage(this.#state.settings.lang) === 'zh';
  }

  /** Somebody listens: what else is drawn again and again is said once. */
  get spoken(): boolean {
    return this.#settings.spoken ?? false;
  }

  #words() {
    return chatWords(this.#state.settings.lang);
  }

  get busy(): boolean {
    return this.#state.live !== null;
  }

  get lastAnswer(): Answer | null {
    return this.#lastAnswer;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Prints an entry into the transcript, and keeps it with the session. */
  say(entry: NewEntry): void {
    this.#print(entry);
    const { session } = this.#state;
    if (session !== null && !this.#state.finished && isKept(entry)) this.#assistant?.sessions.remember(session, entry);
  }

  #print(entry: NewEntry): void {
    this.change({ entries: [...this.#state.entries, { ...entry, key: this.#keys++ } as Entry] });
  }

  change(part: Partial<ChatState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }

  set(settings: Partial<ChatState['settings']>): void {
    this.change({ settings: { ...this.#state.settings, ...settings } });
  }

  /** Shows an error as an entry; a stop by the user is a note. */
  fail(thrown: unknown): void {
    const error = asGossanError(thrown);
    if (error.code === 'INTERRUPTED')
      this.say({ kind: 'note', text: 'Stopped. /resume goes on from the step it had reached.' });
    else {
      const hint = error.code === 'USAGE' ? '/help lists the commands.' : error.hint;
      this.say({ kind: 'error', message: error.message, hint, code: error.code });
    }
  }

  /**
   * Puts a question to the user; the next line is the answer, Enter alone the suggestion.
   * @returns null where the user turned away: Esc, a command, or the end of the chat
   */
  askUser(question: string, suggestion = ''): Promise<string | null> {
    this.dropQuestion();
    this.say({ kind: 'note', text: question });
    this.change({ asking: { suggestion } });
    this.#keepWaiting(this.#question.line);
    return this.#question.ask(suggestion);
  }

  /** Hands a typed line to the question that waits; false where none does. */
  answerQuestion(text: string): boolean {
    return this.#endQuestion(text || this.#question.suggestion);
  }

  /** Takes the question back; false where none waits. */
  dropQuestion(): boolean {
    return this.#endQuestion(null);
  }

  #endQuestion(answer: string | null): boolean {
    if (!this.#question.waits) return false;
    this.change({ asking: null });
    if (answer !== null) this.say({ kind: 'reply', text: answer });
    this.#keepWaiting(null);
    this.#question.end(answer);
    return true;
  }

  /** Stores which command's question waits, so that it is put again where the program ends before it is answered. */
  #keepWaiting(line: string | null): void {
    if (this.#state.session !== null) this.#assistant?.sessions.wait(this.#state.session, line);
  }

  /** Loads the assistant, and the demo where no scene was named. Safe to call often; errors become entries. */
  prepare(): Promise<void> {
    this.#prepared ??= this.#prepare().then(() => {
      // what kept it from opening (a full disk) may pass
      if (!this.#assistant) this.#prepared = null;
    });
    return this.#prepared;
  }

  async #prepare(): Promise<void> {
    const { scene, kb, session, signal } = this.#settings;
    const slow = {
      signal,
      onProgress: (progress: NonNullable<ChatState['preparing']>) => this.#soon({ preparing: progress }),
    };
    try {
      const { openAssistant } = await import('../../agents/assistant.ts');
      this.#assistant = await openAssistant();
      if (session !== undefined && (await this.#recall(session))) {
        // The session brings its own scene and knowledge base.
      } else if (scene === undefined) {
        const { prepareDemo } = await import('../../agents/demo.ts');
        const demo = await prepareDemo(slow);
        this.set({ scene: demo.scene, kb: kb ?? demo.kb });
      } else {
        await this.openScene(scene);
      }
      if (this.#settings.rag) await ensureShippedNotes(this.#state.settings.kb, slow);
      await this.#nameSession();
      const { remoteModelNotes } = await import('../remote-models.ts');
      for (const text of remoteModelNotes()) this.say({ kind: 'note', text });
      if (this.spoken)
        this.say({ kind: 'spoken', text: `${this.#words().ready}: ${restText(this.#state, this.#words())}` });
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    } finally {
      this.#cancelFrame();
      this.change({ preparing: null });
    }
  }

  async #nameSession(): Promise<void> {
    if (this.#state.session !== null) return;
    const { newSessionId } = await import('../../agents/sessions/session-database.ts');
    this.change({ session: newSessionId() });
  }

  /** Shows the last turns of a session that exists already; false where it is a new name. */
  async #recall(id: string): Promise<boolean> {
    const assistant = this.#assistant!;
    if (!assistant.sessions.list().some((one) => one.id === id)) return false;
    await this.switchSession(id);
    return true;
  }

  /**
   * Goes on with another session: its scene, its knowledge base, its last turns, and the question that waited in it.
   * @throws GossanError SESSION_UNKNOWN
   */
  async switchSession(id: string): Promise<void> {
    const { sessions } = this.#open();
    const session = sessions.get(id);
    const { settings, synthetic } = this.#state;
    this.set({ scene: session.scene, kb: session.kb });
    this.change({ session: id, synthetic: synthetic && session.scene === settings.scene });
    this.#lastAnswer = lastAnswerOf(session);
    for (const entry of recalled(sessions, session, this.zh)) this.#print(entry);
    // a scene that was moved since costs the turns nothing
    if (session.scene !== null) await this.#lookAt(session.scene).catch((error: unknown) => this.fail(error));
    const line = sessions.waiting(id);
    if (line !== null) void this.#askAgain(line);
  }

  async #askAgain(line: string): Promise<void> {
    const { runSlashCommand } = await import('./slash-commands.ts');
    this.#print({
      kind: 'note',
      text: this.zh ? `${line} 的问题还在等待回答：` : `The question of ${line} waited for an answer:`,
    });
    await runSlashCommand(this, line);
  }

  /** Opens a scene far enough to know that it can be read, and makes it the session's. @throws GossanError */
  async openScene(path: string): Promise<void> {
    const { name, synthetic, sensor, width, height } = await this.#lookAt(path);
    this.set({ scene: path });
    const label = synthetic ? ' SYNTHETIC: made by a program, not a real place. · 合成影像，非真实地点。' : '';
    this.say({ kind: 'note', text: `Scene ${name}: ${sensor}, ${width}×${height} pixels.${label}` });
  }

  async #lookAt(path: string) {
    const { openScene } = await import('../../tools/spectral/readers/open.ts');
    const scene = await openScene(path, { signal: this.#settings.signal });
    await scene.close();
    this.change({ synthetic: scene.synthetic });
    return scene;
  }

  /** The assistant, once it is there. @throws GossanError where it could not be opened */
  async ready(): Promise<Assistant> {
    await this.prepare();
    return this.#open();
  }

  #open(): Assistant {
    if (!this.#assistant) {
      throw new GossanError('INTERNAL', { detail: 'The assistant could not be opened; see the message above.' });
    }
    return this.#assistant;
  }

  /** Asks a question in the session. Never throws: what goes wrong is shown. */
  ask(question: string): Promise<void> {
    this.say({ kind: 'question', text: question });
    return this.runTurn(async (assistant, { signal, onEvent }) => {
      const { scene, kb, rag, vision, lang } = this.#state.settings;
      const answer = await assistant.ask(question, {
        kb,
        rag,
        vision,
        signal,
        onEvent,
        ...(scene === null ? {} : { scene }),
        ...(lang === null ? {} : { lang }),
        ...(this.#state.session === null ? {} : { session: this.#state.session }),
      });
      this.showAnswer(answer);
    });
  }

  showAnswer(answer: Answer): void {
    this.#lastAnswer = answer;
    // it leaves the live area for the transcript in one frame
    if (this.#state.live) this.#state = { ...this.#state, live: { ...this.#state.live, text: '', writing: null } };
    this.say({ kind: 'answer', answer });
  }

  /**
   * Prints a picture into the scrollback, as one entry.
   * @param text laid out by `cli/terminal/pictures`: it may hold escape sequences and is printed as it is
   * @param file says where the full picture lies
   */
  showPicture(text: string, file: (() => string) | null): void {
    this.lastPicture = file;
    this.say({ kind: 'picture', mark: this.pictures.add(text), isFile: file !== null });
  }

  /** Runs one turn's work in the live area, stoppable by {@link stop}. @param stopped what is said then */
  async runTurn(
    work: (assistant: Assistant, call: { signal: AbortSignal; onEvent: (event: TurnEvent) => void }) => Promise<void>,
    stopped?: string,
  ): Promise<void> {
    const controller = new AbortController();
    this.#turn = controller;
    const signal = AbortSignal.any([controller.signal, this.#settings.signal]);
    this.change({
      live: newLiveTurn(),
    });
    try {
      const assistant = await Promise.race([this.ready(), aborted(signal)]);
      await work(assistant, { signal, onEvent: (event) => this.#hear(event) });
    } catch (error) {
      const text = this.#state.live?.text;
      if (text) this.say({ kind: 'partial', text, how: signal.aborted ? 'stopped' : 'cut' });
      if (signal.aborted && stopped) this.say({ kind: 'note', text: stopped });
      else this.fail(signal.aborted ? new GossanError('INTERRUPTED', {}, { cause: error }) : error);
    } finally {
      this.#cancelFrame();
      this.#turn = null;
      this.change({ live: null });
      if (this.#assistant)
        this.#storing.watch(this.#assistant.sessions, () =>
          this.say({ kind: 'note', text: storeWords(this.zh).stored }),
        );
    }
  }

  /** Stops the turn that runs; false where none does. */
  stop(): boolean {
    if (!this.#turn || !this.#state.live) return false;
    this.#turn.abort();
    this.change({ live: { ...this.#state.live, stopping: true } });
    return true;
  }

  /** A question that waits is kept with the session: whoever was cut off from the terminal is asked again. */
  quit(): void {
    this.#turn?.abort();
    const { message, hint } = storeWords(this.zh);
    if (this.#assistant?.sessions.unsaved()) this.say({ kind: 'error', message, hint });
    this.change({ finished: true });
    this.#question.end(null);
  }

  async close(): Promise<void> {
    this.#turn?.abort();
    this.#cancelFrame();
    this.#storing.stop();
    await this.background.close();
    const open = this.#assistant;
    this.#assistant = null;
    await open?.close();
  }

  #hear(event: TurnEvent): void {
    if (!this.#state.live) return;
    const { live, entries = [] } = hear(this.#state.live, event, this.#words());
    if (this.spoken) for (const entry of spokenOf(this.#state.live, event, this.#words())) this.say(entry);
    if (live) this.#live(live);
    for (const entry of entries) this.say(entry);
  }

  #live(part: Partial<LiveTurn>): void {
    this.#soon({ live: { ...this.#state.live!, ...part } });
  }

  /** The state at once, the listeners at the next frame. */
  #soon(part: Partial<ChatState>): void {
    this.#state = { ...this.#state, ...part };
    this.#frame ??= setTimeout(() => {
      this.#frame = null;
      this.change({});
    }, FRAME_MS);
  }

  #cancelFrame(): void {
    if (this.#frame) clearTimeout(this.#frame);
    this.#frame = null;
  }
}

/** Rejects when the signal fires: waiting for the assistant to load must be stoppable too. */
async function aborted(signal: AbortSignal): Promise<never> {
  await stopped(signal);
  throw new GossanError('INTERRUPTED');
}
