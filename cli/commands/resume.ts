import { printAnswer } from '../answer-text.ts';
import { withAssistant } from '../assistant.ts';
import type { Invocation } from '../invocation.ts';
import { narrateTurn } from '../narrate-turn.ts';

export async function run(call: Invocation): Promise<undefined> {
  const answer = await withAssistant((assistant) =>
    assistant.resume(call.args[0], { signal: call.signal, onEvent: narrateTurn(call.output) }),
  );
  printAnswer(answer, call.output);
  call.output.document(answer);
}
