import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { type Answer, type AskOptions, LONGEST_QUESTION, type PlanStep, type TurnEvent } from '../core/answer.ts';
import type { ChatModel } from '../core/chat-model.ts';
import { type Config, loadConfig } from '../core/config.ts';
import { asWriteError } from '../core/disk-full.ts';
import { asGossanError, GossanError } from '../core/errors.ts';
import type { Evidence } from '../core/evidence.ts';
import { homePath } from '../core/paths.ts';
import type { Assistant, Report, ReportOptions } from '../core/session.ts';
import { openVisionModel } from '../model-server/open-vision-model.ts';
import { openKnowledgeBase } from '../rag/index.ts';
import type { KnowledgeBase } from '../rag/types.ts';
import { mapOfScene, type SceneMap } from '../tools/spectral/map-cache.ts';
import type { Desk } from './desk.ts';
import { buildGraph } from './graph.ts';
import { LiveAnswer } from './live-answer.ts';
import { PatientSaver } from './patient-saver.ts';
import { conceptOf } from './reasoner/builtin/lexicon.ts';
import type { Focus } from './reasoner/builtin/question.ts';
import { chooseReasoner } from './reasoner/choose.ts';
import type { Reasoner } from './reasoner/reasoner.ts';
import { composeReport } from './report/compose-report.ts';
import { newSessionId, SessionDatabase, type UnfinishedTurn } from './sessions/session-database.ts';
import type { Turn, TurnOptions } from './state.ts';
import { UsageMeter } from './usage.ts';

export interface AssistantOptions {
  /** Where `archive` writes; default `output/reports` under the working folder. */
  reportsFolder?: string;
  /** Instead of the one that the configuration names. */
  reasoner?: Reasoner;
  /** Sessions are kept in memory and are gone afterwards: for evaluation. */
  ephemeral?: boolean;
  /** Instead of the one that the configuration names; whoever gives it closes it. */
  vision?: ChatModel;
}

/** SQLite's name for a database without a file. */
const IN_MEMORY = ':memory:';

/** Opens the assistant: sessions, checkpoints, and the reasoner that the configuration names. */
export async function openAssistant(options: AssistantOptions = {}): Promise<Assistant> {
  const config = loadConfig();
  const sessions = options.ephemeral ? new SessionDatabase(IN_MEMORY) : new SessionDatabase();
  const path = options.ephemeral ? IN_MEMORY : homePath('sessions', 'checkpoints.db');
  try {
    const checkpoints = new Database(path);
    checkpoints.pragma('busy_timeout = 5000');
    return new GeologyAssistant(sessions, checkpoints, config, options);
  } catch (error) {
    sessions.close();
    throw asWriteError(error, path);
  }
}

/** Who hears of the turn that runs: the caller, and the store, which keeps what is shown. */
type Tell = (event: TurnEvent) => void;

class GeologyAssistant implements Assistant {
  readonly sessions: SessionDatabase;
  readonly #saver: PatientSaver;
  readonly #checkpoints: Database.Database;
  readonly #config: Config;
  readonly #options: AssistantOptions;
  readonly #bases = new Map<string, Promise<KnowledgeBase>>();
  /** By thread, while it runs. */
  readonly #telling = new Map<string, Tell>();
  #vision: Promise<ChatModel | null> | null = null;

