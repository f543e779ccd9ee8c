import { basename } from 'node:path';
import { Text } from 'ink';
import { plainLine } from '../../core/plain-text.ts';
import { cutDisplay } from '../terminal/display-width.ts';
import { progressText } from '../terminal/progress-line.ts';
import type { ChatState } from './transcript.ts';
import type { ChatWords } from './words.ts';

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** One line: what runs and for how long; at rest, the scene and the settings. */
export function StatusLine({
  state,
  words,
  columns,
  tick,
}: {
  state: ChatState;
  words: ChatWords;
  columns: number;
  tick: number;
}) {
  const working = state.live !== null || state.preparing !== null;
  const line = state.quitArmed
    ? words.quitHint
    : working
      ? `${SPINNER[tick % SPINNER.length]} ${work(state, words)}`
      : rest(state);
  return <Text dimColor={!state.quitArmed}>{cutDisplay(plainLine(line), columns - 1)}</Text>;
}

function work({ live, preparing }: ChatState, words: ChatWords): string {
  if (live?.stopping) return words.stopping;
  const doing = live?.progress ?? preparing;
  const parts = [
    live ? `${((Date.now() - live.since) / 1000).toFixed(1)} s` : words.preparing,
    doing ? progressText(doing) : '',
    live ? words.stopHint : '',
  ];
  return parts.filter(Boolean).join(' · ');
}

function rest({ settings, synthetic, session }: ChatState): string {
  const scene = settings.scene === null ? 'no scene' : basename(plainLine(settings.scene));
  return [
    `${scene}${synthetic ? ' (synthetic)' : ''}`,
    `kb ${settings.kb}${settings.rag ? '' : ' off'}`,
    ...(settings.vision ? [] : ['vision off']),
    ...(settings.lang ? [settings.lang] : []),
    session ?? '',
  ]
    .filter(Boolean)
    .join(' · ');
}
