import { Annotation, type BaseCheckpointSaver, END, interrupt, START, StateGraph } from '@langchain/langgraph';
import type { Outcome, Step } from './run-record.ts';

/** A person's word on a verdict. */
export interface Decision {
  yes: boolean;
  by: string;
}

const RunState = Annotation.Root({
  promote: Annotation<boolean | null>,
  decision: Annotation<Decision | null>,
  outcome: Annotation<Outcome | null>,
});

export type RunStateValues = typeof RunState.State;

/** What each step does. Each may be begun again after a kill and then does no more than what is left. */
export interface RunSteps {
  prepare(): Promise<void>;
  train(): Promise<void>;
  register(): Promise<void>;
  /** Null where there is nothing to compare with. */
  gate(): Promise<boolean | null>;
  /** Agreed to in advance. */
  agreed(): Decision | null;
  swap(decision: Decision): Promise<void>;
  /** Heard as each step begins. */
  begin(step: Step): void;
}

/**
 * The wiring, as one would draw it:
 *
 *     prepare ─ train ─ register ─ gate ─┬─ decide (a person's yes) ─┬─ swap ─ activated
 *                                        └─ stopped by the gate      └─ declined
 *
 * `decide` does nothing but wait: a paused node runs again from its top.
 */
export function buildRunGraph(steps: RunSteps, checkpointer: BaseCheckpointSaver) {
  const doing = (step: Exclude<Step, 'gate' | 'decide' | 'swap'>) => async () => {
    steps.begin(step);
    await steps[step]();
    return {};
  };
  return new StateGraph(RunState)
    .addNode('prepare', doing('prepare'))
    .addNode('train', doing('train'))
    .addNode('register', doing('register'))
    .addNode('gate', async () => {
      steps.begin('gate');
      const promote = await steps.gate();
      if (promote === null) return { promote, outcome: 'ungated' as const };
      return promote ? { promote } : { promote, outcome: 'stopped by the gate' as const };
    })
    .addNode('decide', () => {
      const decision = steps.agreed() ?? (interrupt('Activate the adapter?') as Decision);
      return decision.yes ? { decision } : { decision, outcome: 'declined' as const };
    })
    .addNode('swap', async ({ decision }) => {
      steps.begin('swap');
      await steps.swap(decision!);
      return { outcome: 'activated' as const };
    })
    .addEdge(START, 'prepare')
    .addEdge('prepare', 'train')
    .addEdge('train', 'register')
    .addEdge('register', 'gate')
    .addConditionalEdges('gate', ({ promote }) => (promote ? 'decide' : END), ['decide', END])
    .addConditionalEdges('decide', ({ decision }) => (decision?.yes ? 'swap' : END), ['swap', END])
    .addEdge('swap', END)
    .compile({ checkpointer });
}
