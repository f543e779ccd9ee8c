import { withAssistant } from '../../assistant.ts';
import type { Invocation } from '../../invocation.ts';
import { writeDocument } from '../../write-document.ts';

export async function run(call: Invocation): Promise<undefined> {
  const session = await withAssistant(async (assistant) => assistant.sessions.get(call.args[0]));
  writeDocument(session, call, `Session ${session.id}`);
}
