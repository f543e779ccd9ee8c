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
          return turn.options.scene !== null;
        case 'vision-analyst':
          return turn.options.scene !== null && turn.options.vision && desk.vision !== null;
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
