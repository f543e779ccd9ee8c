import { join } from 'node:path';
import { withAssistant } from '../assistant.ts';
import type { Invocation } from '../invocation.ts';

export async function run(call: Invocation): Promise<undefined> {
  const { saveSessionSummary } = await import('../../tools/session-summary/index.ts');
  const session = await withAssistant(async (assistant) => assistant.sessions.get(call.args[0]));
  const path = await saveSessionSummary(session, call.options.text('out') ?? join('output', 'reports'));
  call.output.print(path);
  call.output.document({ session: session.id, path });
}
