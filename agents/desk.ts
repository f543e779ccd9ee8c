import type { AgentName, PlanStep, TurnEvent } from '../core/answer.ts';
import type { ChatModel } from '../core/chat-model.ts';
import type { SessionStore } from '../core/session.ts';
import type { KnowledgeBase } from '../rag/types.ts';
import type { SceneMap } from '../tools/spectral/map-cache.ts';
import type { LiveAnswer } from './live-answer.ts';
import type { Reasoner } from './reasoner/reasoner.ts';
import type { UsageMeter } from './usage.ts';

/**
 * What the agents of one turn share and what is not state: open resources, and the line to the user.
 * Never checkpointed; a resumed turn gets a new desk.
 */
export interface Desk {
  reasoner: Reasoner;
  /** Opened at the first use: a question about the scene alone never loads an index. */
  knowledgeBase(name: string): Promise<KnowledgeBase>;
  /** Maps the scene (within an area of interest), or takes the map from the cache. */
  sceneMap(path: string, aoi?: string): Promise<SceneMap>;
  /** The pixel of a place on the ground; undefined for a scene without georeference. */
  pixelOf(path: string, lon: number, lat: number): Promise<{ x: number; y: number } | undefined>;
  /** Width and height in pixels. */
  sceneSize(path: string): Promise<{ width: number; height: number }>;
  vision: ChatModel | null;
  sessions: SessionStore;
  /** Where `archive` writes: `output/reports` under the user's folder. */
  reportsFolder: string;
  signal: AbortSignal | undefined;
  /** The answer as the user sees it while it is written. */
  live: LiveAnswer;
  /** Counts the calls of models. */
  meter: UsageMeter;
  emit(event: TurnEvent): void;
}

/** Runs one agent's work for its pending steps, keeps their status and time, and tells the user. */
export async function workSteps<T>(
  desk: Desk,
  plan: PlanStep[],
  agent: AgentName,
  work: (step: PlanStep) => Promise<T>,
): Promise<{ steps: PlanStep[]; results: { step: PlanStep; result: T }[] }> {
  const steps: PlanStep[] = [];
  const results: { step: PlanStep; result: T }[] = [];
  for (const step of plan.filter((one) => one.agent === agent && one.status === 'pending')) {
    desk.signal?.throwIfAborted();
    const started = performance.now();
    desk.emit({ type: 'step', step: { ...step, status: 'running' } });
    const result = await work(step);
    const done: PlanStep = { ...step, status: 'done', ms: Math.round(performance.now() - started) };
    desk.emit({ type: 'step', step: done });
    steps.push(done);
    results.push({ step: done, result });
  }
  return { steps, results };
}

/** Ticks off the step of an agent that works on the turn as a whole (responder, reviewer); a rewrite adds to its time. */
export async function workTurn<T>(
  desk: Desk,
  plan: PlanStep[],
  agent: AgentName,
  work: () => Promise<T>,
): Promise<{ result: T; steps: PlanStep[] }> {
  const step = plan.find((one) => one.agent === agent);
  const started = performance.now();
  if (step) desk.emit({ type: 'step', step: { ...step, status: 'running' } });
  const result = await work();
  if (!step) return { result, steps: [] };
  const done: PlanStep = { ...step, status: 'done', ms: step.ms + Math.round(performance.now() - started) };
  desk.emit({ type: 'step', step: done });
  return { result, steps: [done] };
}
