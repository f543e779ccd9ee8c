import { existsSync } from 'node:fs';
import type { Answer, TurnEvent } from '../../core/answer.ts';
import { asGossanError, GossanError } from '../../core/errors.ts';
import type { Assistant } from '../../core/session.ts';
import { ensureShippedNotes } from '../first-use.ts';
import { DEFAULT_KB } from '../knowledge.ts';
import { BackgroundRun } from './background-run.ts';
import { PictureOutput } from './picture-output.ts';
import type { ChatState, Entry, LiveTurn, NewEntry } from './transcript.ts';
import { chatLanguage } from './words.ts';

/** How the chat was opened. */
export interface ChatSettings {
  scene?: string;
  kb?: string;
  session?: string;
  lang?: 'en' | 'zh';
  rag: boolean;
  vision: boolean;
  /** Aborted when the process is told to end. */
  signal: AbortSignal;
}

/** Turns of an earlier session that are shown when it is opened again. */
const RECALLED_TURNS = 3;
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
  #answerTo: ((text: string | null) => void) | null = null;

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

  say(entry: NewEntry): void {
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
      this.say({ kind: 'error', message: error.message, hint });
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
    return new Promise((resolve) => {
      this.#answerTo = resolve;
    });
  }

  /** Hands a typed line to the question that waits; false where none does. */
  answerQuestion(text: string): boolean {
    if (!this.#answerTo) return false;
    const answer = text || (this.#state.asking?.suggestion ?? '');
    this.#endQuestion(answer);
    return true;
  }

  /** Takes the question back; false where none waits. */
  dropQuestion(): boolean {
    return this.#endQuestion(null);
  }

  #endQuestion(answer: string | null): boolean {
    const resolve = this.#answerTo;
    if (!resolve) return false;
    this.#answerTo = null;
    this.change({ asking: null });
    if (answer !== null) this.say({ kind: 'question', text: answer });
    resolve(answer);
    return true;
  }

  /** Loads the assistant, and the demo where no scene was named. Safe to call often; errors become entries. */
  prepare(): Promise<void> {
    this.#prepared ??= this.#prepare();
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
      if (session !== undefined && this.#recall(session)) {
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
      await this.#announceRemoteModels();
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

  async #announceRemoteModels(): Promise<void> {
    const { remoteModelsToAllow } = await import('../remote-models.ts');
    for (const { host, sent } of remoteModelsToAllow()) {
      this.say({
        kind: 'note',
        text: `A model on ${host} is configured. It would be sent ${sent.en}. /allow agrees; until then it is not used.\n${host} 上的模型需要发送${sent.zh}；输入 /allow 表示同意。`,
      });
    }
  }

  /** Shows the last turns of a session that exists already; false where it is a new name. */
  #recall(id: string): boolean {
    const assistant = this.#assistant!;
    if (!assistant.sessions.list().some((one) => one.id === id)) return false;
    this.switchSession(id);
    return true;
  }

  /** Goes on with another session: its scene, its knowledge base, its last turns. @throws GossanError SESSION_UNKNOWN */
  switchSession(id: string): void {
    const session = this.#open().sessions.get(id);
    this.set({ scene: session.scene, kb: session.kb });
    this.change({ session: id, synthetic: false });
    const skipped = Math.max(0, session.history.length - RECALLED_TURNS);
    this.say({
      kind: 'note',
      text: `Session ${id}, ${session.history.length} turns${skipped ? ` (the last ${RECALLED_TURNS} are shown)` : ''}.`,
    });
    for (const turn of session.history.slice(skipped)) {
      this.say({ kind: 'question', text: turn.question });
      if (turn.answer) {
        this.#lastAnswer = turn.answer;
        this.say({ kind: 'answer', answer: turn.answer });
      } else if (turn.shown) {
        this.say({ kind: 'partial', text: turn.shown, how: turn.status === 'stopped' ? 'stopped' : 'cut' });
      }
    }
    const open = session.history.findLast(({ status }) => status === 'running' || status === 'stopped');
    if (open)
      this.say({
        kind: 'note',
        text: this.zh
          ? `第 ${open.turn} 轮被中断。/resume 继续完成。`
          : `Turn ${open.turn} was cut off. /resume finishes it.`,
      });
  }

  /** Opens a scene far enough to know that it can be read, and makes it the session's. @throws GossanError */
  async openScene(path: string): Promise<void> {
    const { openScene } = await import('../../tools/spectral/readers/open.ts');
    const scene = await openScene(path, { signal: this.#settings.signal });
    const { name, synthetic, sensor, width, height } = scene;
    await scene.close();
    this.set({ scene: path });
    this.change({ synthetic });
    const label = synthetic ? ' SYNTHETIC: made by a program, not a real place. · 合成影像，非真实地点。' : '';
    this.say({ kind: 'note', text: `Scene ${name}: ${sensor}, ${width}×${height} pixels.${label}` });
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
      live: { plan: [], text: '', writing: null, evidence: 0, progress: null, since: Date.now(), stopping: false },
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
    }
  }

  /** Stops the turn that runs; false where none does. */
  stop(): boolean {
    if (!this.#turn || !this.#state.live) return false;
    this.#turn.abort();
    this.change({ live: { ...this.#state.live, stopping: true } });
    return true;
  }

  quit(): void {
    this.dropQuestion();
    this.#turn?.abort();
    this.change({ finished: true });
  }

  async close(): Promise<void> {
    this.#turn?.abort();
    this.#cancelFrame();
    await this.background.close();
    await this.#assistant?.close();
  }

  #hear(event: TurnEvent): void {
    const live = this.#state.live;
    if (!live) return;
    switch (event.type) {
      case 'plan':
        this.#live({ plan: event.plan });
        break;
      case 'step':
        this.#live({
          plan: live.plan.map((step) => (step.id === event.step.id ? event.step : step)),
          progress: event.step.status === 'running' ? { step: `${event.step.agent}: ${event.step.goal}` } : null,
        });
        break;
      case 'progress': {
        const { agent, text, done, total } = event;
        this.#live({
          progress: {
            step: `${agent}: ${text}`,
            ...(done === undefined ? {} : { done }),
            ...(total === undefined ? {} : { total }),
          },
        });
        break;
      }
      case 'evidence':
        this.#live({ evidence: live.evidence + event.evidence.length });
        break;
      case 'writing':
        this.#live({ writing: { model: event.model, words: event.words } });
        break;
      case 'token':
        this.#live({ text: live.text + event.text });
        break;
      case 'correction':
        this.#live({ text: event.text });
        for (const one of event.taken) this.say({ kind: 'taken-back', ...one });
        break;
      case 'review':
        this.#live({ writing: null });
        break;
      case 'note':
        this.say({ kind: 'note', text: event.text });
        break;
      default:
    }
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
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(new GossanError('INTERRUPTED'));
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}

/** A path as people type or drop it into a terminal: quoted, with escaped spaces, from their home. */
export function typedPath(text: string): string {
  const bare = /^(['"]).*\1$/s.test(text) ? text.slice(1, -1) : text;
  if (existsSync(bare)) return bare;
  const unescaped = bare.replace(/\\(?=[ ()[\]&'"])/g, '');
  return unescaped.startsWith('~/') && process.env.HOME ? `${process.env.HOME}${unescaped.slice(1)}` : unescaped;
}
