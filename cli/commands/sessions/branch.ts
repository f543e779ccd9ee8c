import { withAssistant } from '../../assistant.ts';
import type { Invocation } from '../../invocation.ts';
import { sessionWords } from '../../session-text.ts';

export async function run(call: Invocation): Promise<undefined> {
  const [from] = call.args;
  const turn = call.options.integer('turn');
  const id = await withAssistant(async (assistant) => assistant.sessions.branch(from, turn));
  call.output.print(sessionWords().branched(id, from, turn));
  call.output.document({ id, from, turn: turn ?? null });
}
