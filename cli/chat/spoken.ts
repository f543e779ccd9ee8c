import type { PlanStep, TurnEvent } from '../../core/answer.ts';
import { plainLine } from '../../core/plain-text.ts';
import type { LiveTurn, NewEntry } from './transcript.ts';
import type { ChatWords } from './words.ts';

/**
 * What is said of a running turn to somebody who listens: the plan when it is made, each step when it has ended, and that a
 * model begins to write. Nothing of it is drawn again, and no count of progress is read out.
 */
export function spokenOf(live: LiveTurn, event: TurnEvent, words: ChatWords): NewEntry[] {
  switch (event.type) {
    case 'plan': {
      const steps = event.plan.map(({ agent, goal }, at) => `${at + 1}. ${words.doing(agent, plainLine(goal))}`);
      return [spoken(`${words.planOf(steps.length)}\n${steps.join('\n')}`)];
    }
    case 'step': {
      const { step } = event;
      const before = live.plan.find(({ id }) => id === step.id)?.status;
      return step.status === before || step.status === 'pending' || step.status === 'running'
        ? []
        : [spoken(spokenStep(step, words))];
    }
    case 'writing':
      return live.writing ? [] : [spoken(words.beginsToWrite(event.model))];
    default:
      return [];
  }
}

/** "Done in 1.2 s: spectral-analyst: …". */
export function spokenStep({ agent, goal, status, ms }: PlanStep, words: ChatWords): string {
  const time = ms > 0 ? words.inSeconds((ms / 1000).toFixed(1)) : '';
  return `${words.steps[status]}${time}: ${words.doing(agent, plainLine(goal))}`;
}

function spoken(text: string): NewEntry {
  return { kind: 'spoken', text };
}
