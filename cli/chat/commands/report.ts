import { join } from 'node:path';
import { GossanError } from '../../../core/errors.ts';
import type { Conversation } from '../conversation.ts';
import { typedPath } from '../typed-path.ts';

/** `/report [FILE]`: the cited report on the scene; the format follows the ending. @throws GossanError SCENE_MISSING */
export async function report(chat: Conversation, argument: string): Promise<void> {
  const { scene, kb, rag, vision, lang } = chat.state.settings;
  if (scene === null) throw new GossanError('SCENE_MISSING');
  await chat.runTurn(async (assistant, { signal, onEvent }) => {
    const { writeReport } = await import('../../../tools/report/index.ts');
    const made = await assistant.report({
      scene,
      kb,
      rag,
      vision,
      signal,
      onEvent,
      ...(lang === null ? {} : { lang }),
      ...(chat.state.session === null ? {} : { session: chat.state.session }),
    });
    const { session, turn } = made.answer;
    const out = argument ? typedPath(argument) : join('output', 'reports', `${session}-${turn}.md`);
    const format = /\.html?$/i.test(out) ? 'html' : /\.pdf$/i.test(out) ? 'pdf' : 'md';
    const [written] = await writeReport(made, { out, format, signal });
    chat.say({ kind: 'note', text: `Report · 报告: ${written}` });
  });
}
