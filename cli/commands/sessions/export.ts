import { withAssistant } from '../../assistant.ts';
import { type ExportFormat, exportSession, formatOf, sessionAs } from '../../export-session.ts';
import type { Invocation } from '../../invocation.ts';

export async function run(call: Invocation): Promise<undefined> {
  const session = await withAssistant(async (assistant) => assistant.sessions.get(call.args[0]));
  const out = call.options.text('out');
  const format = (call.options.text('format') as ExportFormat | undefined) ?? formatOf(out ?? '') ?? 'json';
  if (out === undefined) {
    const text = await sessionAs(session, format);
    // with --json stdout is one JSON document, whatever is exported
    if (call.json && format === 'md') call.output.document({ session: session.id, format, text });
    else process.stdout.write(text);
    return;
  }
  await exportSession(session, format, out);
  call.output.print(`Session ${session.id} written to ${out}`);
  call.output.document({ session: session.id, format, out });
}
