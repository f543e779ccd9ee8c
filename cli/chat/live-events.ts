import type { TurnEvent } from '../../core/answer.ts';
import type { LiveTurn, NewEntry } from './transcript.ts';
import type { ChatWords } from './words.ts';

export function newLiveTurn(): LiveTurn {
  return {
    plan: [],
    text: '',
    writing: null,
    evidence: 0,
    progress: null,
    since: Date.now(),
    began: {},
    stopping: false,
  };
}

/** What an event of a turn changes in the live area, and what it prints into the transcript. */
export function hear(
  live: LiveTurn,
  event: TurnEvent,
  words: ChatWords,
): { live?: Partial<LiveTurn>; entries?: NewEntry[] } {
  switch (event.type) {
    case 'plan':
      return { live: { plan: event.plan } };
    case 'step': {
      const { step } = event;
      const plan = live.plan.map((one) => (one.id === step.id ? step : one));
      if (step.status !== 'running') return { live: { plan, progress: null } };
      const began = { [step.id]: Date.now(), ...live.began };
      return { live: { plan, began, progress: { step: words.doing(step.agent, step.goal) } } };
    }
    case 'progress': {
      const { agent, text, done, total } = event;
      const count = { ...(done === undefined ? {} : { done }), ...(total === undefined ? {} : { total }) };
      return { live: { progress: { step: words.doing(agent, text), ...count } } };
    }
    case 'evidence':
      return { live: { evidence: live.evidence + event.evidence.length } };
    case 'writing':
      return { live: { writing: { model: event.model, words: event.words } } };
    case 'token':
      return { live: { text: live.text + event.text } };
    case 'correction':
      return { live: { text: event.text }, entries: event.taken.map((one) => ({ kind: 'taken-back', ...one })) };
    case 'review':
      return { live: { writing: null } };
    case 'note':
      return { entries: [{ kind: 'note', text: event.text }] };
    default:
      return {};
  }
}
