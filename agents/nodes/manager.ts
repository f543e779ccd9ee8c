import type { PlanStep } from '../../core/answer.ts';
import type { Desk } from '../desk.ts';
import type { Turn, TurnUpdate } from '../state.ts';

/**
 * Decides which steps can run: without a scene the spectral and vision steps are skipped, with `rag` off the
 * retrieval steps. What is left runs in parallel, one task an agent.
 */
export function manager(desk: Desk) {
  return async (turn: Turn): Promise<TurnUpdate> => {
    const possible = (step: PlanStep): boolean => {
      switch (step.agent) {
        case 'spectral-analyst':
          // the mineral library answers how to tell two minerals apart, with or without a scene
          return turn.options.scene !== null || tellsApart(turn, step);
        case 'vision-analyst':
          // within an area of interest the model would look at more ground than the map counts
          return (
            turn.options.scene !== null && turn.options.aoi === undefined && turn.options.vision && desk.vision !== null
          );
        case 'knowledge-retriever':
          return turn.options.rag;
        default:
          return true;
      }
    };
    const skipped = turn.plan
      .filter((step) => step.status === 'pending' && !possible(step))
      .map((step): PlanStep => ({ ...step, status: 'skipped' }));
    for (const step of skipped) desk.emit({ type: 'step', step });
    return { plan: skipped };
  };
}

function tellsApart(turn: Turn, step: PlanStep): boolean {
  const parts = turn.stepParts[step.id] ?? [];
  return turn.understanding!.parts.some((part) => parts.includes(part.id) && part.intent === 'distinguish');
}
