import { join } from 'node:path';
import { GossanError } from '../../../core/errors.ts';
import type { Language } from '../../../core/language.ts';
import type { SlowCall } from '../../../core/progress.ts';
import type { SceneReader } from '../../../tools/spectral/types.ts';
import { shownPath } from '../../shown-path.ts';
import { terminalDisplay } from '../../terminal/pictures/display.ts';
import { layOut, type Room } from '../../terminal/pictures/lay-out.ts';
import type { Picture } from '../../terminal/pictures/picture.ts';
import { layOutPlot, type Plot } from '../../terminal/pictures/plot.ts';
import type { Conversation } from '../conversation.ts';

export function languageOf(chat: Conversation): Language {
  return chat.zh ? 'zh' : 'en';
}

/** Works on the open scene as a turn of its own: with progress, stoppable. @throws GossanError SCENE_MISSING */
export async function onScene(
  chat: Conversation,
  agent: 'spectral-analyst' | 'vision-analyst',
  work: (reader: SceneReader, path: string, slow: Required<SlowCall>) => Promise<void>,
): Promise<void> {
  // the demo scene is opened once it is made, which the turn waits for
  if (chat.state.settings.scene === null && !chat.state.preparing) throw new GossanError('SCENE_MISSING');
  await chat.runTurn(
    async (_, { signal, onEvent }) => {
      const path = chat.state.settings.scene;
      if (path === null) throw new GossanError('SCENE_MISSING');
      const { openScene } = await import('../../../tools/spectral/readers/open.ts');
      const reader = await openScene(path, { signal });
      try {
        await work(reader, path, {
          signal,
          onProgress: ({ step, ...count }) => onEvent({ type: 'progress', agent, text: step, ...count }),
        });
      } finally {
        await reader.close();
      }
    },
    chat.zh ? '已停止。' : 'Stopped.',
  );
}

/**
 * Prints a picture. It says where it lies, and that a synthetic scene is one.
 * @param rows of the terminal that it reckons with; the fewer, the smaller it is
 */
export async function showPicture(
  chat: Conversation,
  picture: Picture,
  rows = Number.POSITIVE_INFINITY,
): Promise<void> {
  const { file } = picture;
  const shown = file === undefined ? picture : { ...picture, file: shownPath(file) };
  chat.showPicture(
    layOut(shown, await terminalDisplay(), { ...room(), rows: Math.min(rows, room().rows) }),
    file === undefined ? null : () => file,
  );
}

/** Prints plots as one entry. */
export async function showPlots(
  chat: Conversation,
  plots: readonly Plot[],
  file: (() => string) | null,
): Promise<void> {
  const display = await terminalDisplay();
  chat.showPicture(plots.map((plot) => layOutPlot(plot, display, room())).join('\n\n'), file);
}

function room(): Room {
  return { columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 };
}

/** Where a picture that was asked for in the chat is kept. */
export function pictureFile(name: string): string {
  return join('output', 'pictures', `${name.replace(/[^\p{L}\p{N}._-]+/gu, '-')}.png`);
}

/** The whole numbers of a command's argument, so many. @throws GossanError USAGE */
export function numbersOf(argument: string, count: number, detail: string): number[] {
  const numbers = argument
    .split(/[\s,，]+/)
    .filter(Boolean)
    .map(Number);
  if (numbers.length !== count || !numbers.every(Number.isSafeInteger))
    throw new GossanError('USAGE', { detail, command: 'chat' });
  return numbers;
}
