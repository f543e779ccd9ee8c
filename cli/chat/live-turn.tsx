import { Box, Text } from 'ink';
import { plainLine, plainText } from '../../core/plain-text.ts';
import { cutDisplay, displayWidth } from '../terminal/display-width.ts';
import { PlanPanel } from './plan-panel.tsx';
import type { LiveTurn } from './transcript.ts';
import type { ChatWords } from './words.ts';

/** Rows for the end of an answer that is being written; the whole stands in the transcript afterwards. */
const ANSWER_ROWS = 6;
/** Rows that the status lines, the prompt and its hints may need. */
const OTHER_ROWS = 10;

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
  return (
    <Box flexDirection="column">
      {live.plan.length > 0 && <PlanPanel title={words.plan} plan={live.plan.slice(-room)} columns={columns} />}
      {live.evidence > 0 && (
        <Text dimColor>
          {words.evidence}: {live.evidence}
        </Text>
      )}
      {live.writing && (
        <Text dimColor>{cutDisplay(plainLine(words.writes(live.writing.model, live.writing.words)), columns - 1)}</Text>
      )}
      {live.text && <Text>{lastRows(plainText(live.text), columns, ANSWER_ROWS)}</Text>}
    </Box>
  );
}

/** The last lines of a text that fill no more than `rows` rows when they are wrapped at `columns`. */
export function lastRows(text: string, columns: number, rows: number): string {
  const kept: string[] = [];
  let used = 0;
  for (const line of text.trimEnd().split('\n').reverse()) {
    const needs = Math.max(1, Math.ceil(displayWidth(line) / Math.max(1, columns)));
    if (used + needs > rows) {
      if (used === 0) kept.push(`…${line.slice(-Math.floor((columns * (rows - 1)) / 2))}`);
      break;
    }
    kept.push(line);
    used += needs;
  }
  return kept.reverse().join('\n');
}
