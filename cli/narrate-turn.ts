import type { TurnEvent } from '../core/answer.ts';
import type { Output } from './terminal/output.ts';

/** Tells on stderr how a turn goes: the step that runs, its progress, and what the assistant wants noted. */
export function narrateTurn(output: Output): (event: TurnEvent) => void {
  return (event) => {
    switch (event.type) {
      case 'step':
        if (event.step.status === 'running') output.progress.show({ step: `${event.step.agent}: ${event.step.goal}` });
        break;
      case 'progress': {
        const { agent, text, done, total } = event;
        output.progress.show({
          step: `${agent}: ${text}`,
          ...(done === undefined ? {} : { done }),
          ...(total === undefined ? {} : { total }),
        });
        break;
      }
      case 'writing':
        output.progress.show({ step: `${event.model}: ${event.words} words` });
        break;
      case 'note':
        output.note(event.text, 'dim');
        break;
      default:
    }
  };
}
