import { withAssistant } from '../../assistant.ts';
import type { Invocation } from '../../invocation.ts';
import { foundText } from '../../session-text.ts';

export async function run(call: Invocation): Promise<undefined> {
  const text = call.args.join(' ');
  const sessions = await withAssistant(async (assistant) => assistant.sessions.search(text));
  call.output.print(foundText(sessions, text));
  call.output.document({ text, sessions });
}
