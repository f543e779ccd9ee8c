import type { AskOptions } from '../../core/answer.ts';
import type { Language } from '../../core/language.ts';
import { printAnswer } from '../answer-text.ts';
import { withAssistant } from '../assistant.ts';
import { ensureShippedNotes } from '../first-use.ts';
import type { Invocation } from '../invocation.ts';
import { kbName } from '../knowledge.ts';
import { narrateTurn } from '../narrate-turn.ts';

export async function run(call: Invocation): Promise<undefined> {
  if (!call.options.flag('no-rag'))
    await ensureShippedNotes(kbName(call), { signal: call.signal, onProgress: call.output.onProgress });
  const answer = await withAssistant((assistant) => assistant.ask(call.args[0], askOptions(call)));
  printAnswer(answer, call.output);
  call.output.document(answer);
}

/** The options of a turn as `ask`, `report` and `chat` share them. */
export function askOptions(call: Invocation): AskOptions {
  const { options, signal, output } = call;
  const asked: AskOptions = { signal, onEvent: narrateTurn(output) };
  const scene = options.text('scene');
  const kb = options.text('kb');
  const lang = options.text('lang') as Language | undefined;
  const session = options.text('session');
  if (scene !== undefined) asked.scene = scene;
  if (kb !== undefined) asked.kb = kb;
  if (lang !== undefined) asked.lang = lang;
  if (session !== undefined) asked.session = session;
  if (options.flag('no-rag')) asked.rag = false;
  if (options.flag('no-vision')) asked.vision = false;
  return asked;
}
