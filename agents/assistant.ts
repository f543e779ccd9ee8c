import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SqliteSaver } from '@langchain/langgraph-checkpoint-sqlite';
import Database from 'better-sqlite3';
import type { Answer, AskOptions } from '../core/answer.ts';
import type { ChatModel } from '../core/chat-model.ts';
import { type Config, loadConfig } from '../core/config.ts';
import { asGossanError, GossanError } from '../core/errors.ts';
import { homePath } from '../core/paths.ts';
import type { Assistant, Report, ReportOptions } from '../core/session.ts';
import { openVisionModel } from '../model-server/open-vision-model.ts';
import { openKnowledgeBase } from '../rag/index.ts';
import type { KnowledgeBase } from '../rag/types.ts';
import { mapOfScene, type SceneMap } from '../tools/spectral/map-cache.ts';
import type { Desk } from './desk.ts';
import { buildGraph } from './graph.ts';
import { conceptOf } from './reasoner/builtin/lexicon.ts';
import type { Focus } from './reasoner/builtin/question.ts';
import { chooseReasoner } from './reasoner/choose.ts';
import type { Reasoner } from './reasoner/reasoner.ts';
import { composeReport } from './report/compose-report.ts';
import { newSessionId, SessionDatabase, type UnfinishedTurn } from './sessions/session-database.ts';
import type { Turn, TurnOptions } from './state.ts';

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
  const checkpoints = new Database(options.ephemeral ? IN_MEMORY : homePath('sessions', 'checkpoints.db'));
  checkpoints.pragma('busy_timeout = 5000');
  const saver = new SqliteSaver(checkpoints);
  return new GeologyAssistant(sessions, saver, checkpoints, config, options);
}

class GeologyAssistant implements Assistant {
  readonly sessions: SessionDatabase;
  readonly #saver: SqliteSaver;
  readonly #checkpoints: Database.Database;
  readonly #config: Config;
  readonly #options: AssistantOptions;
  readonly #bases = new Map<string, Promise<KnowledgeBase>>();
  #vision: Promise<ChatModel | null> | null = null;

  constructor(
    sessions: SessionDatabase,
    saver: SqliteSaver,
    checkpoints: Database.Database,
    config: Config,
    options: AssistantOptions,
  ) {
    this.sessions = sessions;
    this.#saver = saver;
    this.#checkpoints = checkpoints;
    this.#config = config;
    this.#options = options;
  }

  async ask(question: string, options: AskOptions = {}): Promise<Answer> {
    if (!question.trim()) throw new GossanError('USAGE', { detail: 'The question is empty.', command: 'ask' });
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
    try {
      const desk = await this.#desk(call);
      const graph = buildGraph(desk, this.#saver);
      const config = {
        configurable: { thread_id: thread },
        durability: 'sync' as const,
        recursionLimit: 40,
        ...(call.signal ? { signal: call.signal } : {}),
      };
      // an unknown thread does not fail by itself: a turn killed before its first checkpoint starts over
      const reached = resuming ? await this.#saver.getTuple(config) : undefined;
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
      await this.#saver.deleteThread(thread);
      return state;
    } catch (error) {
      const stopped = call.signal?.aborted ?? false;
      this.sessions.finish(session, turn, stopped ? 'stopped' : 'failed', null, null);
      throw stopped ? new GossanError('INTERRUPTED', {}, { cause: error }) : asGossanError(error);
    } finally {
      this.sessions.release(session);
    }
  }

  /** A server's model is named anew each turn (it may have come up meanwhile); the one in this process is kept. */
  #visionModel(): Promise<ChatModel | null> {
    if (this.#options.vision) return Promise.resolve(this.#options.vision);
    if (this.#config.visionUrl) return openVisionModel(this.#config);
    this.#vision ??= openVisionModel(this.#config);
    return this.#vision;
  }

  async #desk(call: Pick<AskOptions, 'signal' | 'onEvent'>): Promise<Desk> {
    const emit = call.onEvent ?? (() => undefined);
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
            ...(call.signal ? { signal: call.signal } : {}),
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
      // a model that cannot be opened costs a note and not the turn
      vision: await this.#visionModel().catch((error: unknown) => {
        emit({ type: 'note', text: asGossanError(error).message });
        return null;
      }),
      sessions: this.sessions,
      reportsFolder: this.#options.reportsFolder ?? join(process.cwd(), 'output', 'reports'),
      signal: call.signal,
      emit,
    };
  }
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
