import { basename } from 'node:path';
import { plainLine } from '../../core/plain-text.ts';
import { cutDisplay, displayWidth } from '../terminal/display-width.ts';
import { progressText } from '../terminal/progress-line.ts';
import type { ChatState } from './transcript.ts';
import type { ChatWords } from './words.ts';

const BETWEEN = ' · ';

/** How long, at what, and how to stop it; where there is little room, what it is at is cut. */
export function workText({ live, preparing }: ChatState, words: ChatWords, room: number): string {
  if (live?.stopping) return words.stopping;
  const doing = live?.progress ?? preparing;
  const first = live ? `${((Date.now() - live.since) / 1000).toFixed(1)} s` : words.preparing;
  const last = live ? BETWEEN + words.stopHint : '';
  const rest = room - displayWidth(first + BETWEEN + last);
  const middle = doing && rest > 0 ? BETWEEN + cutDisplay(plainLine(progressText(doing)), rest) : '';
  return first + middle + last;
}

/** What is open, as much of it as has room: what comes first matters most, and nothing is cut in its middle. */
export function restText(
  { settings, synthetic, session }: ChatState,
  words: ChatWords,
  room = Number.POSITIVE_INFINITY,
): string {
  const scene = settings.scene === null ? words.noScene : basename(plainLine(settings.scene));
  const parts = [
    synthetic ? `${scene} ${words.synthetic}` : scene,
    `${words.kb} ${settings.kb}${settings.rag ? '' : ` ${words.off}`}`,
    ...(settings.vision ? [] : [`${words.vision} ${words.off}`]),
    ...(settings.lang ? [settings.lang] : []),
    session ?? '',
  ].filter(Boolean);
  return parts.reduce((line, part) => {
    const longer = line + BETWEEN + part;
    return displayWidth(longer) <= room ? longer : line;
  });
}
