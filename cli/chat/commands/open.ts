import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { GossanError } from '../../../core/errors.ts';
import type { Conversation } from '../conversation.ts';

/** What opens a file with the program that the user has for it. */
const OPENERS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', win32: 'explorer' };

/** `/open`: the last picture in a window of its own. @throws GossanError where there is none */
export async function openPicture(chat: Conversation): Promise<void> {
  const file = chat.lastPicture?.();
  if (!file)
    throw new GossanError('USAGE', {
      detail: chat.zh ? '还没有可以打开的图。' : 'There is no picture yet that could be opened.',
      command: 'chat',
    });
  const path = resolve(file);
  const program = OPENERS[process.platform] ?? 'xdg-open';
  const isOpened = await new Promise<boolean>((done) => {
    const opener = spawn(program, [path], { detached: true, stdio: 'ignore' });
    opener.once('spawn', () => done(true));
    opener.once('error', () => done(false));
    opener.unref();
  });
  const words = chat.zh
    ? isOpened
      ? '已打开'
      : `没有 ${program}；图在`
    : isOpened
      ? 'Opened'
      : `There is no ${program}; it lies in`;
  chat.say({ kind: 'note', text: `${words} ${path}` });
}
