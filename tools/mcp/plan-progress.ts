import type { PlanStep, TurnEvent } from '../../core/answer.ts';
import type { ToolCall } from './tool.ts';

/** What a step that has begun counts, and what it counts at most while it runs. */
const BEGUN = 0.1;
const NEARLY = 0.95;

/** Tells a turn of the assistant as progress: the steps of its plan, the counts of those that run, and what of the answer is sure. */
export function planProgress({ progress, note }: Pick<ToolCall, 'progress' | 'note'>): (event: TurnEvent) => void {
  const steps = new Map<string, { step: PlanStep; part: number }>();
  const tell = (message: string) => {
    const parts = [...steps.values()].map(({ part }) => part);
    progress(parts.reduce((sum, part) => sum + part, 0) / Math.max(1, parts.length), message);
  };
  return (event) => {
    switch (event.type) {
      case 'plan':
        for (const step of event.plan) if (!steps.has(step.id)) steps.set(step.id, { step, part: partOf(step) });
        break;
      case 'step':
        steps.set(event.step.id, { step: event.step, part: partOf(event.step) });
        if (event.step.status !== 'pending') tell(`${event.step.agent}: ${event.step.goal} (${event.step.status})`);
        break;
      case 'progress': {
        const { agent, text, done = 0, total = 0 } = event;
        for (const one of steps.values()) {
          if (one.step.agent !== agent || one.step.status !== 'running' || total === 0) continue;
          one.part = BEGUN + (NEARLY - BEGUN) * Math.min(1, done / total);
        }
        tell(`${agent}: ${text}`);
        break;
      }
      case 'writing':
        tell(`responder: ${event.model} writes, ${event.words} words`);
        break;
      case 'token':
        if (event.text.trim()) tell(event.text.trim());
        break;
      case 'correction':
        for (const { text, reason } of event.taken) note(`Taken back: "${text}" ${reason}`.trim());
        break;
      case 'note':
        note(event.text);
        break;
      default:
    }
  };
}

function partOf({ status }: PlanStep): number {
  return status === 'pending' ? 0 : status === 'running' ? BEGUN : 1;
}
