import { Box } from 'ink';
import { plainLine } from '../../core/plain-text.ts';
import type { Candidate } from '../completion/line.ts';
import { cutDisplay } from '../terminal/display-width.ts';
import { Toned } from './looks.tsx';

/** Rows of the list, the one that counts the rest among them. */
export const LIST_ROWS = 5;

/** What may stand where the cursor is: a window on the list that follows the chosen one. */
export function CompletionList({
  candidates,
  chosen,
  columns,
  rows,
}: {
  candidates: readonly Candidate[];
  /** -1 where none is. */
  chosen: number;
  columns: number;
  rows: number;
}) {
  if (rows <= 0) return null;
  const cut = candidates.length > rows && rows > 1;
  const shown = cut ? rows - 1 : rows;
  const from = Math.max(0, Math.min(candidates.length - shown, chosen - shown + 1));
  return (
    <Box flexDirection="column">
      {candidates.slice(from, from + shown).map(({ value, label = value, help = '' }, at) => {
        const isChosen = from + at === chosen;
        return (
          <Toned key={value} tone={isChosen ? undefined : 'faint'} bold={isChosen}>
            {cutDisplay(`${isChosen ? '›' : ' '} ${`${plainLine(label)}  ${plainLine(help)}`}`, columns - 1)}
          </Toned>
        );
      })}
      {cut ? (
        <Toned tone="faint">
          {chosen === -1 ? `  … ${candidates.length - shown}` : `  ${chosen + 1}/${candidates.length}`}
        </Toned>
      ) : null}
    </Box>
  );
}
