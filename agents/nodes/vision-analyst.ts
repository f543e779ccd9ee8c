import { asGossanError } from '../../core/errors.ts';
import type { Evidence } from '../../core/evidence.ts';
import type { SceneReader } from '../../tools/spectral/types.ts';
import { type Desk, workSteps } from '../desk.ts';
import { modelEvidence } from '../ledger/ledger.ts';
import type { QuestionPart } from '../reasoner/builtin/question.ts';
import type { Turn, TurnUpdate } from '../state.ts';
import { askAboutWindow, type DrawnWindow, drawWindow } from '../vision/look-at-window.ts';
import { describeVision, type Vision } from '../vision/open-vision.ts';
import { rememberedAnswer } from '../vision/remembered-answers.ts';
import type { TaskName } from '../vision/tasks.ts';

/** What each kind of question is worth asking a model that looks at the whole scene. */
const TASKS: Partial<Record<QuestionPart['intent'], TaskName[]>> = {
  inventory: ['minerals'],
  presence: ['minerals'],
  locate: ['minerals', 'yesno'],
  meaning: ['minerals', 'yesno'],
  target: ['probability'],
};

/** Asks the vision model about views of the scene. A model that does not answer costs the turn nothing but a note. */
export function visionAnalyst(desk: Desk) {
  return async (turn: Turn): Promise<TurnUpdate> => {
    const evidence: Evidence[] = [];
    const notes: string[] = [];
    let models: TurnUpdate['models'] = { vision: desk.vision!.name };
    const { steps } = await workSteps(desk, turn.plan, 'vision-analyst', async (step) => {
      const question = turn.understanding!;
      const parts = question.parts.filter((one) => turn.stepParts[step.id]?.includes(one.id));
      const tasks = new Set(parts.flatMap((part) => TASKS[part.intent] ?? []));
      if (tasks.size === 0) tasks.add('minerals');
      try {
        const map = await desk.sceneMap(turn.options.scene!);
        const vision = await describeVision(desk.vision!);
        models = { vision: vision.name, adapter: vision.adapter ?? 'none' };
        const slow = desk.signal ? { signal: desk.signal } : {};
        const scene = lazyWindow(vision, turn.options.scene!, slow);
        try {
          for (const task of tasks) {
            const asked = { task, language: question.language, ...slow };
            const look = async () => {
              const { reader, drawn } = await scene.open();
              return askAboutWindow(vision, reader, drawn, asked);
            };
            evidence.push(modelEvidence(await rememberedAnswer(vision, map, asked, look)));
          }
        } finally {
          await scene.close();
        }
      } catch (error) {
        desk.signal?.throwIfAborted();
        notes.push(asGossanError(error).message);
      }
    });
    if (evidence.length) desk.emit({ type: 'evidence', evidence });
    return { plan: steps, evidence, notes, models };
  };
}

/** The whole scene, opened and drawn at the first question that is not remembered, and once for all of them. */
function lazyWindow(vision: Vision, path: string, slow: { signal?: AbortSignal }) {
  let reader: SceneReader | undefined;
  let drawn: DrawnWindow | undefined;
  return {
    async open(): Promise<{ reader: SceneReader; drawn: DrawnWindow }> {
      const { openScene } = await import('../../tools/spectral/readers/open.ts');
      reader ??= await openScene(path, slow);
      drawn ??= await drawWindow(vision, reader, slow);
      return { reader, drawn };
    },
    close: async () => reader?.close(),
  };
}
