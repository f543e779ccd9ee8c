import { withAssistant } from '../../assistant.ts';
import type { Invocation } from '../../invocation.ts';
import { sessionTable } from '../../session-text.ts';

export async function run(call: Invocation): Promise<undefined> {
  const sessions = await withAssistant(async (assistant) => assistant.sessions.list());
  call.output.print(sessionTable(sessions));
  call.output.document({ sessions });
}
