import { withAssistant } from '../../assistant.ts';
import { costOf, costText } from '../../cost-text.ts';
import type { Invocation } from '../../invocation.ts';

export async function run(call: Invocation): Promise<undefined> {
  const session = await withAssistant(async (assistant) => assistant.sessions.get(call.args[0]));
  const cost = costOf(session);
  call.output.print(costText(cost));
  call.output.document({ session: session.id, ...cost });
}
