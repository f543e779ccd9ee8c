import { asGossanError } from '../../core/errors.ts';
import type { Evidence } from '../../core/evidence.ts';
import type { PixelWindow, SceneReader } from '../../tools/spectral/types.ts';
import { type Desk, workSteps } from '../desk.ts';
import { modelEvidence } from '../ledger/ledger.ts';
import type { QuestionPart } from '../reasoner/builtin/question.ts';
import type { Turn, TurnUpdate } from '../state.ts';
import { askAboutWindow, type DrawnWindow, drawWindow } from '../vision/look-at-window.ts';
import { describeVision, type Vision } from '../vision/open-vision.ts';
import { rememberedAnswer } from '../vision/remembered-answers.ts';
import type { TaskName } from '../vision/tasks.ts';
import { tasksOfQuestion } from '../vision/tasks-of-question.ts';

/**
 * Asks the vision model about views of the scene, or of the windows that the question names. A model that does not answer
 * costs the turn nothing but a note.
 */
export function visionAnalyst(desk: Desk) {
  return async (turn: Turn): Promise<TurnUpdate> => {
    const evidence: Evidence[] = [];
    const notes: string[] = [];
    let models: TurnUpdate['models'] = { vision: desk.vision!.name };
    const { steps } = await workSteps(desk, turn.plan, 'vision-analyst', async (step) => {
      const question = turn.understanding!;
      const parts = question.parts.filter((one) => turn.stepParts[step.id]?.includes(one.id));
      const wanted = looks(parts);
      try {
        const map = await desk.sceneMap(turn.options.scene!);
        const vision = await describeVision(desk.vision!);
        models = { vision: vision.name, adapter: vision.adapter ?? 'none' };
        const slow = desk.signal ? { signal: desk.signal } : {};
        const scene = lazyScene(vision, turn.options.scene!, slow);
        try {
          for (const { task, window } of wanted) {
            const asked = { task, language: question.language, ...(window ? { window } : {}), ...slow };
            const look = async () => {
              const { reader, drawn } = await scene.open(window);
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
    return { plan: steps, evidence, notes, models, usage: desk.meter.take() };
  };
}

/** What is to be asked of which window, each once; of the whole scene where none is named. */
function looks(parts: readonly QuestionPart[]): { task: TaskName; window: PixelWindow | undefined }[] {
  const all = parts.flatMap((part) => tasksOfQuestion(part).map((task) => ({ task, window: part.window })));
  const once = new Map(all.map((look) => [JSON.stringify([look.task, look.window]), look]));
  return once.size ? [...once.values()] : [{ task: 'minerals', window: undefined }];
}

/** The scene, opened at the first question that is not remembered; each window is drawn once for all its questions. */
function lazyScene(vision: Vision, path: string, slow: { signal?: AbortSignal }) {
  let reader: SceneReader | undefined;
  const drawn = new Map<string, DrawnWindow>();
  return {
    async open(window: PixelWindow | undefined): Promise<{ reader: SceneReader; drawn: DrawnWindow }> {
      const { openScene } = await import('../../tools/spectral/readers/open.ts');
      reader ??= await openScene(path, slow);
      const key = JSON.stringify(window ?? null);
      const views = drawn.get(key) ?? (await drawWindow(vision, reader, { ...slow, ...(window ? { window } : {}) }));
      drawn.set(key, views);
      return { reader, drawn: views };
    },
    close: async () => reader?.close(),
  };
}
