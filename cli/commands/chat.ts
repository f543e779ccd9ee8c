import { existsSync } from 'node:fs';
import { GossanError } from '../../core/errors.ts';
import type { Language } from '../../core/language.ts';
import { loadChat } from '../chat/load-chat.ts';
import type { Invocation } from '../invocation.ts';
import { terminalDisplay } from '../terminal/pictures/display.ts';
import { prepareTerminal } from '../terminal/prepare-terminal.ts';

export async function run(call: Invocation): Promise<undefined> {
  const { options } = call;
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new GossanError('USAGE', {
      detail: 'The chat needs a terminal. To ask without one: gossan ask "…".',
      command: 'ask',
    });
  }
  const scene = options.text('scene');
  // Before the screen is taken over: a slip in a path is answered on the command line.
  if (scene !== undefined && !existsSync(scene)) throw new GossanError('FILE_NOT_FOUND', { path: scene });
  prepareTerminal(call.options.flag('screen-reader') ? { spoken: true } : {});
  // answers while the chat loads
  void terminalDisplay();
  const { openChat } = await loadChat();
  const kb = options.text('kb');
  const session = options.text('session');
  const lang = options.text('lang') as Language | undefined;
  await openChat({
    rag: !options.flag('no-rag'),
    vision: !options.flag('no-vision'),
    signal: call.signal,
    ...(scene === undefined ? {} : { scene }),
    ...(kb === undefined ? {} : { kb }),
    ...(session === undefined ? {} : { session }),
    ...(lang === undefined ? {} : { lang }),
  });
}
