import { withAssistant } from '../../assistant.ts';
import type { Invocation } from '../../invocation.ts';

export async function run(call: Invocation): Promise<undefined> {
  const [id, title] = call.args;
  await withAssistant(async (assistant) => assistant.sessions.rename(id, title));
  call.output.print(`${id} is now "${title}"`);
  call.output.document({ id, title });
}