  constructor(sessions: SessionDatabase, checkpoints: Database.Database, config: Config, options: AssistantOptions) {
    this.sessions = sessions;
    this.#saver = new PatientSaver(checkpoints, (thread) =>
      this.#telling.get(thread)?.({ type: 'note', text: NO_CHECKPOINTS }),
    );
    this.#checkpoints = checkpoints;
    this.#config = config;
    this.#options = options;
  }

  async ask(question: string, options: AskOptions = {}): Promise<Answer> {
    if (!question.trim()) throw new GossanError('USAGE', { detail: 'The question is empty.', command: 'ask' });
    if (question.length > LONGEST_QUESTION)
      throw new GossanError('QUESTION_TOO_LONG', { characters: question.length, most: LONGEST_QUESTION });
    return (await this.#turn(question, options, 'ask', null)).answer!;
  }

  async report(options: ReportOptions): Promise<Report> {
    if (!options.scene) throw new GossanError('SCENE_MISSING');
    const question = options.lang === 'zh' ? '蚀变报告' : 'Alteration report';
    const aoi = options.aoi === undefined ? undefined : resolve(options.aoi);
    if (aoi !== undefined && !existsSync(aoi)) throw new GossanError('FILE_NOT_FOUND', { path: options.aoi });
    const turn = await this.#turn(question, options, 'report', options.focus ?? null, aoi);
    const map = await mapOfScene(turn.options.scene!, aoi === undefined ? {} : { aoi });
    return composeReport(turn, map, this.#config);
  }

  async resume(session: string, options: Pick<AskOptions, 'signal' | 'onEvent'> = {}): Promise<Answer> {
    const unfinished = this.sessions.unfinished(session);
    if (!unfinished) throw new GossanError('SESSION_NOTHING_TO_RESUME', { id: session });
    this.sessions.acquire(session, { title: unfinished.question, scene: null, kb: unfinished.options.kb });
    return (await this.#run(session, unfinished, options, true)).answer!;
  }

  async close(): Promise<void> {
    for (const base of this.#bases.values()) await base.then((open) => open.close()).catch(() => undefined);
    await (await this.#vision?.catch(() => null))?.close();
    this.#checkpoints.close();
    this.sessions.close();
  }

  async #turn(
    question: string,
    options: AskOptions,
    mode: TurnOptions['mode'],
    dwellOn: string | null,
    aoi?: string,
  ): Promise<Turn> {
    const session = options.session ?? newSessionId();
    const scene = options.scene === undefined ? undefined : resolve(options.scene);
    if (scene !== undefined && !existsSync(scene)) throw new GossanError('FILE_NOT_FOUND', { path: options.scene });
    const info = this.sessions.acquire(session, {
      title: question.slice(0, 80),
      scene: scene ?? null,
      kb: options.kb ?? 'default',
    });
    const turnOptions: Omit<TurnOptions, 'turn'> = {
      session,
      mode,
      scene: scene ?? info.scene,
      ...(aoi === undefined ? {} : { aoi }),
      kb: options.kb ?? info.kb,
      rag: options.rag ?? true,
      vision: options.vision ?? true,
      lang: options.lang ?? null,
      focus: this.sessions.lastFocus(session),
      dwellOn,
    };
    const turn = this.sessions.begin(session, question, turnOptions);
    return this.#run(session, { turn, question, options: { ...turnOptions, turn } }, options, false);
  }

  /** Runs a turn from its start, or from its last checkpoint. The caller holds the session's lock; it is let go here. */
  async #run(
    session: string,
    { turn, question, options }: UnfinishedTurn,
    call: Pick<AskOptions, 'signal' | 'onEvent'>,
    resuming: boolean,
  ): Promise<Turn> {
    const thread = `${session}/${turn}`;
    const emit = this.#keepingShown(session, turn, call.onEvent ?? (() => undefined));
    this.#telling.set(thread, emit);
    this.#saver.begin(thread);
    try {
      const desk = await this.#desk(call.signal, emit);
      const graph = buildGraph(desk, this.#saver);
      const config = {
        configurable: { thread_id: thread },
        durability: 'sync' as const,
        recursionLimit: 40,
        ...(call.signal ? { signal: call.signal } : {}),
      };
      // an unknown thread does not fail by itself: a turn killed before its first checkpoint starts over
      const reached = resuming ? await this.#saver.getTuple(config) : undefined;
      if (reached) tellReached(reached.checkpoint.channel_values, emit);
      const state = (await graph.invoke(
        reached
          ? null
          : {
              question,
              options,
              started: Date.now(),
              understanding: null,
              draft: [],
              contradictions: [],
              refusal: null,
              review: null,
              answer: null,
            },
        config,
      )) as Turn;
      const focus = focusAfter(state);
      this.sessions.finish(session, turn, 'done', state.answer, focus);
      if (this.sessions.unsaved()) emit({ type: 'note', text: NOT_STORED });
      else await this.#saver.deleteThread(thread);
      return state;
    } catch (error) {
      const stopped = call.signal?.aborted ?? false;
      this.sessions.finish(session, turn, stopped ? 'stopped' : 'failed', null, null);
      throw stopped ? new GossanError('INTERRUPTED', {}, { cause: error }) : asGossanError(error);
    } finally {
      this.#telling.delete(thread);
      this.sessions.release(session);
    }
  }

  /** What is shown of an answer is stored as it is shown: a crash must not take it back. */
  #keepingShown(session: string, turn: number, tell: Tell): Tell {
    let shown = '';
    return (event) => {
      if (event.type === 'token' || event.type === 'correction') {
        shown = event.type === 'token' ? shown + event.text : event.text;
        this.sessions.keepShown(session, turn, shown);
      }
      tell(event);
    };
  }

  /** A server's model is named anew each turn (it may have come up meanwhile); the one in this process is kept. */
  #visionModel(): Promise<ChatModel | null> {
    if (this.#options.vision) return Promise.resolve(this.#options.vision);
    if (this.#config.visionUrl) return openVisionModel(this.#config);
    this.#vision ??= openVisionModel(this.#config);
    return this.#vision;
  }

  async #desk(signal: AbortSignal | undefined, emit: Tell): Promise<Desk> {
    const meter = new UsageMeter();
    const vision = await this.#visionModel().catch((error: unknown) => {
      // a model that cannot be opened costs a note and not the turn
      emit({ type: 'note', text: asGossanError(error).message });
      return null;
    });
    const maps = new Map<string, Promise<SceneMap>>();
    return {
      reasoner: this.#options.reasoner ?? (await chooseReasoner(this.#config, (text) => emit({ type: 'note', text }))),
      knowledgeBase: (name) => {
        const open = this.#bases.get(name);
        if (open) return open;
        const opening = openKnowledgeBase(name, { onNote: (text) => emit({ type: 'note', text }) });
        this.#bases.set(name, opening);
        opening.catch(() => this.#bases.delete(name));
        return opening;
      },
      sceneMap: (path, aoi) => {
        const key = JSON.stringify([path, aoi]);
        let map = maps.get(key);
        if (!map) {
          map = mapOfScene(path, {
            ...(aoi === undefined ? {} : { aoi }),
            ...(signal ? { signal } : {}),
            onProgress: ({ step, done, total }) =>
              emit({
                type: 'progress',
                agent: 'spectral-analyst',
                text: step,
                ...(done === undefined ? {} : { done }),
                ...(total === undefined ? {} : { total }),
              }),
          });
          maps.set(key, map);
        }
        return map;
      },
      pixelOf: async (path, lon, lat) => {
        const { openScene } = await import('../tools/spectral/readers/open.ts');
        const { fromLonLat } = await import('../tools/spectral/readers/georeference.ts');
        const reader = await openScene(path);
        const pixel = reader.georeference && fromLonLat(reader.georeference, lon, lat);
        await reader.close();
        return pixel && { x: Math.floor(pixel[0]), y: Math.floor(pixel[1]) };
      },
      sceneSize: async (path) => {
        const { openScene } = await import('../tools/spectral/readers/open.ts');
        const reader = await openScene(path);
        await reader.close();
        return { width: reader.width, height: reader.height };
      },
      vision: vision && meter.metered(vision),
      sessions: this.sessions,
      reportsFolder: this.#options.reportsFolder ?? join(process.cwd(), 'output', 'reports'),
      signal,
      live: new LiveAnswer(emit),
      meter,
      emit,
    };
  }
}

const NO_CHECKPOINTS =
  'The disk is full: this turn goes on, but if the program ends now it is resumed from an earlier step. · 磁盘已满：本轮继续，但若此时程序中断，只能从较早的步骤恢复。';
const NOT_STORED =
  'The disk is full: this answer is not stored yet. While the program runs it is tried again. · 磁盘已满：本回答尚未保存；程序运行期间会继续尝试。';

/** A resumed turn begins where it was: its plan with what is done of it, and its evidence. */
function tellReached(values: Record<string, unknown>, tell: Tell): void {
  const { plan = [], evidence = [] } = values as { plan?: PlanStep[]; evidence?: Evidence[] };
  if (plan.length) tell({ type: 'plan', plan });
  if (evidence.length) tell({ type: 'evidence', evidence });
}

/** What "it" and "there" mean next: after a question about a pixel, "it" is the mineral that the map names there. */
function focusAfter(turn: Turn): Focus | null {
  const focus = turn.understanding?.focus ?? null;
  const point = turn.understanding?.parts.find((part) => part.intent === 'point')?.point;
  if (!focus || !point) return focus;
  const mapped = turn.evidence.find((one) => one.address === `swir.tif#x=${point.x}&y=${point.y}`)?.value;
  if (typeof mapped !== 'string' || mapped === 'none') return focus;
  return { ...focus, minerals: mapped.split('+').map((name) => conceptOf(name).id), alteration: [] };
}
