import type { ComposeInput, ComposeOutput, PlanInput, PlanOutput, Reasoner } from '../reasoner.ts';
import { composeByRule } from './compose/compose.ts';
import { planByRule } from './plan.ts';

/** Plans and writes by rule, in English and Chinese, with no language model. The default. */
export class BuiltinReasoner implements Reasoner {
  readonly name = 'builtin';

  async plan(input: PlanInput): Promise<PlanOutput> {
    return planByRule(input);
  }

  async compose(input: ComposeInput): Promise<ComposeOutput> {
    return composeByRule(input);
  }
}
