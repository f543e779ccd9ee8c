import { plainLine } from '../../core/plain-text.ts';
import { cutDisplay } from '../terminal/display-width.ts';
import { Toned } from './looks.tsx';
import { restText, workText } from './status-text.ts';
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
  const room = columns - 1;
  const line = state.quitArmed
    ? words.quitHint
    : working
      ? `${SPINNER[tick % SPINNER.length]} ${workText(state, words, room - 2)}`
      : restText(state, words, room);
  return <Toned tone={state.quitArmed ? 'warn' : 'faint'}>{cutDisplay(plainLine(line), room)}</Toned>;
}
