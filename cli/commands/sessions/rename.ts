import { withAssistant } from '../../assistant.ts';
import type { Invocation } from '../../invocation.ts';
import { sessionWords } from '../../session-text.ts';

export async function run(call: Invocation): Promise<undefined> {
  const [id, title] = call.args;
  await withAssistant(async (assistant) => assistant.sessions.rename(id, title));
  call.output.print(sessionWords().renamed(id, title.trim()));
  call.output.document({ id, title: title.trim() });
}
