import { Box } from 'ink';
import { plainLine, plainText } from '../../core/plain-text.ts';
import { cutDisplay } from '../terminal/display-width.ts';
import { wrapText } from '../terminal/wrap-words.ts';
import { Toned } from './looks.tsx';
import { PlanPanel } from './plan-panel.tsx';
import type { LiveTurn } from './transcript.ts';
import type { ChatWords } from './words.ts';

/** Rows for the end of an answer that is being written; the whole stands in the transcript afterwards. */
const ANSWER_ROWS = 6;
/** Rows that the status lines, the blank one above them, the prompt and its hints may need. */
const OTHER_ROWS = 11;

/** The running turn. It must stay smaller than the terminal: a taller live area would be cleared and redrawn at each frame. */
export function LiveTurnPanel({
  live,
  words,
  columns,
  rows,
}: {
  live: LiveTurn;
  words: ChatWords;
  columns: number;
  rows: number;
}) {
  const room = Math.max(1, rows - OTHER_ROWS - (live.text ? ANSWER_ROWS : 0));
  const writing = live.writing && words.writes(live.writing.model, live.writing.words);
  return (
    <Box flexDirection="column">
      {live.plan.length > 0 && (
        <PlanPanel words={words} plan={live.plan.slice(-room)} columns={columns} running={live.began} />
      )}
      {live.evidence > 0 && (
        <Toned tone="faint">
          {words.evidence}: {live.evidence}
        </Toned>
      )}
      {writing && <Toned tone="faint">{cutDisplay(plainLine(writing), columns - 1)}</Toned>}
      {live.text && <Toned tone={undefined}>{lastRows(plainText(live.text), columns - 1, ANSWER_ROWS)}</Toned>}
    </Box>
  );
}

/** The end of a text, no more than so many rows of so many columns. */
export function lastRows(text: string, columns: number, rows: number): string {
  // more cannot be seen, and a long answer is drawn often
  const end = text.trimEnd().slice(-columns * (rows + 1));
  return wrapText(end, columns).split('\n').slice(-rows).join('\n');
}
