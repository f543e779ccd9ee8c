import type { Desk } from '../desk.ts';
import { understand } from '../reasoner/builtin/question.ts';
import { reportQuestion } from '../reasoner/builtin/report-question.ts';
import type { Turn, TurnUpdate } from '../state.ts';

/** Reads the question (its parts, what each needs) and lays out the steps. */
export function planner(desk: Desk) {
  return async (turn: Turn): Promise<TurnUpdate> => {
    const { mode, lang, focus, dwellOn } = turn.options;
    const understanding =
      mode === 'report' ? reportQuestion(lang ?? 'en', dwellOn) : understand(turn.question, focus, lang ?? undefined);
    if (turn.options.scene) {
      for (const part of understanding.parts) {
        if (!part.lonLat || part.point) continue;
        const point = await desk.pixelOf(turn.options.scene, part.lonLat.lon, part.lonLat.lat);
        if (point) part.point = point;
        understanding.focus.point = part.point;
      }
    }
    const { steps, stepParts, notes } = await desk.reasoner.plan({
      question: understanding,
      options: turn.options,
      visionConfigured: desk.vision !== null,
      signal: desk.signal,
    });
    desk.emit({ type: 'plan', plan: steps });
    return { understanding, plan: steps, stepParts, notes };
  };
}
